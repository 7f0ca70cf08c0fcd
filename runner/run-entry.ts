// What the steps of a Run share: the guest, its limits, and how a failure is told.
import type { Guest } from './guest/guest.ts';
import type { CodeAddress } from './guest/report-trace.ts';
import type { Outcome } from './outcome.ts';
import type { RunEvent, SourceFile } from './protocol.ts';
import type { CodePlace } from './run-crash.ts';

/** One line of the learner's, or of a transcript's. */
export type RunStep =
  /** The module into the kernel, as insmod does it. */
  | { load: 'module' }
  /** The client, on the Node that waits in the template. */
  | { run: 'client' }
  /** A line for the shell. */
  | { shell: string };

/** A time limit of a Run in milliseconds. */
export type TimeLimit = 'loadTimeoutMs' | 'clientTimeoutMs' | 'shellTimeoutMs';

export type Entry = {
  guest: Guest;
  /** In the guest already. */
  files: SourceFile[];
  module: { name: string; ko: Uint8Array } | undefined;
  steps: RunStep[];
  /** Terminal bytes of one step; more ends the step. */
  outputBytes: number;
  /** Asked when a step begins: the limits that nobody set grow with the load of the machine. */
  timeLimit(name: TimeLimit): number;
  /** The learner's line for a stack of addresses. */
  findPlace(stack: CodeAddress[]): Promise<CodePlace | undefined>;
  tell(event: RunEvent): void;
  /** Counts the terminal's bytes from now on and calls back when there are too many. */
  watchOutput(onFlood: () => void): void;
};

export type Failure = Extract<Outcome, { kind: 'failed' | 'timed-out' }>;

/** How a step went wrong; `stuck` where the guest is of no more use. */
export type StepFailure = Failure & { stuck?: boolean };

/** The learner's folder in the guest. */
export const workFolder = '/work';

/** A time limit in words. */
export function seconds(ms: number): string {
  const rounded = Math.round(ms / 100) / 10;
  return rounded === 1 ? '1 second' : `${rounded} seconds`;
}
