// A class is graded as it must be: the expected table for a folder of right, wrong and hostile
// submissions, and the same one for a run that was killed half-way and gone on with.

import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type LoadedExercise, loadExercise } from '../../lessons/lib/load-exercise.ts';
import { type Expected, makeClass } from '../fixtures/submissions/make-class.ts';

const count = 12;
const project = path.join(import.meta.dirname, '../..');
let folder: string;
let exercise: LoadedExercise;
let expected: Expected[];

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'crossings-class-'));
  exercise = await loadExercise('uaccess/shout');
  expected = await makeClass(path.join(folder, 'class'), count, exercise);
});
afterAll(() => rm(folder, { recursive: true }));

function crossings(...args: string[]): ChildProcess {
  return spawn(process.execPath, [path.join(project, 'runner/cli.ts'), ...args], {
    cwd: project,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, CROSSINGS_DATA: path.join(folder, 'data') },
  });
}

function grade(): ChildProcess {
  const out = path.join(folder, 'out');
  return crossings('grade', path.join(folder, 'class'), '--exercise', exercise.name, '--out', out);
}

async function outputOf(child: ChildProcess): Promise<{ code: number | null; output: string }> {
  let output = '';
  child.stdout?.on('data', (chunk) => {
    output += chunk;
  });
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, output };
}

/** Student, outcome and points of each line of the table. */
async function table(): Promise<Expected[]> {
  const text = await readFile(path.join(folder, 'out/results.csv'), 'utf8');
  return text
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => {
      const [student = '', outcome, points] = line.split(',');
      return { student, outcome: outcome as Expected['outcome'], points: Number(points) };
    });
}

test('a run that is killed half-way and gone on with gives the expected table', async () => {
  const killed = grade();
  let lines = 0;
  killed.stdout?.on('data', (chunk: Buffer) => {
    lines += chunk.toString().split('\n').length - 1;
    if (lines >= count / 2) killed.kill('SIGKILL');
  });
  await new Promise((resolve) => killed.once('close', resolve));
  expect(killed.signalCode).toBe('SIGKILL');

  const { code, output } = await outputOf(grade());
  expect(code, output).toBe(0);
  expect(output).toMatch(/kept from before/);
  expect(await table()).toEqual(expected);
}, 900_000);

test('a second run of the same grades nothing anew', async () => {
  const { code, output } = await outputOf(grade());
  expect(code, output).toBe(0);
  expect(output).toContain(`${count} submissions, 0 of them now`);
  expect(await table()).toEqual(expected);
});

test('each has a report, a sealed record, and results for the two autograders', async () => {
  const out = path.join(folder, 'out');
  const names = expected.map(({ student }) => student);
  expect((await readdir(path.join(out, 'reports'))).toSorted((a, b) => a.localeCompare(b))).toEqual(
    names.map((name) => `${name}.md`),
  );
  for (const { student, points, outcome } of expected) {
    const scored = outcome !== 'flagged';
    const gradescope = path.join(out, `gradescope/${student}/results.json`);
    expect(existsSync(gradescope)).toBe(scored);
    if (scored) expect(JSON.parse(await readFile(gradescope, 'utf8')).score).toBe(points);
    const prairie = await readFile(path.join(out, `prairielearn/${student}/results.json`), 'utf8');
    expect(JSON.parse(prairie).gradable).toBe(scored);
    const record = await readFile(path.join(out, `records/${student}.json`), 'utf8');
    expect(JSON.parse(record).record.report.outcome).toBe(outcome);
  }
  const [first] = names;
  const file = path.join(out, `records/${first}.json`);
  const verified = await outputOf(crossings('verify', file));
  expect(verified.output).toContain(`The seal fits. ${first}`);
  expect(verified.code).toBe(0);
  const again = await outputOf(crossings('regrade', file));
  expect(again.output).toContain('judged again from what was kept');
  expect(again.code).toBe(0);
  const anew = path.join(out, 'anew.json');
  const rerun = await outputOf(crossings('regrade', file, '--rerun', '--out', anew));
  const all = expected.find(({ student }) => student === first)?.points;
  expect(rerun.output).toContain(`${all} of ${all} points, run again: ${all} of ${all}`);
  expect((await outputOf(crossings('verify', anew))).code).toBe(0);
});

test('nothing was written outside of the folder of the run', async () => {
  expect((await readdir(folder)).toSorted((a, b) => a.localeCompare(b))).toEqual([
    ...['class', 'data', 'out'],
  ]);
});
