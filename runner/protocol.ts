// What the page and the runner say to each other over the one WebSocket of a workspace.
// Text frames carry the JSON messages below; binary frames from the runner are terminal bytes.
// No Node imports: the page reads this file too.
import * as z from 'zod/mini';
import { attemptOutcome, attemptSummary, flag, shownResult, standing } from './check-protocol.ts';
import { editionId } from './editions.ts';
import { outcome } from './outcome.ts';

export const limits = {
  /** Bytes of one source file. */
  sourceBytes: 256 * 1024,
  /** Source files of one Run. */
  sourceFiles: 8,
  /** Bytes of one WebSocket message from the page. */
  messageBytes: 2 * 1024 * 1024,
  /** Terminal bytes that may be on their way to the page without an `ack`. */
  unacknowledgedBytes: 128 * 1024,
  /** Steps of an exercise's hints. */
  hintSteps: 20,
} as const;

/** A plain file name: no folder, no leading dot, one of the endings that a Run knows. */
export const sourceName = z
  .string()
  .check(
    z.regex(
      /^[A-Za-z0-9_][A-Za-z0-9_-]{0,59}\.(c|h|ts)$/,
      'A file name is letters, digits, _ and -, and ends in .c, .h or .ts; rename the file.',
    ),
  );

export const sourceFile = z.strictObject({
  name: sourceName,
  text: z
    .string()
    .check(
      z.maxLength(limits.sourceBytes, 'A source file holds at most 256 KiB; make it smaller.'),
    ),
});
export type SourceFile = z.infer<typeof sourceFile>;

/** The learner's files: any number of .c and .h make one module; at most one .ts is the client. */
export const sourceFiles = z
  .array(sourceFile)
  .check(z.maxLength(limits.sourceFiles, 'A Run takes at most 8 files.'));

/** Names a kept version of a lesson's files; random, so that none comes twice. */
export const versionId = z.string().check(z.regex(/^[A-Za-z0-9_-]{8,64}$/));

/** What the server keeps of the learner's files of a lesson. */
export const keptDraft = z.strictObject({
  files: sourceFiles,
  version: versionId,
  /** Milliseconds since 1970. */
  savedAt: z.number(),
});
export type KeptDraft = z.infer<typeof keptDraft>;

export const clientMessage = z.discriminatedUnion('type', [
  /** Build, load and run in a fresh guest; replaces the Run before. */
  z.strictObject({
    type: z.literal('run'),
    edition: editionId,
    files: sourceFiles,
  }),
  /** A fresh guest with a shell and no module. */
  z.strictObject({ type: z.literal('shell'), edition: editionId }),
  z.strictObject({ type: z.literal('stop') }),
  z.strictObject({ type: z.literal('input'), data: z.string().check(z.maxLength(65536)) }),
  z.strictObject({
    type: z.literal('resize'),
    columns: z.int().check(z.minimum(20), z.maximum(500)),
    rows: z.int().check(z.minimum(4), z.maximum(300)),
  }),
  /** Terminal bytes that the page has drawn since the last `ack`. */
  z.strictObject({ type: z.literal('ack'), bytes: z.int().check(z.minimum(0)) }),
  /**
   * Keep these files in the learner's data folder, as `version`, in place of the version `base` that
   * they started from (null: the lesson's own files). Where another one is kept, `kept` answers.
   */
  z.strictObject({
    type: z.literal('save'),
    files: sourceFiles,
    base: z.nullable(versionId),
    version: versionId,
  }),
  /** Forget the kept files, if they are still of version `base`: the page shows the lesson's own. */
  z.strictObject({ type: z.literal('discard'), base: z.nullable(versionId) }),
  /** Check the exercise in guests of its own; of the files only the edited one counts. */
  z.strictObject({ type: z.literal('check'), edition: editionId, files: sourceFiles }),
  /** This many steps of the hints are open now. */
  z.strictObject({
    type: z.literal('hint'),
    step: z.int().check(z.minimum(1), z.maximum(limits.hintSteps)),
  }),
  /** The solution; `giveUp` asks for it before the exercise was passed. */
  z.strictObject({ type: z.literal('solution'), giveUp: z.boolean() }),
  /** What was handed in and found at an attempt. */
  z.strictObject({ type: z.literal('attempt'), number: z.int().check(z.minimum(1)) }),
]);
export type ClientMessage = z.infer<typeof clientMessage>;

export const diagnostic = z.strictObject({
  file: z.string(),
  /** From 1; 0 where the message belongs to no line (a modpost error, a limit). */
  line: z.number(),
  /** From 1; 0 where unknown. */
  column: z.number(),
  severity: z.enum(['error', 'warning', 'note']),
  message: z.string(),
  /** gcc's own lines with the caret, as it printed them, escape bytes removed. */
  caret: z.string(),
});
export type Diagnostic = z.infer<typeof diagnostic>;

/** How a Check ended, as the learner sees it. */
export const shownReport = z.strictObject({
  outcome: z.enum([...attemptOutcome.options, 'runner-error']),
  edition: editionId,
  message: z.string(),
  diagnostics: z.array(diagnostic),
  /** None where nothing could be built. */
  results: z.array(shownResult),
  points: z.number(),
  awarded: z.number(),
  /** None in reports of before there were any. */
  flags: z._default(z.array(flag), []),
  ms: z.number(),
});
export type ShownReport = z.infer<typeof shownReport>;

/**
 * `running`: the guest is up and does what the Run asked for, or starts its shell. `ready`: the
 * shell has shown its prompt.
 */
export const guestState = z.enum(['none', 'queued', 'starting', 'running', 'ready', 'dead']);
export type GuestState = z.infer<typeof guestState>;

/** What a Run tells while it goes on; the command line prints the same events with --json. */
export const runEvent = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('building'), edition: editionId }),
  z.strictObject({
    type: z.literal('built'),
    ok: z.boolean(),
    diagnostics: z.array(diagnostic),
    ms: z.number(),
  }),
  /** `detail` says why in words a learner understands. */
  z.strictObject({ type: z.literal('guest'), state: guestState, detail: z.string() }),
  z.strictObject({ type: z.literal('module-loaded'), module: z.string(), ms: z.number() }),
  /** Whole lines of the kernel log, in order. */
  z.strictObject({ type: z.literal('log'), lines: z.array(z.string()) }),
  z.strictObject({
    type: z.literal('client-exit'),
    code: z.nullable(z.number()),
    signal: z.nullable(z.string()),
  }),
  z.strictObject({ type: z.literal('outcome'), outcome }),
]);
export type RunEvent = z.infer<typeof runEvent>;

/** The Run whose terminal the page shows. */
const shownRun = {
  edition: editionId,
  /** None at all: a shell only. */
  files: sourceFiles,
};

const accelerator = z.enum(['kvm', 'tcg']);
const editionRelease = z.strictObject({ id: editionId, release: z.string() });

export const serverMessage = z.discriminatedUnion('type', [
  /**
   * First message on a socket, save that `progress` may come before it. Where there is a Run,
   * `terminal-reset` and the end of the terminal's bytes follow.
   */
  z.strictObject({
    type: z.literal('hello'),
    lesson: z.string(),
    /** Editions that can run; `release` is empty until that edition has been made. */
    editions: z.array(editionRelease),
    /** Null while the runner is still getting ready; a `host` message follows then. */
    accelerator: z.nullable(accelerator),
    /** Kept files, or null where the learner keeps none. */
    draft: z.union([z.nullable(keptDraft), z.literal('unreadable')]),
    /** The last Run, whose guest outlives a reload of the page; null where there was none. */
    run: z.nullable(
      z.strictObject({
        ...shownRun,
        /** It has its outcome, or was stopped before. */
        over: z.boolean(),
        /** What was told of it, with the end of its log and the present state of its guest. */
        events: z.array(runEvent),
      }),
    ),
  }),
  /** The runner is ready to start guests: what `hello` could not say yet. */
  z.strictObject({
    type: z.literal('host'),
    editions: z.array(editionRelease),
    accelerator,
  }),
  /** The terminal starts over: clear the screen; the bytes that follow belong to the new guest. */
  z.strictObject({ type: z.literal('terminal-reset') }),
  /** The last `save` or `discard` was taken; `version` is null where nothing is kept any more. */
  z.strictObject({
    type: z.literal('saved'),
    version: z.nullable(versionId),
    savedAt: z.number(),
  }),
  /**
   * What is kept is not what the page started from: the answer to a `save` or `discard` that was not
   * taken, or the learner's data was erased.
   */
  z.strictObject({ type: z.literal('kept'), draft: z.nullable(keptDraft) }),
  /** A Run or a shell that was asked for takes the place of the one before, from here on. */
  z.strictObject({ type: z.literal('begun'), ...shownRun }),
  /** Another tab opened this workspace; the socket closes after this. */
  z.strictObject({ type: z.literal('taken-over') }),
  /** A message that the runner refused, with the repair in words. */
  z.strictObject({
    type: z.literal('refused'),
    message: z.string(),
    repair: z.string(),
    /** The `type` of that message, where it could be read. */
    of: z.optional(z.string()),
  }),
  /** The page sends faster than it may: what it sends is handled in its order, only later. */
  z.strictObject({ type: z.literal('slowed'), message: z.string(), repair: z.string() }),
  /**
   * Progress of work that keeps a Run waiting, such as making an edition for the first time; `what`
   * is null when it has ended without a `host` message: it failed.
   */
  z.strictObject({
    type: z.literal('progress'),
    what: z.nullable(z.string()),
    percent: z.nullable(z.number()),
  }),
  z.strictObject({ type: z.literal('run'), event: runEvent }),
  /** After `hello` on the page of an exercise: how the learner stands in it. */
  z.strictObject({
    type: z.literal('exercise'),
    standing,
    /** Oldest first. */
    attempts: z.array(attemptSummary),
    /** Steps of the hints that were opened. */
    hints: z.int(),
    /** Results so far of the Check that is going on; null where none is. */
    checking: z.nullable(z.array(shownResult)),
  }),
  z.strictObject({ type: z.literal('check-started') }),
  z.strictObject({ type: z.literal('check-result'), result: shownResult }),
  /** The learner stopped the Check; it counts for nothing. */
  z.strictObject({ type: z.literal('check-stopped') }),
  z.strictObject({
    type: z.literal('check-done'),
    report: shownReport,
    /** Null where it counts for nothing: a fault of the runner. */
    attempt: z.nullable(attemptSummary),
    standing,
  }),
  z.strictObject({ type: z.literal('solution'), file: sourceFile, standing }),
  z.strictObject({
    type: z.literal('attempt'),
    number: z.int(),
    source: z.string(),
    report: shownReport,
  }),
]);
export type ServerMessage = z.infer<typeof serverMessage>;
