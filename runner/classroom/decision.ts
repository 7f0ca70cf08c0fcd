// What an instructor makes of a flagged submission.
import * as z from 'zod';

export const verdict = z.enum(['accepted', 'rejected']);
export type DecisionVerdict = z.infer<typeof verdict>;

export const decision = z.strictObject({
  verdict,
  /** ISO 8601. */
  at: z.iso.datetime(),
});
