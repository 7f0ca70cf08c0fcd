// One program on the guest's terminal, against its clock: it ends, or it is killed, or it can't be
// killed and the guest has to go. Every wait has a limit.
import { run as limits } from './config.ts';
import { within } from './guest/guest-error.ts';
import type { SourcePlace } from './outcome.ts';
import { patient } from './patient.ts';
import type { Entry } from './run-entry.ts';
import { askWaiting, type WaitOptions, WaitReporter } from './run-wait.ts';

export type TerminalEnd =
  | { kind: 'exit'; code: number | null; signal: string | null }
  | {
      /** Its time was up, or it printed too much. */
      kind: 'late' | 'flood';
      /** False where it goes on in the kernel, whatever it is sent. */
      killed: boolean;
      /** What it did, in words; empty where nothing is known. */
      doing: string;
      place: SourcePlace | undefined;
    };

export type TerminalProgram = {
  command: string[];
  /** Handed to the Node that waits in the template. */
  warm: boolean;
  environment?: Record<string, string>;
  timeoutMs: number;
};

/** Runs a program until it ends or has to be stopped. @throws GuestDied */
export async function runOnTerminal(entry: Entry, program: TerminalProgram): Promise<TerminalEnd> {
  const { guest, watchOutput } = entry;
  const { command, warm, environment, timeoutMs } = program;
  const waiting: WaitOptions = waitOptions(entry, 'foreground', timeoutMs);
  const reporter = new WaitReporter(waiting);
  const ended = guest.foreground(command, warm, environment);
  ended.catch(() => {});
  const flooded = new Promise<'flood'>((resolve) => watchOutput(() => resolve('flood')));
  try {
    const first = await within(
      timeoutMs,
      Promise.race([ended, flooded]),
      () => new TooLate(),
    ).catch((error: unknown) => {
      if (error instanceof TooLate) return 'late' as const;
      throw error;
    });
    if (typeof first === 'object') return { kind: 'exit', ...first };
    reporter.stop();
    watchOutput(() => {});
    const before = reporter.summary() || (await askWaiting(waiting))?.words || '';
    const gone = guest.killForeground().then(() => ended);
    gone.catch(() => {});
    const killed = await within(patient(limits.killMs), gone, () => new TooLate()).then(
      () => true,
      (error: unknown) => {
        if (error instanceof TooLate) return false;
        throw error;
      },
    );
    const stuck = killed ? reporter.last?.waiting : await askWaiting(waiting);
    return {
      kind: first,
      killed,
      doing: killed ? before : (stuck?.words ?? before),
      place: stuck?.place,
    };
  } finally {
    reporter.stop();
    watchOutput(() => {});
  }
}

/** How a Run asks what is waited for, and tells it. */
export function waitOptions(
  { guest, module, findPlace, tell }: Entry,
  of: WaitOptions['of'],
  limitMs: number,
): WaitOptions {
  return {
    ...{ guest, of, limitMs, findPlace },
    module: module?.name ?? '',
    tell: (detail) => tell({ type: 'guest', state: 'running', detail }),
  };
}

class TooLate extends Error {}
