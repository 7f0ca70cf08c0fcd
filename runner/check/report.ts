// What a check of a submission found, as it is shown, kept and sealed.
import * as z from 'zod';
import { attemptOutcome, flag } from '../check-protocol.ts';
import { cleanText } from '../clean-text.ts';
import { editionId } from '../editions.ts';
import { diagnostic } from '../protocol.ts';

/** A text that's shown: in a file it may be of before texts were cleaned, or of somebody else's. */
const shown = z.string().transform(cleanText);

export const checkResult = z.strictObject({
  id: z.string(),
  /** What is right, in one sentence. */
  says: shown,
  visible: z.boolean(),
  passed: z.boolean(),
  /** Whether the check came to its end, so that its observation can be judged again. */
  reached: z.boolean(),
  points: z.number(),
  /** Points given. */
  awarded: z.number(),
  did: shown,
  expected: shown,
  seen: shown,
  hint: shown,
  /** Raw facts from the guest that `judge` saw; null where the guest did not get so far. */
  observation: z.json(),
  ms: z.number(),
});
export type CheckResult = z.infer<typeof checkResult>;

export const checkReport = z.strictObject({
  /** `way/id`. */
  exercise: z.string(),
  version: z.int(),
  edition: editionId,
  kernelRelease: z.string(),
  /** Hexadecimal; with the exercise's version it gives the same inputs again. */
  seed: z.string(),
  /** SHA-256 of the submitted text. */
  sourceHash: z.string(),
  outcome: z.enum([...attemptOutcome.options, 'runner-error']),
  message: shown,
  diagnostics: z.array(diagnostic),
  /** What was unusual; none in reports of before there were any. */
  flags: z.array(flag).default([]),
  results: z.array(checkResult),
  points: z.number(),
  awarded: z.number(),
  ms: z.number(),
});
export type CheckReport = z.infer<typeof checkReport>;
