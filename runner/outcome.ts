// How a Run ended, as a value. A fault of the runner is told apart from a fault of the learner.
import * as z from 'zod/mini';

/** A place in a learner's source; `line` and `column` count from 1. */
export const sourcePlace = z.strictObject({
  file: z.string(),
  line: z.number(),
  column: z.optional(z.number()),
});
export type SourcePlace = z.infer<typeof sourcePlace>;

export const outcome = z.discriminatedUnion('kind', [
  /** Everything the Run was asked to do worked, and the kernel had nothing to complain about. */
  z.strictObject({ kind: z.literal('passed') }),
  /**
   * What went wrong first: the kernel refused the module, the client ended with another code or by
   * a signal, or a command of a shell line failed. `kernel`: all of these worked, but the kernel
   * logged a complaint, such as a slab report. `message` names later failures too.
   */
  z.strictObject({
    kind: z.literal('failed'),
    stage: z.enum(['load', 'client', 'shell', 'kernel']),
    message: z.string(),
    place: z.optional(sourcePlace),
  }),
  /** The compiler, modpost or a limit of the build refused the source; diagnostics were sent before. */
  z.strictObject({ kind: z.literal('did-not-build'), message: z.string() }),
  /**
   * The kernel panicked, oopsed, locked up, rebooted or powered off. `tampered`: the guest wrote on
   * the runner's own channel. `device`: what it did to a device was more than the emulator survives.
   */
  z.strictObject({
    kind: z.literal('guest-crashed'),
    verdict: z.enum([
      ...['oops', 'panic', 'warn', 'lockup', 'hang', 'reboot'],
      ...['tampered', 'device', 'emulator'],
    ] as const),
    message: z.string(),
    place: z.optional(sourcePlace),
  }),
  /** A stage took longer than its limit; `place` is the line that waits, where it is known. */
  z.strictObject({
    kind: z.literal('timed-out'),
    stage: z.enum(['load', 'client', 'shell']),
    message: z.string(),
    place: z.optional(sourcePlace),
  }),
  /** Our fault: costs no attempt and is never a score of 0. */
  z.strictObject({ kind: z.literal('runner-error'), message: z.string(), repair: z.string() }),
]);
export type Outcome = z.infer<typeof outcome>;

/** Exit code of the command line for each kind of outcome; 64 and up follow sysexits(3). */
export const exitCodes: Record<Outcome['kind'] | 'flagged', number> = {
  passed: 0,
  failed: 1,
  'did-not-build': 2,
  'guest-crashed': 3,
  'timed-out': 4,
  flagged: 5,
  'runner-error': 70,
};
