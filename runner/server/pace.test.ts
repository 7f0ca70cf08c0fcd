import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { pace } from './pace.ts';
import { tokenBucket } from './token-bucket.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function paced(messages = { burst: 3, perSecond: 2 }, bytes = { burst: 100, perSecond: 50 }) {
  const calls: string[] = [];
  const gate = {
    pause: () => void calls.push('pause'),
    resume: () => void calls.push('resume'),
    slowed: () => void calls.push('slowed'),
  };
  const rates = { messages: tokenBucket(messages), bytes: tokenBucket(bytes) };
  const reader = pace(rates, gate);
  const offer = (name: string, waits: number[] = []) =>
    reader.offer(() => {
      const wait = waits.shift() ?? 0;
      if (wait === 0) calls.push(name);
      return wait;
    });
  return { calls, offer, arrived: reader.arrived };
}

test('what comes slowly is done at once and the socket is never paused', () => {
  const { calls, offer } = paced();
  for (const name of ['a', 'b', 'c']) offer(name);
  vi.advanceTimersByTime(10_000);
  offer('d');
  expect(calls).toEqual(['a', 'b', 'c', 'd']);
});

test('what comes too fast is done later, in order and all of it, and the sender waits meanwhile', () => {
  const { calls, offer } = paced({ burst: 3, perSecond: 10 });
  for (const name of ['a', 'b', 'c', 'd', 'e']) offer(name);
  expect(calls).toEqual(['a', 'b', 'c', 'pause']);
  vi.advanceTimersByTime(100);
  expect(calls.slice(4)).toEqual(['d']);
  vi.advanceTimersByTime(100);
  expect(calls.slice(5)).toEqual(['e', 'resume']);
});

test('bytes that are no messages are paid for too', () => {
  const { calls, arrived, offer } = paced();
  arrived(200);
  expect(calls).toEqual(['pause', 'slowed']);
  offer('a');
  vi.advanceTimersByTime(2_000);
  expect(calls).toEqual(['pause', 'slowed', 'a', 'resume']);
});

test('a work that asks for time keeps its place', () => {
  const { calls, offer } = paced();
  offer('save', [300, 200]);
  offer('stop');
  expect(calls).toEqual(['pause']);
  vi.advanceTimersByTime(499);
  expect(calls).toEqual(['pause']);
  vi.advanceTimersByTime(1);
  expect(calls).toEqual(['pause', 'save', 'stop', 'resume']);
});

test('a sender that is held up for long is told so, and not again and again', () => {
  const { calls, offer } = paced({ burst: 1, perSecond: 1 });
  for (let n = 0; n < 9; n++) offer(`${n}`);
  vi.advanceTimersByTime(9_000);
  expect(calls.filter((call) => call === 'slowed')).toEqual(['slowed']);
  expect(calls.at(-1)).toBe('resume');
});

test('between two works that take long the process gets to do something else', async () => {
  vi.useRealTimers();
  const calls: string[] = [];
  const rates = {
    messages: tokenBucket({ burst: 1, perSecond: 1_000 }),
    bytes: tokenBucket({ burst: 1, perSecond: 1 }),
  };
  const gate = { pause: () => {}, resume: () => {}, slowed: () => {} };
  const { offer } = pace(rates, gate);
  offer(() => 0);
  await new Promise<void>((done) => {
    for (const name of ['first', 'second'])
      offer(() => {
        calls.push(name);
        setImmediate(() => calls.push(`after ${name}`));
        const end = performance.now() + 20;
        while (performance.now() < end);
        if (name === 'second') setImmediate(done);
        return 0;
      });
  });
  expect(calls).toEqual(['first', 'after first', 'second', 'after second']);
});
