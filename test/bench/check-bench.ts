// What a check of an exercise costs, and grading a class: right, wrong and hostile submissions.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type LoadedExercise, loadExercise } from '../../lessons/lib/load-exercise.ts';
import { checkExercise } from '../../runner/check/check-exercise.ts';
import type { Grade } from '../../runner/classroom/grade.ts';
import { gradeClass, workersFor } from '../../runner/classroom/grade-class.ts';
import { Journal } from '../../runner/classroom/journal.ts';
import { listSubmissions } from '../../runner/classroom/submissions.ts';
import { defaultEdition } from '../../runner/editions.ts';
import { sealKey } from '../../runner/record/seal-key.ts';
import type { RunHost } from '../../runner/run-host.ts';
import { type Expected, makeClass } from '../fixtures/submissions/make-class.ts';
import { type Figure, figure, ratio, timed } from './statistics.ts';

const checks = 15;
const classSize = 60;
const sampleSize = 12;

/** Time of a check of a right solution of a middling exercise. */
export async function benchChecks(host: RunHost): Promise<Figure[]> {
  const exercise = await loadExercise('uaccess/shout');
  const times: number[] = [];
  for (let done = 0; done < checks; done++) {
    const { ms, result } = await timed(() =>
      checkExercise(host, { exercise, submitted: exercise.solution }),
    );
    if (result.outcome !== 'passed') throw new Error(`the solution: ${result.message}`);
    times.push(ms);
  }
  return [figure('check of an exercise', times, 'ms', 'p50 ≤ 3,000 ms')];
}

/** Time for a class of 60, and what doing several at a time is worth. */
export async function benchClass(host: RunHost): Promise<Figure[]> {
  const exercise = await loadExercise('uaccess/shout');
  const folder = await mkdtemp(path.join(tmpdir(), 'crossings-bench-'));
  try {
    const whole = await gradeMade(host, exercise, path.join(folder, 'whole'), classSize);
    const atOnce = workersFor(sampleSize);
    const alone = await gradeMade(host, exercise, path.join(folder, 'alone'), sampleSize, 1);
    const together = await gradeMade(host, exercise, path.join(folder, 'both'), sampleSize, atOnce);
    const name = `grading ${classSize} submissions, ${whole.wrong} with a wrong grade`;
    return [
      figure(name, [whole.ms / 1000], 's', '≤ 240 s, 0 wrong'),
      ratio(`grading one by one ÷ ${atOnce} at a time`, [alone.ms], [together.ms]),
    ];
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function gradeMade(
  host: RunHost,
  exercise: LoadedExercise,
  folder: string,
  count: number,
  atOnce?: number,
): Promise<{ ms: number; wrong: number }> {
  const handedIn = path.join(folder, 'class');
  const expected = await makeClass(handedIn, count, exercise);
  const submissions = await listSubmissions(handedIn);
  const out = path.join(folder, 'out');
  const edition = defaultEdition;
  const { name } = exercise;
  const { version } = exercise.exercise;
  const key = sealKey(path.join(folder, 'data'));
  const journal = await Journal.open(out, { exercise: name, version, edition }, key.public);
  try {
    const { ms, result } = await timed(() =>
      gradeClass(host, {
        ...{ exercise, edition, submissions, journal, out, key },
        ...(atOnce !== undefined && { atOnce }),
      }),
    );
    return { ms, wrong: wrongGrades(result, expected) };
  } finally {
    journal.close();
  }
}

function wrongGrades(grades: Grade[], expected: Expected[]): number {
  return expected.filter(({ student, outcome, points }) => {
    const report = grades.find((grade) => grade.student === student)?.report;
    return report?.outcome !== outcome || report.awarded !== points;
  }).length;
}
