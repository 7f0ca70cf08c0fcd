// `regrade`: a kept grade judged again from its observations, or run again where the exercise has a
// new version since.
import type { Command } from 'commander';
import { loadExercise } from '../../lessons/lib/load-exercise.ts';
import { checkExercise } from '../check/check-exercise.ts';
import type { CheckReport } from '../check/report.ts';
import { readEnvironment } from '../config.ts';
import { exitCodes } from '../outcome.ts';
import { writePrivateFile } from '../private-files.ts';
import { progressLines } from '../progress-lines.ts';
import { judgeAgain } from '../record/regrade.ts';
import { sealKey } from '../record/seal-key.ts';
import { type GradeRecord, seal } from '../record/sealed-record.ts';
import { openRunHost } from '../run-host.ts';
import { exitWith } from './exit-with.ts';
import { readSealedFile } from './verify-command.ts';

type RegradeOptions = { out?: string; rerun?: boolean };

/** Adds `regrade` to the program. */
export function addRegradeCommand(program: Command): void {
  program
    .command('regrade')
    .description('judge a kept grade again, by the exercise as it is today')
    .argument('<file>', 'a record that `grade` wrote')
    .option('--out <file>', 'write the new grade there, sealed')
    .option('--rerun', 'run it again even where its observations can be judged again')
    .action((file: string, options: RegradeOptions) => exitWith(() => regrade(file, options)));
}

async function regrade(file: string, { out, rerun = false }: RegradeOptions): Promise<number> {
  const { record: kept } = await readSealedFile(file);
  const exercise = await loadExercise(kept.report.exercise);
  const same = exercise.exercise.version === kept.report.version;
  const again = same && !rerun ? judgeAgain(kept.report, exercise) : await runAgain(kept);
  const how = same && !rerun ? 'judged again from what was kept' : 'run again';
  console.log(
    `${kept.student}: ${kept.report.awarded} of ${kept.report.points} points, ${how}: ${again.awarded} of ${again.points}`,
  );
  for (const line of differences(kept.report, again)) console.log(line);
  if (again.outcome === 'flagged') {
    console.log('Flagged: these points are no score until you decide.');
    for (const { what } of again.flags) console.log(`  ${what}`);
  }
  if (out !== undefined && again.outcome !== 'runner-error') {
    // A decision was on the report of then.
    const { decision: _, ...rest } = kept;
    const record = { ...rest, report: again, gradedAt: new Date().toISOString() };
    const sealed = seal(record, sealKey(readEnvironment().data));
    await writePrivateFile(out, `${JSON.stringify(sealed, null, 2)}\n`);
  }
  return again.outcome === 'runner-error' ? exitCodes['runner-error'] : 0;
}

async function runAgain({ report, source }: GradeRecord): Promise<CheckReport> {
  const exercise = await loadExercise(report.exercise);
  const { edition, seed } = report;
  const progress = progressLines(process.stderr);
  const host = await openRunHost({ editions: [edition], onProgress: progress.show, ready: 1 });
  progress.end();
  try {
    const submitted = { name: exercise.exercise.file, text: source };
    const again = await checkExercise(host, { exercise, submitted, edition, seed });
    if (again.outcome === 'runner-error') console.error(again.message);
    return again;
  } finally {
    await host.close();
  }
}

function differences(before: CheckReport, after: CheckReport): string[] {
  const lines: string[] = [];
  for (const result of after.results) {
    const old = before.results.find(({ id }) => id === result.id);
    if (old?.passed === result.passed) continue;
    const was = old === undefined ? 'not checked' : old.passed ? 'right' : 'wrong';
    lines.push(`  ${result.id}: was ${was}, is ${result.passed ? 'right' : 'wrong'}`);
  }
  return lines;
}
