import { sign } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { type LoadedExercise, loadExercise } from '../../lessons/lib/load-exercise.ts';
import { checksOf, sourceHash } from '../check/check-exercise.ts';
import { judge, summed } from '../check/judge.ts';
import type { CheckReport } from '../check/report.ts';
import { canonicalJson } from './canonical-json.ts';
import { judgeAgain } from './regrade.ts';
import { fingerprint, sealKey } from './seal-key.ts';
import { type GradeRecord, openSealed, seal } from './sealed-record.ts';

const folder = mkdtempSync(join(tmpdir(), 'crossings-seal-'));
afterAll(() => rmSync(folder, { recursive: true }));
let exercise: LoadedExercise;
let report: CheckReport;
let record: GradeRecord;

beforeAll(async () => {
  exercise = await loadExercise('uaccess/shout');
  const missing = { passed: false, did: 'a', expected: 'b', seen: 'c', hint: 'd' } as const;
  const results = checksOf(exercise).map((check) =>
    check.id === 'round-trip'
      ? judge(
          check,
          {
            reached: true,
            observation: ['abc', 'de'].map((text) => ({
              ...{ text, written: text.length },
              seen: { got: text.length, text: text.toUpperCase() },
            })),
          },
          5,
        )
      : judge(check, { reached: false, verdict: missing }, 5),
  );
  report = {
    ...{ exercise: exercise.name, version: exercise.exercise.version, edition: '6.12' },
    ...{ kernelRelease: '6.12.0', seed: 'aa', sourceHash: sourceHash('int x;') },
    ...{ diagnostics: [], ms: 12.5 },
    ...summed(results),
  };
  record = {
    ...{ student: 'Ada', source: 'int x;', report, accelerator: 'tcg' },
    gradedAt: new Date().toISOString(),
  };
});

describe('the key', () => {
  test('is made once, and only its owner reads it', () => {
    const first = sealKey(folder);
    expect(sealKey(folder).public.equals(first.public)).toBe(true);
    expect(statSync(join(folder, 'grades.key')).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(folder, 'grades.pub'), 'utf8')).toContain('BEGIN PUBLIC KEY');
  });

  test('is not made anew over something that is none', () => {
    const broken = mkdtempSync(join(folder, 'broken-'));
    writeFileSync(join(broken, 'grades.key'), 'half');
    expect(() => sealKey(broken)).toThrow(/is no key/);
    expect(readFileSync(join(broken, 'grades.key'), 'utf8')).toBe('half');
  });
});

describe('a sealed grade', () => {
  const sealedText = (): string => JSON.stringify(seal(record, sealKey(folder)));

  test('opens as it was, also when its fields were written in another order', () => {
    const { format, record: kept, seal: mark } = JSON.parse(sealedText());
    const { student, ...rest } = kept;
    const turned = JSON.stringify({ seal: mark, record: { ...rest, student }, format }, null, 4);
    expect(openSealed(turned, sealKey(folder).public)).toEqual({ record, isNewest: true });
  });

  test.each([
    ['the points', '"awarded":3', '"awarded":4'],
    ['the name', '"Ada"', '"Eve"'],
    ['the source', '"int x;"', '"int y;"'],
    ['an observation', '"ABC"', '"ABD"'],
    ['its format', 'crossings-grade-2', 'crossings-grade-1'],
  ])('with %s changed no longer opens', (_, from, to) => {
    const text = sealedText();
    expect(text).toContain(from);
    expect(() => openSealed(text.replace(from, to), sealKey(folder).public)).toThrow(
      /seal does not/,
    );
  });

  test('of before there were flags still opens', () => {
    const { flags: _, ...older } = report;
    const text = JSON.stringify(seal({ ...record, report: older } as GradeRecord, sealKey(folder)));
    expect(openSealed(text, sealKey(folder).public).record.report.flags).toEqual([]);
  });

  test('of the first format opens, and is told apart', () => {
    const key = sealKey(folder);
    const bytes = Buffer.from(canonicalJson(z.json().parse(record)));
    const signature = sign(null, bytes, key.private).toString('base64');
    const mark = { algorithm: 'ed25519', key: fingerprint(key.public), signature };
    const older = { format: 'crossings-grade-1', record, seal: mark };
    expect(openSealed(JSON.stringify(older), key.public)).toEqual({ record, isNewest: false });
    const upgraded = JSON.stringify({ ...older, format: 'crossings-grade-2' });
    expect(() => openSealed(upgraded, key.public)).toThrow(/seal does not/);
  });

  test('of another server is told as such', () => {
    const other = sealKey(mkdtempSync(join(folder, 'other-')));
    expect(() => openSealed(sealedText(), other.public)).toThrow(/another key/);
  });

  test.each(['', '{}', '[1]', 'null'])('is not what says %j', (text) => {
    expect(() => openSealed(text, sealKey(folder).public)).toThrow(/no sealed record/);
  });
});

describe('judging again', () => {
  test('gives the same for the same', () => {
    expect(judgeAgain(report, exercise)).toEqual(report);
  });

  test('follows a judge that was mended', () => {
    const checks = exercise.exercise.checks.map((check) => ({
      ...check,
      judge: () => ({ passed: false as const, did: '', expected: '', seen: 'now wrong' }),
    }));
    const mended = { ...exercise, exercise: { ...exercise.exercise, checks } };
    const again = judgeAgain(report, mended);
    expect(again.awarded).toBe(report.awarded - 3);
    // What the guest never came to stays as it was told then.
    expect(again.results.find(({ id }) => id === 'too-long')?.seen).toBe('c');
  });

  test('refuses another version', () => {
    const newer = { ...exercise, exercise: { ...exercise.exercise, version: 99 } };
    expect(() => judgeAgain(report, newer)).toThrow(/version 99/);
  });
});
