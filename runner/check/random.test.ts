import fc from 'fast-check';
import { expect, test } from 'vitest';
import { seededRandom } from './random.ts';

test('the same seed gives the same inputs, another seed others', () => {
  const draw = (seed: string): unknown[] => {
    const random = seededRandom(seed);
    return [random.word(12), random.bytes(8), random.integer(0, 1e9), random.pick(['a', 'b', 'c'])];
  };
  expect(draw('one')).toEqual(draw('one'));
  expect(draw('one')).not.toEqual(draw('two'));
});

test('a number lies between its ends, a text has its length', () => {
  fc.assert(
    fc.property(fc.string(), fc.integer({ min: -50, max: 50 }), fc.nat(60), (seed, least, span) => {
      const random = seededRandom(seed);
      const drawn = random.integer(least, least + span);
      expect(drawn).toBeGreaterThanOrEqual(least);
      expect(drawn).toBeLessThanOrEqual(least + span);
      expect(random.word(span)).toHaveLength(span);
      expect(random.bytes(span)).toMatch(new RegExp(`^([0-9a-f]{2}){${span}}$`));
    }),
  );
});

test('each of a few values comes up', () => {
  const random = seededRandom('dice');
  const seen = new Set(Array.from({ length: 200 }, () => random.integer(1, 6)));
  expect(seen).toEqual(new Set([1, 2, 3, 4, 5, 6]));
});

test('there is nothing to pick from an empty list', () => {
  expect(() => seededRandom('').pick([])).toThrow('nothing to pick from');
});
