// A learner's way through an exercise over the socket, checked in real guests: the starter fails,
// the solution is refused, then passes; what was tried is kept.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type LoadedExercise, loadExercise } from '../../lessons/lib/load-exercise.ts';
import { checkExercise } from '../../runner/check/check-exercise.ts';
import type { ServerMessage, SourceFile } from '../../runner/protocol.ts';
import { type LearnerDatabase, openLearnerDatabase } from '../../runner/record/learner-database.ts';
import { openRunHost, startRun } from '../../runner/run.ts';
import { type Crossings, openCrossings } from '../../runner/server/index.ts';
import { ask, letIn, PageClient } from '../../runner/server/testing/page-client.ts';

const name = 'uaccess/shout';

let folder: string;
let database: LearnerDatabase;
let crossings: Crossings;
let exercise: LoadedExercise;
const pages: PageClient[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'crossings-check-'));
  mkdirSync(join(folder, 'dist'));
  writeFileSync(join(folder, 'dist/csp.json'), '{"scriptHashes":[]}');
  database = await openLearnerDatabase(join(folder, 'data'));
  exercise = await loadExercise(name);
  crossings = await openCrossings({
    ...{ host: '127.0.0.1', port: 0, database, dist: join(folder, 'dist'), startRun },
    lessons: ['uaccess'],
    exercises: { names: [name], load: loadExercise, check: checkExercise },
    openHost: (onProgress) => openRunHost({ editions: ['6.12'], onProgress }),
  });
  await crossings.host();
});
afterEach(() => {
  for (const page of pages.splice(0)) page.socket.terminate();
});
afterAll(async () => {
  await crossings.close();
  await database.close();
  rmSync(folder, { recursive: true, force: true });
});

async function opened(of = name): Promise<PageClient> {
  const page = await PageClient.open(crossings.link, of);
  pages.push(page);
  await page.heard('hello');
  return page;
}

async function check(page: PageClient, file: SourceFile) {
  page.got.length = 0;
  page.say({ type: 'check', edition: '6.12', files: [file] });
  return page.heard('check-done');
}

const results = (page: PageClient) =>
  page.got.filter((m): m is Extract<ServerMessage, { type: 'check-result' }> => {
    return m.type === 'check-result';
  });

test('the starter fails with reasons, and its solution stays with the server', async () => {
  const page = await opened();
  expect(await page.heard('exercise')).toMatchObject({ standing: 'new', attempts: [] });
  const { report, attempt } = await check(page, exercise.starter);
  expect(report).toMatchObject({ outcome: 'failed' });
  expect(attempt).toMatchObject({ number: 1, outcome: 'failed' });
  expect(results(page)).toHaveLength(report.results.length);
  const failures = report.results.filter(({ passed }) => !passed);
  expect(failures.length).toBeGreaterThanOrEqual(4);
  for (const failure of failures) {
    expect(failure).toMatchObject({
      says: expect.stringMatching(/\w/),
      did: expect.stringMatching(/\w/),
      expected: expect.stringMatching(/\w/),
      seen: expect.stringMatching(/\w/),
    });
  }
  page.say({ type: 'solution', giveUp: false });
  expect(await page.heard('refused')).toMatchObject({ repair: expect.stringMatching(/Pass it/) });
  expect(page.got.some(({ type }) => type === 'solution')).toBe(false);
});

test('a second Check is refused, Stop ends the first, and neither is an attempt', async () => {
  const page = await opened();
  page.say({ type: 'check', edition: '6.12', files: [exercise.starter] });
  await page.heard('check-started');
  page.say({ type: 'check', edition: '6.12', files: [exercise.starter] });
  expect(await page.heard('refused')).toMatchObject({ message: expect.stringMatching(/going on/) });
  page.say({ type: 'stop' });
  await page.heard('check-stopped');
  const again = await opened();
  expect((await again.heard('exercise')).attempts).toHaveLength(1);
});

test('the solution passes, is then shown, and the attempts are there after a reload', async () => {
  const page = await opened();
  page.say({ type: 'hint', step: 1 });
  const { report, attempt, standing } = await check(page, exercise.solution);
  expect([report.message, report.outcome]).toEqual(['Everything is right.', 'passed']);
  expect(report.awarded).toBe(report.points);
  expect([attempt?.number, attempt?.hints, standing]).toEqual([2, 1, 'passed']);
  page.say({ type: 'solution', giveUp: false });
  expect((await page.heard('solution')).file).toEqual(exercise.solution);

  const again = await opened();
  expect(await again.heard('exercise')).toMatchObject({
    standing: 'passed',
    hints: 1,
    attempts: [{ outcome: 'failed' }, { outcome: 'passed' }],
  });
  again.say({ type: 'attempt', number: 1 });
  expect((await again.heard('attempt')).source).toBe(exercise.starter.text);
  const answer = await ask(crossings.url, '/api/exercises', await letIn(crossings.link));
  expect(JSON.parse(answer.body)).toEqual({ [name]: 'passed' });
});

test('a lesson has no Check, and says so', async () => {
  const page = await opened('uaccess');
  page.say({ type: 'check', edition: '6.12', files: [exercise.starter] });
  expect(await page.heard('refused')).toMatchObject({
    message: expect.stringMatching(/no exercise/),
  });
});
