// What the page is shown of a Check: results, reports, attempts. No raw observation and no random
// input is among it. No Node imports: the page reads this file too.
import * as z from 'zod/mini';
import { editionId } from './editions.ts';

export const shownResult = z.strictObject({
  /** What is right, in one sentence; empty for a hidden check that has not been failed. */
  says: z.string(),
  visible: z.boolean(),
  passed: z.boolean(),
  points: z.number(),
  awarded: z.number(),
  /** Why it failed, as far as there is something to say; empty where it passed. */
  did: z.string(),
  expected: z.string(),
  seen: z.string(),
  hint: z.string(),
});
export type ShownResult = z.infer<typeof shownResult>;

/** What about a submission is unusual enough for a person to look at it before it gets a score. */
export const flagKind = z.enum([
  'import',
  'export',
  'assembly',
  'directive',
  'section',
  'address',
  'cast',
  'foreign-object',
  'client',
  'kernel-changed',
  'our-fault',
]);
export type FlagKind = z.infer<typeof flagKind>;

export const flag = z.strictObject({
  kind: flagKind,
  /** One sentence that names what is unusual, for the instructor and the learner. */
  what: z.string(),
});
export type Flag = z.infer<typeof flag>;

/** What somebody with honest intentions can do about a flag. */
export const flagAdvice: Record<FlagKind, string> = {
  import: 'Solve it without this function, or tell your instructor why you need it.',
  export: 'Remove the export; nothing else uses your module.',
  assembly: 'Remove the inline assembly; the exercise doesn’t need it.',
  directive: 'Remove the directive; the exercise doesn’t need it.',
  section: 'Remove the attribute; the exercise doesn’t need it.',
  address: 'Use a pointer that the kernel gave you instead of an address of your own.',
  cast: 'Call functions by name, or through a pointer that was assigned from one.',
  'foreign-object': 'Change only the objects that your module made.',
  client: 'Do it with the system calls that the exercise is about.',
  'kernel-changed': 'Don’t change the kernel’s own code and data.',
  'our-fault': 'Submit a smaller step first: the grader works for other submissions.',
};

/** A Check that came to its end and counts; a fault of the runner is none. */
export const attemptOutcome = z.enum(['passed', 'failed', 'did-not-build', 'flagged']);

export const attemptSummary = z.strictObject({
  /** From 1, for each exercise by itself. */
  number: z.int(),
  /** Milliseconds since 1970. */
  at: z.number(),
  edition: editionId,
  outcome: attemptOutcome,
  points: z.number(),
  awarded: z.number(),
  flags: z.array(flag),
  /** Steps of the hints that were open then. */
  hints: z.int(),
});
export type AttemptSummary = z.infer<typeof attemptSummary>;

/** How the learner stands: `given-up` has seen the solution without having passed before. */
export const standing = z.enum(['new', 'tried', 'passed', 'given-up']);
export type Standing = z.infer<typeof standing>;

/** The standing in each exercise that was begun, by `way/id`: the answer of `GET /api/exercises`. */
export const standings = z.record(z.string(), standing);
export type Standings = z.infer<typeof standings>;
