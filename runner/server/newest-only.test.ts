import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { newestOnly } from './newest-only.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('a single value is passed on at once', () => {
  const passed: number[] = [];
  newestOnly<number>((value) => passed.push(value), 100)(1);
  expect(passed).toEqual([1]);
});

test('of many values the first and the newest are passed on, and no time is left without one', () => {
  const passed: number[] = [];
  const put = newestOnly<number>((value) => passed.push(value), 100);
  for (let n = 1; n <= 1_000; n++) put(n);
  expect(passed).toEqual([1]);
  vi.advanceTimersByTime(100);
  expect(passed).toEqual([1, 1_000]);
  put(1_001);
  vi.advanceTimersByTime(100);
  expect(passed).toEqual([1, 1_000, 1_001]);
  vi.advanceTimersByTime(1_000);
  put(1_002);
  expect(passed).toEqual([1, 1_000, 1_001, 1_002]);
});
