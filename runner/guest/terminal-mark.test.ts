import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MarkFilter, terminalMark } from './terminal-mark.ts';

function listening(pass: (bytes: Uint8Array) => void): MarkFilter {
  const filter = new MarkFilter();
  filter.listen(pass);
  return filter;
}

test('a mark is found however the bytes are cut, and nothing else is changed', async () => {
  const text = fc.string({ unit: fc.constantFrom('a', '\u001b', '_', 'c', '\\') });
  await fc.assert(
    fc.asyncProperty(text, text, fc.integer({ min: 1, max: 9 }), async (before, after, step) => {
      let seen = '';
      const filter = listening((bytes) => {
        seen += Buffer.from(bytes).toString();
      });
      const reached = filter.reached('abc');
      const stream = Buffer.from(before + terminalMark('abc') + after);
      for (let at = 0; at < stream.length; at += step) filter.take(stream.subarray(at, at + step));
      await reached;
      expect(seen).toBe(before + after);
    }),
  );
});

test('what was held back comes when the mark does not', () => {
  let seen = '';
  const filter = listening((bytes) => {
    seen += Buffer.from(bytes).toString();
  });
  void filter.reached('abc');
  filter.take(Buffer.from('end\u001b_cross'));
  expect(seen).toBe('end');
  filter.giveUp();
  expect(seen).toBe('end\u001b_cross');
});
