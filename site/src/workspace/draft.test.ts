import { describe, expect, test } from 'vitest';
import type { SourceFile } from '../../../runner/protocol.ts';
import { adopt, applyDraft, type Draft, meet, sameFiles, type Version } from './draft.ts';

const original = [
  { name: 'a.c', text: 'one' },
  { name: 'client.ts', text: 'two' },
];
const changed = [{ name: 'a.c', text: 'mine' }, ...original.slice(1)];
const other = [{ name: 'a.c', text: 'theirs' }, ...original.slice(1)];
const draft = (files: SourceFile[], from: Version[], saved: boolean): Draft => ({
  ...{ files, from, saved },
  at: 1,
});

describe('what becomes of a page’s files when the server keeps others', () => {
  const kept = (version: Version) => ({ files: other, from: [version] });

  test.each([
    ['nobody has changed yet: the kept ones are shown', draft(original, [], true), 'two', 'take'],
    ['that are saved: the newer ones are shown', draft(changed, ['one'], true), 'two', 'take'],
    ['that were saved and are erased now', draft(changed, ['one'], true), null, 'take'],
    ['typed on top of the kept ones', draft(changed, ['one'], false), 'one', 'keep'],
    [
      'on their way when the line broke, and not arrived',
      draft(changed, ['one', 'two'], false),
      'one',
      'keep',
    ],
    [
      'on their way when the line broke, and arrived',
      draft(changed, ['one', 'two'], false),
      'two',
      'keep',
    ],
    ['typed while another page saved', draft(changed, ['one'], false), 'two', 'ask'],
    ['typed without a server, which has some', draft(changed, [null], false), 'one', 'ask'],
    ['typed without a server, which has none', draft(changed, [null], false), null, 'keep'],
    ['typed and erased elsewhere meanwhile', draft(changed, ['one'], false), null, 'ask'],
  ])('%s', (_, mine, version, decision) => {
    expect(meet(mine, kept(version))).toBe(decision);
  });

  test('the same text is no question, whatever its history', () => {
    expect(meet(draft(other, ['one'], false), kept('two'))).toBe('same');
  });
});

describe('what becomes of a copy that a closed page left', () => {
  test.each([
    [
      'a page that has nothing yet takes it',
      draft(original, [], true),
      draft(changed, ['one'], false),
      'take',
    ],
    [
      'it continues what the page shows',
      draft(other, ['one'], true),
      draft(changed, ['one'], false),
      'take',
    ],
    [
      'it is older than what the page shows',
      draft(other, ['two'], true),
      draft(changed, ['one'], false),
      'ask',
    ],
    [
      'the learner typed on the page as well',
      draft(other, ['one'], false),
      draft(changed, ['one'], false),
      'ask',
    ],
    ['it was saved', draft(other, ['two'], false), draft(changed, ['one'], true), 'drop'],
    [
      'the page has the same text',
      draft(changed, ['two'], true),
      draft(changed, ['one'], false),
      'drop',
    ],
  ])('%s', (_, mine, copy, decision) => {
    expect(adopt(mine, copy)).toBe(decision);
  });
});

test('a draft changes the files that the lesson still has, in the order of the lesson', () => {
  const kept = {
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
  const kept = { files: original.map(({ name }) => ({ name, text: 'changed' })) };
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
