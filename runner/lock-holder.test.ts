import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { describeHolder, readHolder, writeHolder } from './lock-holder.ts';

const now = 1_000_000_000;
const holder = { pid: 1234, since: now - 40_000, at: now - 1000, step: 'booting' };

test('a holder is described by its process, its time and its step', () => {
  expect(describeHolder(holder, now)).toBe(
    'another process (PID 1234) has been making it for 40 s: booting',
  );
});

test('a holder that reports nothing any more is said to make no progress, with the repair', () => {
  const words = describeHolder({ ...holder, since: now - 600_000, at: now - 300_000 }, now);
  expect(words).toBe(
    'another process (PID 1234) has been making it for 10 min: booting, without progress for 5 min; if it stays, end process 1234',
  );
});

test('a file that says nothing of a holder, or nonsense, is no reason to fail', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'crossings-holder-'));
  const path = join(folder, 'lock');
  expect(readHolder(path)).toBeUndefined();
  writeHolder(path, holder);
  expect(readHolder(path)).toEqual(holder);
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
      writeFileSync(path, text);
      expect(describeHolder(readHolder(path))).toMatch(/another process/);
    }),
  );
  await rm(folder, { recursive: true });
});
