import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { sourceHash } from '../check/check-exercise.ts';
import { checkReport } from '../check/report.ts';
import { type SealKey, sealKey } from '../record/seal-key.ts';
import { openSealed, seal } from '../record/sealed-record.ts';
import { decide } from './decide.ts';
import { type Grade, scoreOf } from './grade.ts';
import { Journal } from './journal.ts';

const about = { exercise: 'uaccess/shout', version: 1, edition: '6.12' } as const;
let folder: string;
let out: string;
let key: SealKey;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'crossings-journal-'));
  out = path.join(folder, 'out');
  key = sealKey(path.join(folder, 'data'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const open = (): Promise<Journal> => Journal.open(out, about, key.public);
const journalFile = (): string => path.join(out, 'journal.jsonl');

function gradeOf(student: string, outcome: Grade['report']['outcome'] = 'passed'): Grade {
  const results = [
    {
      ...{ id: 'a', says: 'It works.', visible: true, passed: true, reached: true, points: 3 },
      ...{ awarded: 3, did: '', expected: '', seen: '', hint: '', observation: null, ms: 1 },
    },
  ];
  const report = checkReport.parse({
    ...{ ...about, kernelRelease: '6.12.0', seed: 'aa', sourceHash: sourceHash('int x;') },
    ...{ outcome, message: '', diagnostics: [], results, points: 3, awarded: 3, ms: 1 },
  });
  return { student, record: `records/${student}.json`, report };
}

function writeRecord({ student, report, record }: Grade): void {
  const gradedAt = new Date().toISOString();
  const sealed = seal({ student, source: 'int x;', report, accelerator: 'tcg', gradedAt }, key);
  mkdirSync(path.join(out, 'records'), { recursive: true });
  writeFileSync(path.join(out, record), JSON.stringify(sealed));
}

/** Grades these in a run of its own. */
async function graded(...grades: Grade[]): Promise<void> {
  const journal = await open();
  for (const each of grades) {
    writeRecord(each);
    journal.add(each);
  }
  journal.close();
}

function changeInJournal(from: string, to: string): void {
  const text = readFileSync(journalFile(), 'utf8');
  expect(text).toContain(from);
  writeFileSync(journalFile(), text.replace(from, to));
}

test('what was kept is there again', async () => {
  await graded(gradeOf('ada'));
  const second = await open();
  expect([...second.kept]).toEqual([['ada', gradeOf('ada')]]);
  second.close();
});

test('a line that was cut by a kill is forgotten, and the next one is whole', async () => {
  await graded(gradeOf('ada'));
  appendFileSync(journalFile(), JSON.stringify(gradeOf('bob')).slice(0, 40));
  await graded(gradeOf('cy'));
  const third = await open();
  expect([...third.kept.keys()]).toEqual(['ada', 'cy']);
  third.close();
  expect(readFileSync(journalFile(), 'utf8').trim().split('\n')).toHaveLength(3);
});

test('a grade that is being made anew is none when its run is killed before its end', async () => {
  await graded(gradeOf('ada'));
  const killed = await open();
  killed.forget('ada');
  writeRecord(gradeOf('ada', 'failed'));
  killed.close();
  const next = await open();
  expect([...next.kept]).toEqual([]);
  next.close();
});

test.each([
  ['points', '"awarded":3,"did"', '"awarded":4,"did"'],
  ['name', '"student":"ada"', '"student":"eve"'],
  ['record', 'records/ada.json', 'records/bob.json'],
])('a changed %s in the journal is refused with the name', async (_, from, to) => {
  await graded(gradeOf('ada'), gradeOf('bob', 'failed'));
  changeInJournal(from, to);
  await expect(open()).rejects.toThrow(/The grade of (?:ada|eve) in .* can't be trusted/);
});

test('a changed record is refused with the name, and so is one that is gone', async () => {
  await graded(gradeOf('ada'));
  const file = path.join(out, 'records/ada.json');
  const text = readFileSync(file, 'utf8');
  writeFileSync(file, text.replace('"passed"', '"failed"'));
  await expect(open()).rejects.toThrow(/The grade of ada .* The seal does not fit/);
  rmSync(file);
  await expect(open()).rejects.toThrow(/The grade of ada/);
});

test('the instructor decides on a flag, and what was decided is sealed', async () => {
  await graded(gradeOf('ada', 'flagged'), gradeOf('bob', 'flagged'), gradeOf('cy'));
  const journal = await open();
  await decide({ journal, out, key }, 'ada', 'accepted');
  await decide({ journal, out, key }, 'bob', 'rejected');
  await expect(decide({ journal, out, key }, 'cy', 'accepted')).rejects.toMatchObject({
    message: "cy isn't flagged.",
    repair: 'Flagged are: ada, bob.',
  });
  journal.close();
  const next = await open();
  const scores = ['ada', 'bob', 'cy'].map((name) => scoreOf(next.kept.get(name) ?? gradeOf('x')));
  next.close();
  expect(scores.map((score) => score?.awarded)).toEqual([3, 0, 3]);
  const record = readFileSync(path.join(out, 'records/ada.json'), 'utf8');
  expect(openSealed(record, key.public).record.decision?.verdict).toBe('accepted');
  expect(readFileSync(journalFile(), 'utf8').match(/"verdict":"accepted"/g)).toHaveLength(1);
});

test('a decision that is only in the journal counts for nothing', async () => {
  await graded(gradeOf('ada', 'flagged'));
  const decision = { verdict: 'accepted', at: new Date().toISOString() };
  const line = JSON.stringify({ ...gradeOf('ada', 'flagged'), decision });
  appendFileSync(journalFile(), `${line}\n`);
  const journal = await open();
  expect(scoreOf(journal.kept.get('ada') ?? gradeOf('ada'))).toBeNull();
  journal.close();
});

test('only its owner reads a journal, also one that others could read before', async () => {
  await graded(gradeOf('ada'));
  chmodSync(out, 0o755);
  chmodSync(journalFile(), 0o644);
  (await open()).close();
  expect(statSync(out).mode & 0o777).toBe(0o700);
  expect(statSync(journalFile()).mode & 0o777).toBe(0o600);
});

test('two runs do not grade into one folder', async () => {
  const first = await open();
  await expect(open()).rejects.toThrow(/Another run is grading/);
  first.close();
});

test('grades of another exercise, version or edition are not mixed in', async () => {
  (await open()).close();
  const other = (change: object) => Journal.open(out, { ...about, ...change }, key.public);
  await expect(other({ version: 2 })).rejects.toThrow(/holds grades of uaccess\/shout, version 1/);
  await expect(other({ edition: '6.1' })).rejects.toThrow(/holds grades/);
  writeFileSync(journalFile(), 'something else\n');
  await expect(open()).rejects.toThrow(/no journal/);
});
