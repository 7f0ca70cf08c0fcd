// The tab with the last Check, the attempts of before, and the way to the solution.
import type { ShownReport } from '../../../runner/protocol.ts';
import { messages } from '../messages.ts';
import { checksTab, type Workspace } from '../workspace/model.ts';
import { AttemptList } from './attempt-list.tsx';
import { FlagList } from './flag-list.tsx';
import { type ExerciseModel, scoreText } from './model.ts';
import { ResultList } from './result-list.tsx';
import { SolutionOffer } from './solution-offer.tsx';

const words = messages.exercise;
const tone: Partial<Record<ShownReport['outcome'], string>> = {
  passed: 'good',
  flagged: 'flagged',
};

export function ChecksPane({
  workspace,
  exercise,
}: {
  workspace: Workspace;
  exercise: ExerciseModel;
}) {
  const { results, checking } = exercise;
  return (
    <section
      class="checks"
      hidden={workspace.tab.value !== checksTab}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and must do so by keyboard.
      tabIndex={0}
      aria-label={words.tab}
      data-testid="checks"
    >
      <Summary exercise={exercise} />
      {results.value.length > 0 ? (
        <ResultList results={results.value} label={words.results} live={checking.value} />
      ) : null}
      <AttemptList exercise={exercise} />
      <SolutionOffer exercise={exercise} />
    </section>
  );
}

function Summary({ exercise }: { exercise: ExerciseModel }) {
  const { checking, results, report, note, facts } = exercise;
  if (checking.value) {
    return (
      <div class="check-summary" data-testid="check-summary" data-state="checking">
        <p>
          {words.checking}… {words.going(results.value.length, facts.checks)}
        </p>
        <progress
          aria-label={words.checking}
          max={facts.checks}
          value={Math.min(results.value.length, facts.checks)}
        />
      </div>
    );
  }
  const ended = report.value;
  if (!ended) return <p class="check-idle">{note.value || words.idle}</p>;
  return (
    <div
      class={`result result-${tone[ended.outcome] ?? 'bad'}`}
      data-testid="check-summary"
      data-state={ended.outcome}
    >
      <p class="result-title">{scoreText(ended)}</p>
      {ended.outcome === 'runner-error' ? (
        <>
          <p class="result-detail">{ended.message}</p>
          <button type="button" class="quiet" onClick={exercise.check}>
            {words.tryAgain}
          </button>
        </>
      ) : null}
      {ended.outcome === 'flagged' ? (
        <>
          <p class="result-detail">{words.flagged}</p>
          <FlagList flags={ended.flags} />
        </>
      ) : null}
      {ended.outcome === 'did-not-build' && ended.diagnostics.length === 0 ? (
        <p class="result-detail">{ended.message}</p>
      ) : null}
    </div>
  );
}
