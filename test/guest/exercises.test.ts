// The graders are right: for every exercise the starter builds and fails, the solution and every other
// right design pass, and each wrong solution fails exactly the checks that it names.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listExercises, loadExercise, readVariant } from '../../lessons/lib/load-exercise.ts';
import { checkExercise } from '../../runner/check/check-exercise.ts';
import type { CheckReport } from '../../runner/check/report.ts';
import { defaultEdition, editionId } from '../../runner/editions.ts';
import type { SourceFile } from '../../runner/protocol.ts';
import { openRunHost, type RunHost } from '../../runner/run-host.ts';
import { mostSpecific } from '../most-specific.ts';

// `npm run test:nightly` sets it; every day one edition has to do, and for each check one mutant.
const nightly = process.env.CROSSINGS_ALL_EDITIONS !== undefined;
const editions = nightly ? editionId.options : [defaultEdition];
const atOnce = 2;

let host: RunHost;
beforeAll(async () => {
  host = await openRunHost({ editions: [...editions], onProgress() {}, ready: atOnce });
});
afterAll(() => host.close());

const exercises = await Promise.all((await listExercises()).map((name) => loadExercise(name)));

function failures(report: CheckReport): Set<string> {
  return new Set(report.results.filter(({ passed }) => !passed).map(({ id }) => id));
}

/** What the report says, for whoever has to find out why a test failed. */
function words(report: CheckReport): string {
  const lines = report.results.map(({ id, passed, seen }) => `${passed ? '+' : '-'} ${id} ${seen}`);
  return [`${report.outcome}: ${report.message}`, ...lines].join('\n');
}

describe.each(editions)('edition %s', (edition) => {
  describe.each(exercises)('$name', { concurrent: true }, (exercise) => {
    const check = (submitted: SourceFile): Promise<CheckReport> =>
      checkExercise(host, { exercise, submitted, edition });

    test('the starter builds and fails', async () => {
      const report = await check(exercise.starter);
      expect(report.outcome, words(report)).toBe('failed');
    });

    test('the solution passes', async () => {
      const report = await check(exercise.solution);
      expect(report.outcome, words(report)).toBe('passed');
      expect(report.awarded).toBe(report.points);
    });

    test.each(exercise.exercise.accepted)('$file passes: $why', async ({ file }) => {
      const report = await check(await readVariant(exercise, 'accepted', file));
      expect(report.outcome, words(report)).toBe('passed');
    });

    const { broken } = exercise.exercise;
    test.each(nightly ? broken : mostSpecific(broken))(
      '$file, which $why, fails $fails',
      async ({ file, fails }) => {
        const report = await check(await readVariant(exercise, 'broken', file));
        expect(report.outcome, words(report)).toBe('failed');
        expect(failures(report), words(report)).toEqual(new Set(fails));
      },
    );
  });
});
