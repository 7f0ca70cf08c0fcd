// What is kept of each graded submission in the run's journal, and what all exports are made from.
import * as z from 'zod';
import { checkReport } from '../check/report.ts';
import { decision } from './decision.ts';

export const grade = z.strictObject({
  student: z.string(),
  report: checkReport,
  /** The sealed record, from the run's folder. */
  record: z.string().regex(/^records\/[^/]+\.json$/),
  /** What the instructor made of its flags; without it they leave no score. */
  decision: decision.optional(),
});
export type Grade = z.infer<typeof grade>;

/** What counts, or null while nothing does: by a fault of ours, or with a flag nobody has decided on. */
export function scoreOf({ report, decision }: Grade): { awarded: number; points: number } | null {
  const { outcome, awarded, points } = report;
  if (outcome === 'runner-error') return null;
  if (outcome !== 'flagged') return { awarded, points };
  if (decision === undefined) return null;
  return { awarded: decision.verdict === 'accepted' ? awarded : 0, points };
}

/** A flagged submission in one line: what is unusual about it. */
export function flagText({ report }: Grade): string {
  return report.flags.map(({ what }) => what).join(' ');
}

/** A fault of ours, after all tries: no grade, and never a zero. */
export function isUngraded({ report }: Grade): boolean {
  return report.outcome === 'runner-error';
}
