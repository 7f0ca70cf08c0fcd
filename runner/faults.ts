// Faults in words: what the page is told when the runner, not the learner, did something wrong.
import type { Outcome } from './outcome.ts';
import type { ServerMessage } from './protocol.ts';

const generalRepair =
  'Run again; if it fails again, `npm run crossings -- doctor` tells what is missing.';

/** The outcome of a Run that failed by a fault of ours. An error's own `repair` is kept. */
export function runnerError(fault: unknown): Extract<Outcome, { kind: 'runner-error' }> {
  return { kind: 'runner-error', ...inWords(fault) };
}

/** The answer to a message that could not be acted on. */
export function refused(fault: unknown): Extract<ServerMessage, { type: 'refused' }> {
  return { type: 'refused', ...inWords(fault) };
}

/** An error's message and, where it carries one, its repair. */
export function inWords(fault: unknown): { message: string; repair: string } {
  if (!(fault instanceof Error)) return { message: String(fault), repair: generalRepair };
  const repair = 'repair' in fault && typeof fault.repair === 'string' ? fault.repair : undefined;
  return { message: fault.message, repair: repair ?? generalRepair };
}
