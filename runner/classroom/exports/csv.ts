// The table of a grading run, for a gradebook or a spreadsheet.
import { stringify } from 'csv-stringify/sync';
import { type Grade, isUngraded } from '../grade.ts';

/**
 * One line for each student. What could be taken for a formula is escaped; a submission that could
 * not be graded by our own fault has empty points, not zero.
 */
export function csvTable(grades: readonly Grade[]): string {
  const checks = [...new Set(grades.flatMap(({ report }) => report.results.map(({ id }) => id)))];
  const rows = grades.map((grade) => {
    const { student, report } = grade;
    const points = isUngraded(grade) ? '' : report.awarded;
    const percent =
      isUngraded(grade) || report.points === 0
        ? ''
        : Math.round((100 * report.awarded) / report.points);
    const byCheck = checks.map(
      (id) => report.results.find((each) => each.id === id)?.awarded ?? '',
    );
    return [
      ...[student, report.outcome, points, isUngraded(grade) ? '' : report.points, percent],
      ...[report.message, ...byCheck],
    ];
  });
  const header = ['student', 'outcome', 'awarded', 'points', 'percent', 'message', ...checks];
  return stringify([header, ...rows], { escape_formulas: true });
}
