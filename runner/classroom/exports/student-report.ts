// A grade as a person reads it: Markdown, in which nothing of the student's can become mark-up.
import { flagAdvice } from '../../check-protocol.ts';
import { diagnosticText } from '../../transcripts/build-text.ts';
import { type Grade, isUngraded, scoreOf } from '../grade.ts';

/** The report for the student. */
export function studentReport(grade: Grade): string {
  const { student, report, record } = grade;
  const score = scoreOf(grade);
  const points =
    score !== null
      ? `${score.awarded} of ${score.points} points`
      : isUngraded(grade)
        ? 'not graded, by a fault of the grader; it will be tried again'
        : 'no score yet: something in it is unusual, and your instructor decides';
  return [
    `# ${plain(report.exercise)}: ${plain(student)}`,
    `**${points}**. ${plain(report.message)}`,
    ...(report.flags.length > 0 ? [report.flags.map(flagLine).join('\n')] : []),
    ...(report.diagnostics.length > 0
      ? [fenced(report.diagnostics.map(diagnosticText).join('\n'))]
      : []),
    report.results.map(resultText).join('\n'),
    [
      `Edition ${report.edition}${report.kernelRelease && ` (${report.kernelRelease})`}, version ${report.version} of the exercise,`,
      `seed \`${report.seed}\`, source \`${report.sourceHash}\`, record ${plain(record)}.`,
    ].join(' '),
    '',
  ].join('\n\n');
}

function flagLine({ kind, what }: Grade['report']['flags'][number]): string {
  return `- ⚑ ${plain(what)} ${plain(flagAdvice[kind])}`;
}

function resultText(result: Grade['report']['results'][number]): string {
  const { says, passed, awarded, points, did, expected, seen, hint } = result;
  const line = `- ${passed ? '✓' : '✗'} ${plain(says)} (${awarded}/${points})`;
  if (passed) return line;
  return [
    line,
    `  - done: ${plain(did)}`,
    `  - expected: ${plain(expected)}`,
    `  - seen: ${plain(seen)}`,
    ...(hint ? [`  - hint: ${plain(hint)}`] : []),
  ].join('\n');
}

function plain(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/[\\`*_{}[\]<>#|~&!]/g, '\\$&');
}

/** A fence longer than any in the text. */
function fenced(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}text\n${text}\n${fence}`;
}
