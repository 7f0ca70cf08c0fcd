// The attempts of before; each can be looked at, and its text put back into the editor.
import type { AttemptSummary } from '../../../runner/check-protocol.ts';
import { messages } from '../messages.ts';
import { attemptHash, listHash } from './attempt-link.ts';
import { FlagList } from './flag-list.tsx';
import type { ExerciseModel } from './model.ts';
import { ResultList } from './result-list.tsx';

const words = messages.exercise;

export function AttemptList({ exercise }: { exercise: ExerciseModel }) {
  const attempts = exercise.attempts.value;
  return (
    <div class="attempts">
      <h3 id={listHash.slice(1)}>{words.attempts}</h3>
      {attempts.length === 0 ? <p class="check-idle">{words.noAttempts}</p> : null}
      <ol class="attempt-list" reversed data-testid="attempts">
        {attempts.toReversed().map((attempt) => (
          <Attempt key={attempt.number} attempt={attempt} exercise={exercise} />
        ))}
      </ol>
    </div>
  );
}

function Attempt({ attempt, exercise }: { attempt: AttemptSummary; exercise: ExerciseModel }) {
  const { number, at, edition, outcome, awarded, points, hints } = attempt;
  const past = exercise.past.value;
  const open = past?.number === number;
  const facts = [
    words.attemptOutcome[outcome],
    ...(outcome === 'flagged' ? [] : [words.score(awarded, points)]),
    `${messages.workspace.edition} ${edition}`,
    ...(hints > 0 ? [words.attemptHints(hints)] : []),
    words.at(at),
  ];
  return (
    <li value={number} id={attemptHash(number).slice(1)} data-testid={`attempt-${number}`}>
      <span class={`attempt-facts attempt-${outcome}`}>{facts.join(' · ')}</span>
      <a class="quiet" aria-expanded={open} href={open ? listHash : attemptHash(number)}>
        {words.showAttempt}
        <span class="visually-hidden"> {words.attempt(number)}</span>
      </a>
      <FlagList flags={attempt.flags} />
      {past && open ? (
        <div class="attempt-past">
          <button type="button" class="quiet" onClick={exercise.putBack}>
            {words.putBack}
          </button>
          <ResultList
            results={past.report.results}
            label={words.shownAttempt(number)}
            live={false}
          />
        </div>
      ) : null}
    </li>
  );
}
