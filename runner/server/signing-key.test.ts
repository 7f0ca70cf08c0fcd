import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { signingKey } from './signing-key.ts';

let folder: string;
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'crossings-key-')), 'data');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const mode = (): number => statSync(join(folder, 'cookie.key')).mode & 0o777;

test('the key stays the same from start to start, for its owner only', () => {
  const first = signingKey(folder);
  expect(first).toHaveLength(32);
  expect(mode()).toBe(0o600);
  chmodSync(join(folder, 'cookie.key'), 0o644);
  expect(signingKey(folder)).toEqual(first);
  expect(mode()).toBe(0o600);
  expect(readdirSync(folder)).toEqual(['cookie.key']);
});

test('each data folder has its own', () => {
  const first = signingKey(folder);
  rmSync(folder, { recursive: true });
  expect(signingKey(folder)).not.toEqual(first);
});

test('half a key is replaced', () => {
  signingKey(folder);
  writeFileSync(join(folder, 'cookie.key'), 'half');
  expect(signingKey(folder)).toHaveLength(32);
  expect(mode()).toBe(0o600);
});
