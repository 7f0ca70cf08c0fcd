// What became of the lines of a text.
import { type ChangeObject, diffArrays } from 'diff';

/** Texts that differ in more lines than this count as different from end to end. */
const mostEdits = 1000;

export type DiffLine = { kind: 'same' | 'removed' | 'added'; text: string };

/** The lines of both texts in order; those of `before` alone come first where they differ. */
export function diffLines(before: string, after: string): DiffLine[] {
  return compare(before, after).flatMap(({ added, removed, value }) =>
    value.map((text) => ({ kind: added ? 'added' : removed ? 'removed' : 'same', text }) as const),
  );
}

/** Where the lines of `before` are in `after`, both counted from 1; changed ones are nowhere. */
export function lineMap(before: string, after: string): ReadonlyMap<number, number> {
  const map = new Map<number, number>();
  let from = 1;
  let to = 1;
  for (const { added, removed, count } of compare(before, after)) {
    if (!added && !removed)
      for (let line = 0; line < count; line += 1) map.set(from + line, to + line);
    if (!added) from += count;
    if (!removed) to += count;
  }
  return map;
}

function compare(before: string, after: string): ChangeObject<string[]>[] {
  const [old, now] = [before.split('\n'), after.split('\n')];
  return (
    diffArrays(old, now, { maxEditLength: mostEdits }) ?? [
      { value: old, count: old.length, added: false, removed: true },
      { value: now, count: now.length, added: true, removed: false },
    ]
  );
}
