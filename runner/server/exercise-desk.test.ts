// The desk of an exercise with checks that do what the test says; real ones are in test/guest.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { loadExercise } from '../../lessons/lib/load-exercise.ts';
import type { CheckRequest } from '../check/check-exercise.ts';
import type { CheckReport, CheckResult } from '../check/report.ts';
import type { ServerMessage } from '../protocol.ts';
import { openAttempts } from '../record/attempts.ts';
import { openLearnerData } from '../record/learner-data.ts';
import { type LearnerDatabase, openLearnerDatabase } from '../record/learner-database.ts';
import type { RunHost } from '../run.ts';
import { ExerciseDesk } from './exercise-desk.ts';

const files = [{ name: 'shout.c', text: 'int mine;' }];
const nothing = {} as RunHost;

let folder: string;
let database: LearnerDatabase;
let desk: ExerciseDesk;
let told: ServerMessage[];
let asked: CheckRequest[];
let end: (report: CheckReport) => void;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'crossings-desk-'));
  database = await openLearnerDatabase(folder);
  [told, asked] = [[], []];
  open();
});
afterEach(async () => {
  await database.close();
  rmSync(folder, { recursive: true, force: true });
});

function open(): void {
  const parts = {
    name: 'uaccess/shout',
    attempts: openAttempts(database),
    load: loadExercise,
    host: () => Promise.resolve(nothing),
    check: (_host: RunHost, request: CheckRequest) => {
      asked.push(request);
      return new Promise<CheckReport>((resolve) => {
        end = resolve;
        request.signal?.addEventListener('abort', () => resolve(report('runner-error', [])));
      });
    },
  };
  desk = new ExerciseDesk(parts, (message) => told.push(message));
}

function result(visible: boolean, passed: boolean): CheckResult {
  return {
    ...{ id: 'too-long', says: 'A long text is cut.', visible, passed, reached: true },
    ...{ points: 2, awarded: passed ? 2 : 0, did: 'wrote', expected: 'a short write' },
    ...{ seen: 'it returned 300', hint: '', observation: { secret: 'input' }, ms: 1 },
  };
}

function report(outcome: CheckReport['outcome'], results: CheckResult[]): CheckReport {
  return {
    ...{ exercise: 'uaccess/shout', version: 1, edition: '6.12', kernelRelease: '', seed: '5eed' },
    ...{
      sourceHash: '',
      outcome,
      message: '',
      diagnostics: [],
      flags: [],
      results,
      points: 2,
      awarded: 0,
    },
    ms: 1,
  };
}

const last = <Type extends ServerMessage['type']>(type: Type) =>
  told.findLast((m): m is Extract<ServerMessage, { type: Type }> => m.type === type);

async function checked(outcome: CheckReport['outcome'], results: CheckResult[] = []) {
  await desk.check('6.12', files);
  await expect.poll(() => asked.length).toBeGreaterThan(0);
  asked.length = 0;
  end(report(outcome, results));
  await expect.poll(() => told.at(-1)?.type).toBe('check-done');
  return last('check-done');
}

test('results come as they are found, and the report is kept as an attempt', async () => {
  await desk.check('6.12', files);
  await expect.poll(() => asked.length).toBe(1);
  expect(asked[0]?.submitted).toEqual(files[0]);
  asked[0]?.onResult?.(result(true, false));
  expect(last('check-result')?.result).toMatchObject({ says: 'A long text is cut.' });
  expect(desk.greeting()).toMatchObject({ checking: [{ passed: false }], attempts: [] });
  end(report('failed', [result(true, false)]));
  await expect.poll(() => told.at(-1)?.type).toBe('check-done');
  expect(last('check-done')).toMatchObject({ attempt: { number: 1 }, standing: 'tried' });
  await desk.attempt(1);
  expect(last('attempt')).toMatchObject({ source: 'int mine;', report: { outcome: 'failed' } });
  open();
  await desk.open();
  expect(desk.greeting()).toMatchObject({ checking: null, attempts: [{ number: 1 }] });
});

test('of a hidden check the sentence is told once it was failed, and never what it saw raw', async () => {
  await checked('failed', [result(false, true), result(false, false)]);
  const shown = last('check-done')?.report.results ?? [];
  expect(shown.map(({ says }) => says)).toEqual(['', 'A long text is cut.']);
  expect(JSON.stringify(told)).not.toMatch(/secret|5eed|too-long/);
});

test('a module that does not build gives away no hidden check', async () => {
  const done = await checked('did-not-build', [{ ...result(false, false), reached: false }]);
  expect(done).toMatchObject({ attempt: { number: 1 }, report: { results: [] } });
});

test('a fault of the runner costs no attempt', async () => {
  expect(await checked('runner-error')).toMatchObject({ attempt: null, standing: 'new' });
  expect(desk.greeting()).toMatchObject({ attempts: [] });
});

test('a second Check is refused with the repair; Stop ends the first, which counts for nothing', async () => {
  await desk.check('6.12', files);
  await expect(desk.check('6.12', files)).rejects.toMatchObject({
    message: expect.stringMatching(/going on/),
    repair: expect.stringMatching(/Stop/),
  });
  await expect.poll(() => asked.length).toBe(1);
  expect(desk.stop()).toBe(true);
  await expect.poll(() => told.at(-1)?.type).toBe('check-stopped');
  expect(desk.stop()).toBe(false);
  expect(desk.greeting()).toMatchObject({ attempts: [], checking: null });
});

test('files without the edited one are refused, and the next Check goes', async () => {
  await expect(desk.check('6.12', [])).rejects.toThrow(/no shout\.c/);
  expect(await checked('failed')).toMatchObject({ attempt: { number: 1 } });
});

test('the solution is refused before, and shown on giving up', async () => {
  await expect(desk.solution(false)).rejects.toMatchObject({ repair: expect.any(String) });
  expect(last('solution')).toBeUndefined();
  await desk.solution(true);
  expect(last('solution')).toMatchObject({ standing: 'given-up', file: { name: 'shout.c' } });
  expect(last('solution')?.file.text).toContain('toupper');
});

test('the solution is shown after passing, without giving up; hints opened are noted', async () => {
  await desk.openHints(2);
  expect(await checked('passed')).toMatchObject({ attempt: { hints: 2 }, standing: 'passed' });
  await desk.solution(false);
  expect(last('solution')).toMatchObject({ standing: 'passed' });
});

test('after an erase the page is told that there are no attempts and no help any more', async () => {
  await desk.openHints(2);
  await desk.check('6.12', files);
  end(report('failed', [result(true, false)]));
  await vi.waitFor(() => expect(desk.greeting()).toMatchObject({ standing: 'tried', hints: 2 }));
  await openLearnerData(database).erase();
  await desk.erased();
  expect(told.at(-1)).toEqual(desk.greeting());
  expect(desk.greeting()).toMatchObject({ standing: 'new', attempts: [], hints: 0 });
});
