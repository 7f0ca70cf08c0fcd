import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type LoadedExercise, loadExercise } from '../../lessons/lib/load-exercise.ts';
import { sealKey } from '../record/seal-key.ts';
import type { RunHost } from '../run-host.ts';
import { isUngraded } from './grade.ts';
import { fileName, gradeClass } from './grade-class.ts';
import { Journal } from './journal.ts';
import { listSubmissions } from './submissions.ts';

let folder: string;
let exercise: LoadedExercise;
beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'crossings-grade-'));
  exercise = await loadExercise('uaccess/shout');
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A machine on which no guest can be made; counts how often one was asked for. */
function brokenMachine(): { host: RunHost; asked: () => number } {
  let asked = 0;
  const host: RunHost = {
    ...{ accelerator: 'tcg', acceleratorReason: '', editions: () => [] },
    open() {
      asked += 1;
      return Promise.reject(new Error('no memory for a guest'));
    },
    close: async () => {},
  };
  return { host, asked: () => asked };
}

test('a fault of ours is tried again, is no zero, and is not kept as a grade', async () => {
  mkdirSync(path.join(folder, 'class/ada'), { recursive: true });
  writeFileSync(path.join(folder, 'class/ada/shout.c'), exercise.solution.text);
  mkdirSync(path.join(folder, 'class/bob'));
  writeFileSync(path.join(folder, 'class/bob/shout.c'), '');
  const out = path.join(folder, 'out');
  const journal = await Journal.open(out, {
    ...{ exercise: exercise.name, version: exercise.exercise.version, edition: '6.12' },
  });
  const { host, asked } = brokenMachine();
  const grades = await gradeClass(host, {
    ...{ exercise, edition: '6.12', journal, out, key: sealKey(path.join(folder, 'data')) },
    submissions: await listSubmissions(path.join(folder, 'class')),
  });
  journal.close();
  const [ada, bob] = grades;
  expect(ada && isUngraded(ada)).toBe(true);
  expect(ada?.report.message).toBe('no memory for a guest');
  expect(asked()).toBe(3);
  // What can be told without a guest is told.
  expect(bob?.report).toMatchObject({ outcome: 'did-not-build', message: 'shout.c is empty.' });
  expect([...journal.kept.keys()]).toEqual(['bob']);
  expect(readdirSync(path.join(out, 'records'))).toEqual(['bob.json']);
});

test.each([
  ['ada lovelace', 'ada lovelace'],
  ['Zoë', 'Zoë'],
  ['.hidden', '%2ehidden'],
  ['-rf', '%2drf'],
  ['a:b?*', 'a%3Ab%3F*'],
])('%j gets the file name %j', (student, name) => {
  expect(fileName(student)).toBe(name);
});
