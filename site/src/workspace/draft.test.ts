import { expect, test } from 'vitest';
import { applyDraft, type Draft, newerDraft, sameFiles } from './draft.ts';

const original = [
  { name: 'a.c', text: 'one' },
  { name: 'client.ts', text: 'two' },
];
const at = (savedAt: number): Draft => ({ files: original, savedAt });

test('the newer draft wins, the server at the same moment, either alone', () => {
  expect(newerDraft(at(2), at(1))?.savedAt).toBe(2);
  expect(newerDraft(at(1), at(2))?.savedAt).toBe(2);
  const server = at(1);
  expect(newerDraft(at(1), server)).toBe(server);
  expect(newerDraft(null, server)).toBe(server);
  expect(newerDraft(at(1), null)?.savedAt).toBe(1);
  expect(newerDraft(null, null)).toBeNull();
});

test('a draft changes the files that the lesson still has, in the order of the lesson', () => {
  const kept = {
    savedAt: 1,
    files: [
      { name: 'gone.c', text: 'x' },
      { name: 'client.ts', text: 'changed' },
    ],
  };
  expect(applyDraft(original, kept)).toEqual([
    { name: 'a.c', text: 'one' },
    { name: 'client.ts', text: 'changed' },
  ]);
});

test('a file that is not the learner’s comes from the lesson, whatever the draft holds', () => {
  const kept = { savedAt: 1, files: original.map(({ name }) => ({ name, text: 'changed' })) };
  expect(applyDraft(original, kept, new Set(['client.ts']))).toEqual([
    { name: 'a.c', text: 'changed' },
    { name: 'client.ts', text: 'two' },
  ]);
});

test('files are the same when names and texts are', () => {
  expect(
    sameFiles(
      original,
      original.map((file) => ({ ...file })),
    ),
  ).toBe(true);
  expect(sameFiles(original, original.slice(1))).toBe(false);
  expect(sameFiles(original, [{ name: 'a.c', text: 'other' }, ...original.slice(1)])).toBe(false);
});
