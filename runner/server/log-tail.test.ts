import { expect, test } from 'vitest';
import { logTail } from './log-tail.ts';

test('the last lines stay, in order', () => {
  const tail = logTail(3, 1_000);
  tail.add(['a', 'b']);
  tail.add(['c', 'd']);
  expect(tail.lines()).toEqual(['b', 'c', 'd']);
});

test('long lines are forgotten sooner, and one line above the limit is cut', () => {
  const tail = logTail(100, 10);
  tail.add(['12345', '12345', '1']);
  expect(tail.lines()).toEqual(['12345', '1']);
  tail.add(['x'.repeat(50)]);
  expect(tail.lines()).toEqual(['x'.repeat(10)]);
});

test('starts over when cleared', () => {
  const tail = logTail(2, 10);
  tail.add(['1234567890']);
  tail.clear();
  tail.add(['a', 'b']);
  expect(tail.lines()).toEqual(['a', 'b']);
});
