import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ShownReport } from '../protocol.ts';
import { openAttempts } from './attempts.ts';
import { type LearnerDatabase, openLearnerDatabase } from './learner-database.ts';

let folder: string;
let database: LearnerDatabase;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'crossings-attempts-'));
  database = await openLearnerDatabase(folder);
});
afterEach(async () => {
  await database.close();
  rmSync(folder, { recursive: true, force: true });
});

function report(outcome: ShownReport['outcome'], awarded: number): ShownReport {
  const result = { says: 'It works.', visible: true, passed: false, points: 5, awarded };
  return {
    ...{ outcome, edition: '6.12', message: 'a message', diagnostics: [], flags: [] },
    results: [{ ...result, did: 'read', expected: 'text', seen: 'nothing', hint: '' }],
    ...{ points: 5, awarded, ms: 1200 },
  };
}

test('attempts are numbered for each exercise, and come back with their source and results', async () => {
  const before = openAttempts(database);
  await before.add('uaccess/shout', 'int first;', report('failed', 2));
  await before.openHints('uaccess/shout', 2);
  await before.openHints('uaccess/shout', 1);
  await before.add('uaccess/shout', 'int second;', report('passed', 5));
  await before.add('mmap/other', '', report('did-not-build', 0));
  await database.close();

  database = await openLearnerDatabase(folder);
  const attempts = openAttempts(database);
  const list = await attempts.list('uaccess/shout');
  expect(list.map(({ number, awarded, hints }) => [number, awarded, hints])).toEqual([
    [1, 2, 0],
    [2, 5, 2],
  ]);
  expect(list[0]).toMatchObject({ source: 'int first;', report: report('failed', 2) });
  expect(await attempts.list('mmap/other')).toHaveLength(1);
  expect(await attempts.list('mmap/none')).toEqual([]);
});

test('the standing tells new, tried, given up and passed apart', async () => {
  const attempts = openAttempts(database);
  await attempts.openHints('a/hint', 1);
  await attempts.add('a/tried', '', report('failed', 2));
  await attempts.giveUp('a/given-up');
  await attempts.giveUp('a/passed');
  await attempts.add('a/passed', '', report('passed', 5));
  expect(await attempts.standings()).toEqual({
    'a/hint': 'new',
    'a/tried': 'tried',
    'a/given-up': 'given-up',
    'a/passed': 'passed',
  });
});

test('standings and new attempts read no report of an earlier one', async () => {
  const attempts = openAttempts(database);
  await attempts.add('a/passed', '', report('passed', 5));
  await attempts.add('a/tried', '', report('failed', 0));
  const parse = vi.spyOn(JSON, 'parse');
  expect(await attempts.standings()).toEqual({ 'a/passed': 'passed', 'a/tried': 'tried' });
  expect(await attempts.add('a/passed', '', report('failed', 0))).toMatchObject({ number: 2 });
  expect(parse).not.toHaveBeenCalled();
  parse.mockRestore();
});

test('an attempt of before there were flags is read as one without', async () => {
  const { flags: _, ...older } = report('passed', 5);
  const row = { exercise: 'a/b', number: 1, at: 1, source: '', hints: 0 };
  await database.queries
    .insertInto('attempt')
    .values({ ...row, report: JSON.stringify(older) })
    .execute();
  const attempts = openAttempts(database);
  expect(await attempts.list('a/b')).toMatchObject([{ outcome: 'passed', flags: [] }]);
  await attempts.add('a/b', '', {
    ...report('flagged', 5),
    flags: [{ kind: 'cast', what: 'It calls a number.' }],
  });
  expect(await attempts.list('a/b')).toMatchObject([{}, { flags: [{ kind: 'cast' }] }]);
});

test('an attempt that was spoilt on disk is named with the repair', async () => {
  const row = { exercise: 'a/b', number: 1, at: 1, source: '', hints: 0 };
  await database.queries
    .insertInto('attempt')
    .values({ ...row, report: '{' })
    .execute();
  expect(await openAttempts(database).standings()).toEqual({ 'a/b': 'tried' });
  await expect(openAttempts(database).list('a/b')).rejects.toMatchObject({
    message: expect.stringMatching(/Attempt 1 of a\/b in .* cannot be read/),
    repair: expect.stringMatching(/learner\.db/),
  });
});
