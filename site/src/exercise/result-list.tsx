// Results of checks, one below the other, each with what was done, expected and seen.
import type { ShownResult } from '../../../runner/check-protocol.ts';
import { messages } from '../messages.ts';

const words = messages.exercise;

export function ResultList({
  results,
  label,
  live,
}: {
  results: readonly ShownResult[];
  label: string;
  /** Whether results are still coming and are to be spoken. */
  live: boolean;
}) {
  return (
    <ol
      class="check-results"
      aria-label={label}
      aria-live={live ? 'polite' : 'off'}
      data-testid="check-results"
    >
      {results.map((result, index) => (
        <Result key={index} result={result} />
      ))}
    </ol>
  );
}

function Result({ result }: { result: ShownResult }) {
  const { passed, awarded, points } = result;
  const says = result.says || words.hidden;
  return (
    <li class="check-result" data-passed={passed ? 'yes' : 'no'}>
      <p class="check-says">
        <span class="check-mark" aria-hidden="true">
          {passed ? '✓' : '✗'}
        </span>
        <span class="visually-hidden">{passed ? words.passedMark : words.failedMark} </span>
        <span class={result.says ? '' : 'check-hidden'}>{says}</span>
        <span class="checked-points"> {words.score(awarded, points)}</span>
      </p>
      {passed ? null : <Reason result={result} />}
    </li>
  );
}

function Reason({ result }: { result: ShownResult }) {
  const { did, expected, seen, hint } = result;
  const lines: readonly [string, string][] = [
    [words.did, did],
    [words.expected, expected],
    [words.seen, seen],
    [words.hint, hint],
  ];
  return (
    <dl class="check-reason">
      {lines
        .filter(([, text]) => text !== '')
        .map(([name, text]) => (
          <div key={name} class={name === words.hint ? 'check-advice' : ''}>
            <dt>{name}</dt>
            <dd>{text}</dd>
          </div>
        ))}
    </dl>
  );
}
