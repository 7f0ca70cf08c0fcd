// `grade`: a class's submissions of one exercise, for an instructor.
import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { Command } from 'commander';
import { InvalidArgumentError, Option } from 'commander';
import { listExercises, loadExercise } from '../../lessons/lib/load-exercise.ts';
import { decide } from '../classroom/decide.ts';
import { writeExports } from '../classroom/exports/write-exports.ts';
import { flagText, type Grade, isUngraded, scoreOf } from '../classroom/grade.ts';
import { gradeClass, workersFor } from '../classroom/grade-class.ts';
import { Journal } from '../classroom/journal.ts';
import { listSubmissions } from '../classroom/submissions.ts';
import { readEnvironment } from '../config.ts';
import { defaultEdition, type EditionId, editionId } from '../editions.ts';
import { exitCodes } from '../outcome.ts';
import { progressLines } from '../progress-lines.ts';
import { sealKey } from '../record/seal-key.ts';
import { openRunHost } from '../run-host.ts';
import { exitWith } from './exit-with.ts';
import { UsageError } from './usage-error.ts';

type GradeOptions = {
  exercise: string;
  out: string;
  edition: EditionId;
  atOnce?: number;
  accept: string[];
  reject: string[];
};

/** Adds `grade` to the program. */
export function addGradeCommand(program: Command): void {
  program
    .command('grade')
    .description('grade a folder of submissions: one folder or zip for each student')
    .argument('<folder>', 'the submissions')
    .requiredOption('--exercise <way/id>', 'such as uaccess/shout')
    .requiredOption('--out <folder>', 'where grades go; the same one again goes on with a run')
    .addOption(
      new Option('--edition <kernel>', 'kernel to check on')
        .choices(editionId.options)
        .default(defaultEdition),
    )
    .option(
      '--at-once <n>',
      'submissions at a time; as many as the machine bears by default',
      atLeastOne,
    )
    .option('--accept <student...>', 'let the points of flagged submissions count', [])
    .option('--reject <student...>', 'give flagged submissions no points', [])
    .action((folder: string, options: GradeOptions) =>
      exitWith(() => gradeFolder(folder, options)),
    );
}

function atLeastOne(text: string): number {
  if (!/^[1-9]\d?$/.test(text)) throw new InvalidArgumentError('Give a number from 1 to 99.');
  return Number(text);
}

async function gradeFolder(folder: string, options: GradeOptions): Promise<number> {
  const names = await listExercises();
  if (!names.includes(options.exercise)) {
    throw new UsageError(
      `There is no exercise "${options.exercise}".`,
      `There are: ${names.join(', ')}.`,
    );
  }
  const found = await stat(folder).catch(() => undefined);
  if (!found?.isDirectory()) {
    throw new UsageError(`${folder} is no folder.`, 'Name the folder that holds the submissions.');
  }
  const exercise = await loadExercise(options.exercise);
  const out = path.resolve(options.out);
  if (!path.relative(path.resolve(folder), out).startsWith('..')) {
    throw new UsageError(
      'The grades would lie among the submissions.',
      'Give a folder outside of them with --out.',
    );
  }
  const submissions = await listSubmissions(folder);
  const { version } = exercise.exercise;
  const key = sealKey(readEnvironment().data);
  const about = { exercise: exercise.name, version, edition: options.edition };
  const journal = await Journal.open(out, about, key.public);
  const stop = new AbortController();
  const interrupt = (): void => stop.abort(new Error('Interrupted; the same command goes on.'));
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  try {
    for (const student of options.accept) await decide({ journal, out, key }, student, 'accepted');
    for (const student of options.reject) await decide({ journal, out, key }, student, 'rejected');
    const atOnce = options.atOnce ?? workersFor(submissions.length);
    const progress = progressLines(process.stderr);
    const editions = [options.edition];
    const host = await openRunHost({ editions, onProgress: progress.show, ready: atOnce });
    progress.end();
    const started = performance.now();
    let fresh = 0;
    try {
      const grades = await gradeClass(host, {
        ...{ exercise, submissions, journal, out, key, atOnce, edition: options.edition },
        signal: stop.signal,
        onGrade(grade, { done, all, again }) {
          if (!again) fresh += 1;
          const ms = performance.now() - started;
          console.log(
            gradeLine(grade, {
              done,
              all,
              again,
              leftMs: (ms / Math.max(1, fresh)) * (all - done),
            }),
          );
        },
      });
      await writeExports(out, grades);
      console.log(closing(grades, { out, fresh, ms: performance.now() - started }));
      return grades.some(isUngraded) ? exitCodes['runner-error'] : 0;
    } finally {
      await host.close();
    }
  } finally {
    journal.close();
    process.removeListener('SIGINT', interrupt).removeListener('SIGTERM', interrupt);
  }
}

type Standing = { done: number; all: number; again: boolean; leftMs: number };

function gradeLine(grade: Grade, { done, all, again, leftMs }: Standing): string {
  const { student, report } = grade;
  const score = scoreOf(grade);
  const points =
    score !== null
      ? `${score.awarded}/${score.points}`
      : isUngraded(grade)
        ? report.message
        : flagText(grade);
  const left = done < all && !again ? `, ${clock(leftMs)} left` : '';
  const from = again ? ', kept from before' : '';
  return `${String(done).padStart(String(all).length)}/${all}  ${student}: ${points} (${grade.decision?.verdict ?? report.outcome}${from})${left}`;
}

function closing(
  grades: Grade[],
  { out, fresh, ms }: { out: string; fresh: number; ms: number },
): string {
  const ungraded = grades.filter(isUngraded).length;
  const flagged = grades.filter(
    (grade) => grade.report.outcome === 'flagged' && scoreOf(grade) === null,
  ).length;
  const single = grades.reduce((sum, { report }) => sum + report.ms, 0);
  return [
    `${grades.length} submissions, ${fresh} of them now, in ${clock(ms)}.`,
    ...(fresh === grades.length && ms > 0
      ? [`One after another: ${clock(single)}, ${(single / ms).toFixed(1)} times as long.`]
      : []),
    ...(ungraded > 0
      ? [`${ungraded} could not be graded by a fault of ours; the same command tries them again.`]
      : []),
    ...(flagged > 0
      ? [
          `${flagged} flagged, without a score until you decide: read their reports, then run this again with --accept or --reject and their names.`,
        ]
      : []),
    `${path.join(out, 'results.csv')} has the table; reports/, gradescope/, prairielearn/ and records/ lie beside it.`,
  ].join('\n');
}

function clock(ms: number): string {
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
