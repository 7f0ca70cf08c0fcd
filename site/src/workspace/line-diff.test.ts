import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { diffLines, lineMap } from './line-diff.ts';

const text = fc
  .array(fc.constantFrom('a', 'b', '', '}'), { maxLength: 12 })
  .map((lines) => lines.join('\n'));

test('both texts can be read out of their difference', () => {
  void fc.assert(
    fc.property(text, text, (before, after) => {
      const lines = diffLines(before, after);
      const without = (kind: string) =>
        lines
          .filter((line) => line.kind !== kind)
          .map((line) => line.text)
          .join('\n');
      expect(without('added')).toBe(before);
      expect(without('removed')).toBe(after);
    }),
  );
});

test('a line is found where it is now, and one that was changed is found nowhere', () => {
  const map = lineMap('one\ntwo\nthree\nfour', 'zero\none\ntwo!\nthree\nfour');
  expect([1, 2, 3, 4].map((line) => map.get(line))).toEqual([2, undefined, 4, 5]);
});

test('texts with nothing in common are told apart without a search for the shortest way', () => {
  const [before, after] = ['x', 'y'].map((letter) =>
    Array.from({ length: 20_000 }, (_, line) => letter + line).join('\n'),
  );
  expect(lineMap(before ?? '', after ?? '').size).toBe(0);
});
