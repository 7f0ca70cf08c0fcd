// What is kept of each graded submission in the run's journal, and what all exports are made from.
import * as z from 'zod';
import { checkReport } from '../check/report.ts';

export const grade = z.strictObject({
  student: z.string(),
  report: checkReport,
  /** The sealed record, from the run's folder. */
  record: z.string(),
});
export type Grade = z.infer<typeof grade>;

/** A fault of ours, after all tries: no grade, and never a zero. */
export function isUngraded({ report }: Grade): boolean {
  return report.outcome === 'runner-error';
}
