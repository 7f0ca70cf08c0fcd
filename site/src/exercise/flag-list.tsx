// What is unusual about a submission, and what to do about it.
import { type Flag, flagAdvice } from '../../../runner/check-protocol.ts';
import { messages } from '../messages.ts';

export function FlagList({ flags }: { flags: readonly Flag[] }) {
  if (flags.length === 0) return null;
  return (
    <ul class="check-flags" aria-label={messages.exercise.flags} data-testid="flags">
      {flags.map(({ kind, what }) => (
        <li key={what}>
          {what} <strong>{flagAdvice[kind]}</strong>
        </li>
      ))}
    </ul>
  );
}
