import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lineCutter } from './line-cutter.ts';

test('lines are the same however the stream is cut, and none is longer than it may be', () => {
  const most = 20;
  const text = fc.string({ unit: fc.constantFrom('a', 'é', '\n', '\r', '😀'), maxLength: 200 });
  fc.assert(
    fc.property(text, fc.integer({ min: 1, max: 50 }), (whole, step) => {
      const cut = lineCutter(most);
      const lines: string[] = [];
      for (let at = 0; at < whole.length; at += step) {
        lines.push(...cut(whole.slice(at, at + step)));
      }
      const expected = whole.split('\n').slice(0, -1);
      expect(lines).toHaveLength(expected.length);
      for (const [index, line] of lines.entries()) {
        expect(line.length).toBeLessThanOrEqual(most);
        expect(line.slice(0, most - 1)).toBe((expected[index] ?? '').slice(0, most - 1));
      }
    }),
  );
});

// Looked through again with each piece, this one would take minutes.
test('a line without an end that comes in tiny pieces is kept in part, in one pass', () => {
  const cut = lineCutter(1_000_000);
  for (let pieces = 0; pieces < 1_500_000; pieces++) cut('x');
  expect(cut('\nnext\n').map((line) => line.length)).toEqual([1_000_000, 4]);
});
