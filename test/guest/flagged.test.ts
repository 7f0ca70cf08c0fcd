// Submissions that once got full marks without the work end without a score, whatever the checks in
// their guest said, and nothing they say steers the terminal of the one who grades.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadExercise } from '../../lessons/lib/load-exercise.ts';
import { checkExercise } from '../../runner/check/check-exercise.ts';
import type { CheckReport } from '../../runner/check/report.ts';
import { csvTable } from '../../runner/classroom/exports/csv.ts';
import { ktap } from '../../runner/classroom/exports/ktap.ts';
import { studentReport } from '../../runner/classroom/exports/student-report.ts';
import { openRunHost, type RunHost } from '../../runner/run-host.ts';
import { attackClient, attackModule } from '../fixtures/attacks/attacks.ts';

let host: RunHost;
beforeAll(async () => {
  host = await openRunHost({ editions: ['6.12'], onProgress() {}, ready: 2 });
});
afterAll(() => host.close());

async function checked(name: string, file: string): Promise<CheckReport> {
  const exercise = await loadExercise(name);
  const read = file.endsWith('.c') ? attackModule : attackClient;
  return await checkExercise(host, {
    exercise,
    submitted: await read(file, exercise.exercise.file),
  });
}

describe('ends flagged', { concurrent: true }, () => {
  test.each([
    ['uaccess/shout', 'shout-mitm.c'],
    ['uaccess/shout', 'shout-hide.c'],
    ['uaccess/tank', 'tank-kmsg.ts'],
  ])('in %s: %s', async (name, file) => {
    const report = await checked(name, file);
    expect(report.outcome, JSON.stringify(report, null, 1)).toBe('flagged');
    expect(report.flags).not.toEqual([]);
  });

  test('and its escape sequences reach no report and no export', async () => {
    const report = await checked('uaccess/shout', 'escape-mitm.c');
    expect(report.outcome).toBe('flagged');
    const seen = report.results.map((result) => result.seen).join('\n');
    const grade = { student: 'eve', report, record: 'records/eve.json' };
    const shown = [seen, report.message, csvTable([grade]), ktap([grade]), studentReport(grade)];
    expect(shown.join('\n')).not.toMatch(/(?![\t\n])\p{Cc}/u);
  });
});
