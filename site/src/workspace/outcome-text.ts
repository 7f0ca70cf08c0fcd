// An outcome in plain words.
import type { Outcome, SourcePlace } from '../../../runner/outcome.ts';
import { messages } from '../messages.ts';

export function outcomeTitle(outcome: Outcome): string {
  const text = messages.outcome;
  switch (outcome.kind) {
    case 'passed':
      return text.passed;
    case 'failed':
      return {
        load: text.failedLoad,
        client: text.failedClient,
        shell: text.failedShell,
        kernel: text.failedKernel,
      }[outcome.stage];
    case 'did-not-build':
      return text.didNotBuild;
    case 'guest-crashed':
      return text.crash[outcome.verdict];
    case 'timed-out':
      return text.timedOut;
    case 'runner-error':
      return text.runnerError;
  }
}

/** What there is to say beyond the title. */
export function outcomeDetail(outcome: Outcome): string {
  if (outcome.kind === 'passed') return '';
  if (outcome.kind === 'runner-error') return `${outcome.message} ${outcome.repair}`;
  return outcome.message;
}

export function outcomePlace(outcome: Outcome): SourcePlace | null {
  return 'place' in outcome ? (outcome.place ?? null) : null;
}
