// `check`: a learner's own check of an exercise, with the results as they come.
import { styleText } from 'node:util';
import type { Command } from 'commander';
import { Option } from 'commander';
import { listExercises, loadExercise } from '../../lessons/lib/load-exercise.ts';
import { checkExercise } from '../check/check-exercise.ts';
import type { CheckReport, CheckResult } from '../check/report.ts';
import { flagAdvice } from '../check-protocol.ts';
import { defaultEdition, type EditionId, editionId } from '../editions.ts';
import { exitCodes } from '../outcome.ts';
import { progressLines } from '../progress-lines.ts';
import { openRunHost } from '../run-host.ts';
import { diagnosticText } from '../transcripts/build-text.ts';
import { exitWith } from './exit-with.ts';
import { readSourceFile } from './read-sources.ts';
import { UsageError } from './usage-error.ts';

type CheckOptions = { edition: EditionId; seed?: string; json?: boolean };

/** Adds `check` to the program. */
export function addCheckCommand(program: Command): void {
  program
    .command('check')
    .description('check your solution of an exercise in a fresh guest')
    .argument('<exercise>', 'such as uaccess/shout')
    .argument('[file]', 'your source; the exercise’s own solution by default')
    .addOption(
      new Option('--edition <kernel>', 'kernel to check on')
        .choices(editionId.options)
        .default(defaultEdition),
    )
    .option('--seed <hex>', 'the seed of an earlier check, for the same random inputs')
    .option('--json', 'print the whole report as JSON')
    .action((name: string, file: string | undefined, options: CheckOptions) =>
      exitWith(() => check(name, file, options)),
    );
}

async function check(
  name: string,
  file: string | undefined,
  { edition, seed, json }: CheckOptions,
): Promise<number> {
  const names = await listExercises();
  if (!names.includes(name)) {
    throw new UsageError(`There is no exercise "${name}".`, `There are: ${names.join(', ')}.`);
  }
  const exercise = await loadExercise(name);
  const submitted = file === undefined ? exercise.solution : await readSourceFile(file);
  const progress = progressLines(process.stderr);
  const host = await openRunHost({ editions: [edition], onProgress: progress.show, ready: 1 });
  progress.end();
  try {
    const report = await checkExercise(host, {
      ...{ exercise, submitted, edition },
      ...(seed !== undefined && { seed }),
      ...(!json && { onResult: (result: CheckResult) => console.log(resultText(result)) }),
    });
    console.log(json ? JSON.stringify(report, null, 2) : reportText(report));
    return exitCode(report);
  } finally {
    await host.close();
  }
}

function resultText(result: CheckResult): string {
  if (result.passed) return `${styleText('green', '✓')} ${result.says}`;
  return [
    `${styleText('red', '✗')} ${result.says}`,
    `    done:      ${result.did}`,
    `    expected:  ${result.expected}`,
    `    seen:      ${result.seen}`,
    ...(result.hint ? [`    hint:      ${result.hint}`] : []),
  ].join('\n');
}

function reportText(report: CheckReport): string {
  const sum = `${report.awarded} of ${report.points} points; seed ${report.seed}`;
  const flags = report.flags.map(
    ({ kind, what }) => `${styleText('yellow', '⚑')} ${what} ${flagAdvice[kind]}`,
  );
  return [...report.diagnostics.map(diagnosticText), ...flags, report.message, sum].join('\n');
}

function exitCode({ outcome }: CheckReport): number {
  return exitCodes[outcome];
}
