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

/** A Check that came to its end and counts; a fault of the runner is none. */
export const attemptOutcome = z.enum(['passed', 'failed', 'did-not-build']);

export const attemptSummary = z.strictObject({
  /** From 1, for each exercise by itself. */
  number: z.int(),
  /** Milliseconds since 1970. */
  at: z.number(),
  edition: editionId,
  outcome: attemptOutcome,
  points: z.number(),
  awarded: z.number(),
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
