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

/** What counts, or null while nothing does: by a fault of ours, or with a flag nobody has decided on. */
export function scoreOf({ report }: Grade): { awarded: number; points: number } | null {
  const { outcome, awarded, points } = report;
  return outcome === 'runner-error' || outcome === 'flagged' ? null : { awarded, points };
}

/** A flagged submission in one line: what is unusual about it. */
export function flagText({ report }: Grade): string {
  return report.flags.map(({ what }) => what).join(' ');
}

/** A fault of ours, after all tries: no grade, and never a zero. */
export function isUngraded({ report }: Grade): boolean {
  return report.outcome === 'runner-error';
}
