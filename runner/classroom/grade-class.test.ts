import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type LoadedExercise, loadExercise } from '../../lessons/lib/load-exercise.ts';
import { sealKey } from '../record/seal-key.ts';
import type { RunHost } from '../run-host.ts';
import { writeExports } from './exports/write-exports.ts';
import { isUngraded } from './grade.ts';
import { gradeClass } from './grade-class.ts';
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
  const key = sealKey(path.join(folder, 'data'));
  const { version } = exercise.exercise;
  const about = { exercise: exercise.name, version, edition: '6.12' } as const;
  const journal = await Journal.open(out, about, key.public);
  const { host, asked } = brokenMachine();
  const grades = await gradeClass(host, {
    ...{ exercise, edition: '6.12', journal, out, key },
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

test('no name of a submission stops the class, and only the owner reads what comes of it', async () => {
  const names = [
    ...[
      `a${'#'.repeat(90)}`,
      'Ada',
      'ada',
      'a\nb',
      '\u202egnp.exe',
      'x\u001b[2J',
      'nul',
      'z'.repeat(255),
    ],
    ...['=cmd()', '-x', "o'neil", 'ä', 'a\u0308'],
  ];
  for (const name of names) {
    mkdirSync(path.join(folder, 'class', name), { recursive: true });
    writeFileSync(path.join(folder, 'class', name, 'shout.c'), '');
  }
  const out = path.join(folder, 'out');
  mkdirSync(path.join(out, 'reports'), { recursive: true, mode: 0o755 });
  const key = sealKey(path.join(folder, 'data'));
  const { version } = exercise.exercise;
  const about = { exercise: exercise.name, version, edition: '6.12' } as const;
  const grade = async () => {
    const journal = await Journal.open(out, about, key.public);
    const submissions = await listSubmissions(path.join(folder, 'class'));
    const request = { exercise, edition: '6.12', journal, out, key, submissions } as const;
    const grades = await gradeClass(brokenMachine().host, request);
    await writeExports(out, grades);
    journal.close();
    return grades;
  };
  const grades = await grade();
  expect(grades.map(({ report }) => report.message)).toEqual(names.map(() => 'shout.c is empty.'));
  expect(grades.map(({ student }) => student).join('')).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
  expect(await grade()).toEqual(grades);
  const made = readdirSync(out, { recursive: true, encoding: 'utf8' });
  expect(made.filter((name) => name.startsWith('reports/'))).toHaveLength(names.length);
  for (const name of ['.', ...made]) {
    expect(statSync(path.join(out, name)).mode & 0o077, name).toBe(0);
  }
});
