import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { run } from '../config.ts';
import { KernelLog, markPrefix } from './kernel-log.ts';

test('lines are whole, clean and cut', async () => {
  const source = new PassThrough();
  const shown: string[] = [];
  new KernelLog(source).listen((lines) => shown.push(...lines));
  source.write('one\r\ntw');
  source.write(`o\u001b]0;title\u0007\n${'x'.repeat(5000)}\nthree`);
  await new Promise(setImmediate);
  expect(shown).toEqual(['one', 'two', 'x'.repeat(2000)]);
});

test('a mark is waited for and never shown', async () => {
  const source = new PassThrough();
  const log = new KernelLog(source);
  const shown: string[] = [];
  log.listen((lines) => shown.push(...lines));
  const reached = log.waitFor('abc');
  source.write(`[    1.0] before\n[    1.1] ${markPrefix}abc\n[    1.2] after\n`);
  await reached;
  await new Promise(setImmediate);
  expect(shown).toEqual(['[    1.0] before', '[    1.2] after']);
});

test('a flood is cut once, in words, and its end is still there for the verdict', async () => {
  const source = new PassThrough();
  const log = new KernelLog(source);
  const shown: string[] = [];
  log.listen((lines) => shown.push(...lines));
  const line = 'y'.repeat(999);
  for (let bytes = 0; bytes <= run.logBytes; bytes += 1000) source.write(`${line}\n`);
  source.write(`${line}\nthe last\n`);
  await new Promise(setImmediate);
  expect(shown.filter((each) => each.includes('left out'))).toHaveLength(1);
  expect(log.recent.at(-1)).toBe('the last');
});
