// Random inputs of a check, drawn on the host from a seed: the same seed gives the same inputs, so
// that a grade can be repeated, and nobody without the seed can know them.
import { createHash } from 'node:crypto';
import type { Random } from '../../lessons/lib/probe.ts';

const letters = 'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789';

/** Numbers and texts that follow from `seed` alone. */
export function seededRandom(seed: string): Random {
  let counter = 0;
  const next = (): number => {
    const hash = createHash('sha256').update(`${seed}/${counter++}`).digest();
    // 48 bits: exact in a number, and far more than any range here.
    return hash.readUIntBE(0, 6) / 2 ** 48;
  };
  const integer = (least: number, most: number): number =>
    least + Math.floor(next() * (most - least + 1));
  return {
    integer,
    word: (length) =>
      Array.from({ length }, () => letters[integer(0, letters.length - 1)]).join(''),
    bytes: (length) =>
      Array.from({ length }, () => integer(0, 255).toString(16).padStart(2, '0')).join(''),
    pick(list) {
      const chosen = list[integer(0, list.length - 1)];
      if (chosen === undefined) throw new Error('nothing to pick from');
      return chosen;
    },
  };
}
