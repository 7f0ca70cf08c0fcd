// The table of a grading run, for a gradebook or a spreadsheet.
import { stringify } from 'csv-stringify/sync';
import { flagText, type Grade, scoreOf } from '../grade.ts';

/**
 * One line for each student. What could be taken for a formula is escaped; a submission without a
 * score, by our own fault or because it's flagged, has empty points, not zero.
 */
export function csvTable(grades: readonly Grade[]): string {
  const checks = [...new Set(grades.flatMap(({ report }) => report.results.map(({ id }) => id)))];
  const rows = grades.map((grade) => {
    const { student, report } = grade;
    const score = scoreOf(grade);
    const percent =
      score === null || score.points === 0 ? '' : Math.round((100 * score.awarded) / score.points);
    const byCheck = checks.map((id) =>
      score === null ? '' : (report.results.find((each) => each.id === id)?.awarded ?? ''),
    );
    return [
      ...[student, report.outcome, score?.awarded ?? '', score?.points ?? '', percent],
      ...[report.message, flagText(grade), ...byCheck],
    ];
  });
  const header = [
    'student',
    'outcome',
    'awarded',
    'points',
    'percent',
    'message',
    'flags',
    ...checks,
  ];
  return stringify([header, ...rows], { escape_formulas: true });
}
