import { expect, test } from 'vitest';
import { curly } from './typography.ts';

test.each([
  ['He said "no".', 'He said “no”.'],
  ["the kernel's own", 'the kernel’s own'],
  ["it isn't 'so'", 'it isn’t ‘so’'],
  ['("quoted")', '(“quoted”)'],
  ['a "', 'a “'],
  ['" and more', '” and more'],
  // Right after other markup it is an apostrophe far more often than a quotation.
  ["'s own", '’s own'],
  ["since the '90s", 'since the ’90s'],
  ['—"x"', '—“x”'],
])('%s', (text, expected) => {
  expect(curly(text)).toBe(expected);
});
