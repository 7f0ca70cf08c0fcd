import { expect, test } from 'vitest';
import { scrollback } from './scrollback.ts';

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');

test('keeps everything below the limit, in order', () => {
  const kept = scrollback(100);
  for (const word of ['a', 'bc', '', 'def']) kept.add(Buffer.from(word));
  expect(text(kept.bytes())).toBe('abcdef');
});

test('forgets whole pieces, oldest first, and stays within the limit', () => {
  const kept = scrollback(10_000);
  for (let n = 0; n < 100; n++) kept.add(Buffer.from(`${n} ${'x'.repeat(500)}\n`));
  const bytes = text(kept.bytes());
  expect(bytes.length).toBeLessThanOrEqual(10_000);
  expect(bytes.length).toBeGreaterThan(5_000);
  expect(bytes).toMatch(/^\d+ x/);
  expect(bytes).toMatch(/99 x+\n$/);
});

test('of one piece above the limit the last whole lines stay', () => {
  const kept = scrollback(20);
  kept.add(Buffer.from('\x1b[31mlong line that goes\nlast line\n'));
  expect(text(kept.bytes())).toBe('last line\n');
});

test('keeps its own copy of the bytes', () => {
  const kept = scrollback(10);
  const bytes = Buffer.from('abc');
  kept.add(bytes);
  bytes.fill('z');
  expect(text(kept.bytes())).toBe('abc');
});

test('starts over when cleared', () => {
  const kept = scrollback(10);
  kept.add(Buffer.from('abc'));
  kept.clear();
  kept.add(Buffer.from('d'));
  expect(text(kept.bytes())).toBe('d');
});
