// Who forges gets nothing: of an exercise's own checks, a forger passes none that the starter, in
// which nothing has been done, does not pass as well.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type LoadedExercise,
  listExercises,
  loadExercise,
} from '../../lessons/lib/load-exercise.ts';
import { checkExercise } from '../../runner/check/check-exercise.ts';
import type { CheckReport } from '../../runner/check/report.ts';
import { openRunHost, type RunHost } from '../../runner/run-host.ts';
import { clientForgers, type Forger, forgery, moduleForgers } from '../fixtures/forgers/forgers.ts';

let host: RunHost;
beforeAll(async () => {
  host = await openRunHost({ editions: ['6.12'], onProgress() {}, ready: 2 });
});
afterAll(() => host.close());

const exercises = await Promise.all((await listExercises()).map((name) => loadExercise(name)));

function ownPassed(report: CheckReport): string[] {
  const own = report.results.filter(({ id }) => !id.startsWith('always-'));
  return own.filter(({ passed }) => passed).map(({ id }) => id);
}

const honest = new Map<string, Promise<string[]>>();
/** Own checks that the starter passes. */
function passedByStarter(exercise: LoadedExercise): Promise<string[]> {
  const known = honest.get(exercise.name);
  if (known) return known;
  const made = checkExercise(host, { exercise, submitted: exercise.starter }).then(ownPassed);
  honest.set(exercise.name, made);
  return made;
}

type Case = { name: string; does: string; forger: Forger; exercise: LoadedExercise };

/** Every forger against every exercise. */
const pairs = exercises.flatMap((exercise) =>
  (exercise.exercise.edits === 'module' ? moduleForgers : clientForgers).map(
    (forger, index): Case & { index: number } => ({
      ...{ name: exercise.name, does: forger.does, forger, exercise, index },
    }),
  ),
);

/** Each exercise meets one forger, the next one the next; the rest is for the night. */
function daily(all: typeof pairs): Case[] {
  const modules = exercises.filter(({ exercise }) => exercise.edits === 'module');
  return all.filter(({ exercise, index }) => {
    const turn = modules.indexOf(exercise);
    return turn < 0 || turn % moduleForgers.length === index;
  });
}

const cases = process.env.CROSSINGS_ALL_EDITIONS ? pairs : daily(pairs);

describe('nothing is got', { concurrent: true }, () => {
  test.each(cases)('from $name by a forger that $does', async ({ forger, exercise }) => {
    const submitted = await forgery(forger, exercise);
    const report = await checkExercise(host, { exercise, submitted });
    const words = JSON.stringify({ ...report, results: report.results }, null, 1);
    // What does not build forges nothing, and would prove nothing.
    expect(['failed', 'flagged'], words).toContain(report.outcome);
    const allowed = await passedByStarter(exercise);
    expect(
      ownPassed(report).filter((id) => !allowed.includes(id)),
      words,
    ).toEqual([]);
  });
});
