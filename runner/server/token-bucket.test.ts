import fc from 'fast-check';
import { expect, test } from 'vitest';
import { tokenBucket } from './token-bucket.ts';

function clock() {
  const time = { ms: 5_000 };
  return { time, now: () => time.ms };
}

test('a full bucket gives its burst at once and then what has come in', () => {
  const { time, now } = clock();
  const bucket = tokenBucket({ burst: 3, perSecond: 2 }, now);
  expect([1, 2, 3, 4].map(() => bucket.take())).toEqual([true, true, true, false]);
  expect(bucket.waitMs()).toBe(500);
  time.ms += 500;
  expect([bucket.waitMs(), bucket.take(), bucket.take()]).toEqual([0, true, false]);
});

test('a bucket never holds more than its burst', () => {
  const { time, now } = clock();
  const bucket = tokenBucket({ burst: 2, perSecond: 100 }, now);
  time.ms += 3_600_000;
  expect([1, 2, 3].map(() => bucket.take())).toEqual([true, true, false]);
});

test('what was spent beyond the bucket is paid for before anything else is given', () => {
  const { time, now } = clock();
  const bucket = tokenBucket({ burst: 10, perSecond: 10 }, now);
  bucket.spend(30);
  expect([bucket.take(), bucket.waitMs(0)]).toEqual([false, 2_000]);
  time.ms += 2_000;
  expect([bucket.waitMs(0), bucket.take()]).toEqual([0, false]);
});

test('whatever the times between, no more is given than the burst and the rate together', () => {
  const costs = fc.array(
    fc.record({ after: fc.integer({ min: 0, max: 2_000 }), cost: fc.integer({ min: 1, max: 9 }) }),
  );
  fc.assert(
    fc.property(costs, (asked) => {
      const { time, now } = clock();
      const bucket = tokenBucket({ burst: 8, perSecond: 3 }, now);
      const begun = time.ms;
      let given = 0;
      for (const { after, cost } of asked) {
        time.ms += after;
        const wait = bucket.waitMs(cost);
        const taken = bucket.take(cost);
        expect(taken).toBe(wait === 0);
        if (taken) given += cost;
      }
      expect(given).toBeLessThanOrEqual(8 + ((time.ms - begun) / 1000) * 3 + 1e-6);
    }),
  );
});
