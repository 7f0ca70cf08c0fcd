import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openAttempts } from './attempts.ts';
import { openDrafts } from './drafts.ts';
import { type LearnerData, openLearnerData } from './learner-data.ts';
import { type LearnerDatabase, openLearnerDatabase } from './learner-database.ts';

let folder: string;
let database: LearnerDatabase;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'crossings-learner-'));
  database = await openLearnerDatabase(folder);
});
afterEach(async () => {
  await database.close();
  await rm(folder, { recursive: true });
});

async function copyOf(data: LearnerData): Promise<unknown> {
  let text = '';
  for await (const piece of data.copy()) text += piece;
  return JSON.parse(text);
}

test('a copy has all that was kept, and what is erased is gone', async () => {
  const drafts = openDrafts(database);
  const data = openLearnerData(database);
  await drafts.save('procfs', [{ name: 'procfs.c', text: 'mine' }], null, 'version-1');
  await drafts.save('uaccess', [], null, 'version-1');
  await openAttempts(database).openHints('procfs/ledger', 2);
  expect(await copyOf(data)).toMatchObject({
    draft: [
      { lesson: 'procfs', files: '[{"name":"procfs.c","text":"mine"}]' },
      { lesson: 'uaccess', files: '[]' },
    ],
    attempt: [],
    help: [{ exercise: 'procfs/ledger', hints: 2 }],
  });
  await data.erase();
  expect(await copyOf(data)).toEqual({ draft: [], attempt: [], help: [] });
  expect(await drafts.load('procfs')).toBeNull();
});
