// The run as KTAP, version 1: https://docs.kernel.org/dev-tools/ktap.html
import { flagText, type Grade, isUngraded, scoreOf } from '../grade.ts';

/** A test for each student, and in it one for each check. */
export function ktap(grades: readonly Grade[]): string {
  const lines = ['KTAP version 1', `1..${grades.length}`];
  for (const [index, grade] of grades.entries()) {
    const { student, report } = grade;
    const name = `${index + 1} ${oneLine(student)}`;
    if (scoreOf(grade) === null) {
      const why = isUngraded(grade) ? report.message : `flagged: ${flagText(grade)}`;
      lines.push(`ok ${name} # SKIP ${oneLine(why)}`);
      continue;
    }
    lines.push('  KTAP version 1', `  1..${report.results.length}`);
    for (const [number, { id, passed, seen }] of report.results.entries()) {
      if (!passed) lines.push(`  # ${id}: ${oneLine(seen)}`);
      lines.push(`  ${passed ? 'ok' : 'not ok'} ${number + 1} ${id}`);
    }
    lines.push(`${report.outcome === 'passed' ? 'ok' : 'not ok'} ${name}`);
  }
  return `${lines.join('\n')}\n`;
}

/** Nothing in a name may begin a line or a directive of its own. */
function oneLine(text: string): string {
  return text.replace(/[\s#]+/g, ' ').trim();
}
