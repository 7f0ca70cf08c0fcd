import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Grade } from './grade.ts';
import { Journal } from './journal.ts';

const about = { exercise: 'uaccess/shout', version: 1, edition: '6.12' } as const;
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'crossings-journal-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function gradeOf(student: string): Grade {
  return {
    student,
    record: `records/${student}.json`,
    report: {
      ...{ ...about, kernelRelease: '6.12.0', seed: 'aa', sourceHash: 'bb' },
      ...{
        outcome: 'passed',
        message: 'Everything is right.',
        diagnostics: [],
        flags: [],
        results: [],
      },
      ...{ points: 3, awarded: 3, ms: 1 },
    },
  };
}

test('what was kept is there again', async () => {
  const first = await Journal.open(folder, about);
  first.add(gradeOf('ada'));
  first.close();
  const second = await Journal.open(folder, about);
  expect([...second.kept]).toEqual([['ada', gradeOf('ada')]]);
  second.close();
});

test('a line that was cut by a kill is forgotten, and the next one is whole', async () => {
  const first = await Journal.open(folder, about);
  first.add(gradeOf('ada'));
  first.close();
  const file = path.join(folder, 'journal.jsonl');
  appendFileSync(file, JSON.stringify(gradeOf('bob')).slice(0, 40));
  const second = await Journal.open(folder, about);
  second.add(gradeOf('cy'));
  second.close();
  const third = await Journal.open(folder, about);
  expect([...third.kept.keys()]).toEqual(['ada', 'cy']);
  third.close();
  expect(readFileSync(file, 'utf8').trim().split('\n')).toHaveLength(3);
});

test('two runs do not grade into one folder', async () => {
  const first = await Journal.open(folder, about);
  await expect(Journal.open(folder, about)).rejects.toThrow(/Another run is grading/);
  first.close();
});

test('grades of another exercise, version or edition are not mixed in', async () => {
  (await Journal.open(folder, about)).close();
  await expect(Journal.open(folder, { ...about, version: 2 })).rejects.toThrow(
    /holds grades of uaccess\/shout, version 1/,
  );
  await expect(Journal.open(folder, { ...about, edition: '6.1' })).rejects.toThrow(/holds grades/);
  writeFileSync(path.join(folder, 'journal.jsonl'), 'something else\n');
  await expect(Journal.open(folder, about)).rejects.toThrow(/no journal/);
});
