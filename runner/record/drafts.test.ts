import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { limits } from '../protocol.ts';
import { openAttempts } from './attempts.ts';
import { type Drafts, openDrafts, type Saved } from './drafts.ts';
import { type LearnerDatabase, openLearnerDatabase } from './learner-database.ts';

let folder: string;
let open: LearnerDatabase[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'crossings-record-'));
});
afterEach(async () => {
  for (const database of open) await database.close();
  open = [];
  rmSync(folder, { recursive: true, force: true });
});

async function opened(at = join(folder, 'data')): Promise<LearnerDatabase> {
  const database = await openLearnerDatabase(at);
  open.push(database);
  return database;
}

async function closeAll(): Promise<void> {
  for (const database of open) await database.close();
  open = [];
}

const files = [
  { name: 'uaccess.c', text: 'int x; // Grüße\n' },
  { name: 'client.ts', text: '' },
];

test('kept files come back after the server has gone, each lesson for itself', async () => {
  const before = openDrafts(await opened());
  const { savedAt } = takenOf(await before.save('uaccess', files, null, 'version-1'));
  await before.save('procfs', [], null, 'version-1');
  await closeAll();

  const after = openDrafts(await opened());
  expect(await after.load('uaccess')).toEqual({ files, savedAt, version: 'version-1' });
  expect(await after.load('procfs')).toMatchObject({ files: [] });
  expect(await after.load('sysfs')).toBeNull();
});

test('keeping again replaces, discarding forgets', async () => {
  const drafts = openDrafts(await opened());
  await drafts.save('uaccess', files, null, 'version-1');
  takenOf(await drafts.save('uaccess', files.slice(0, 1), 'version-1', 'version-2'));
  expect((await drafts.load('uaccess'))?.files).toHaveLength(1);
  expect(takenOf(await drafts.discard('uaccess', 'version-2')).version).toBeNull();
  expect(await drafts.load('uaccess')).toBeNull();
});

describe('a save that started from another version than the kept one changes nothing', () => {
  const other = [{ name: 'uaccess.c', text: 'int other;' }];
  const kept = { files, version: 'version-1', savedAt: expect.any(Number) };
  let drafts: Drafts;
  beforeEach(async () => {
    drafts = openDrafts(await opened());
    await drafts.save('uaccess', files, null, 'version-1');
  });

  test.each([null, 'version-0'])('from %s', async (base) => {
    const saved = await drafts.save('uaccess', other, base, 'version-2');
    expect(saved).toEqual({ taken: false, kept });
    expect(await drafts.discard('uaccess', base)).toEqual({ taken: false, kept });
    expect(await drafts.load('uaccess')).toEqual(kept);
  });

  test('nor where the kept one was discarded or erased meanwhile', async () => {
    await drafts.discard('uaccess', 'version-1');
    const saved = await drafts.save('uaccess', other, 'version-1', 'version-2');
    expect(saved).toEqual({ taken: false, kept: null });
    expect(await drafts.load('uaccess')).toBeNull();
    takenOf(await drafts.discard('uaccess', 'version-1'));
  });

  test('of two at once one is taken, and the other is told which', async () => {
    const [one, two] = await Promise.all([
      drafts.save('uaccess', other, 'version-1', 'version-2'),
      drafts.save('uaccess', files.slice(1), 'version-1', 'version-3'),
    ]);
    expect(one).toMatchObject({ taken: true, version: 'version-2' });
    expect(two).toMatchObject({ taken: false, kept: { version: 'version-2', files: other } });
  });

  test('unless it is the same text, which keeps the version it has', async () => {
    const again = takenOf(await drafts.save('uaccess', files, 'version-0', 'version-2'));
    expect(again.version).toBe('version-1');
  });
});

test('the database of the first release opens with all its work, and saves go on from it', async () => {
  const data = join(folder, 'data');
  cpSync(join(import.meta.dirname, '../../test/fixtures/first-release'), data, { recursive: true });
  const database = await opened(data);
  const drafts = openDrafts(database);
  const before = await drafts.load('uaccess');
  expect(before?.files).toEqual([
    { name: 'uaccess.c', text: '/* mine, written with the first release */\nint changed;\n' },
    { name: 'client.ts', text: "console.log('mine too: Grüße');\n" },
  ]);
  expect((await drafts.load('procfs/ledger'))?.files[0]?.text).toBe('int half_done;\n');
  const attempts = openAttempts(database);
  expect(await attempts.list('procfs/ledger')).toMatchObject([{ number: 1, awarded: 4 }]);
  expect(await attempts.help('procfs/ledger')).toMatchObject({
    hints: 2,
    gaveUpAt: expect.any(Number),
  });

  expect(await drafts.save('uaccess', files, null, 'version-2')).toMatchObject({ taken: false });
  takenOf(await drafts.save('uaccess', files, before?.version ?? null, 'version-2'));
  expect((await drafts.load('uaccess'))?.files).toEqual(files);
});

test('a move to versions that was cut off goes through the next time', async () => {
  const { folder: data } = await opened();
  await closeAll();
  const sqlite = new Sqlite(join(data, 'learner.db'));
  sqlite.exec("DELETE FROM kysely_migration WHERE name = '2026-11-versions'");
  sqlite.close();
  await opened(data);
});

test('the data folder is for its owner only', async () => {
  const database = await opened();
  expect(statSync(database.folder).mode & 0o777).toBe(0o700);
});

test('every commit is on the disk before it is acknowledged', async () => {
  const database = await opened();
  const synchronous = await sql`PRAGMA synchronous`.execute(database.queries);
  expect(synchronous.rows).toEqual([{ synchronous: 2 }]);
});

test('a second server on the same folder is refused, and let in when the first has gone', async () => {
  const first = await opened();
  await expect(openLearnerDatabase(first.folder)).rejects.toMatchObject({
    name: 'RecordError',
    message: expect.stringMatching(/Another Crossings server is using/),
    repair: expect.stringMatching(/Ctrl-C .* CROSSINGS_DATA/),
  });
  await closeAll();
  await opened();
});

function takenOf(saved: Saved): Extract<Saved, { taken: true }> {
  if (saved.taken) return saved;
  throw new Error(`not taken: ${JSON.stringify(saved.kept)} is kept`);
}

const module = (name: string): string => JSON.stringify(new URL(name, import.meta.url).href);

test('a server that was killed leaves no lock and loses nothing that it acknowledged', async () => {
  const data = join(folder, 'data');
  const program = `
    import { openDrafts } from ${module('./drafts.ts')};
    import { openLearnerDatabase } from ${module('./learner-database.ts')};
    const drafts = openDrafts(await openLearnerDatabase(${JSON.stringify(data)}));
    for (let n = 1; ; n++) {
      const base = n > 1 ? 'version-' + (n - 1) : null;
      await drafts.save('uaccess', [{ name: 'n.c', text: String(n) }], base, 'version-' + n);
      process.stdout.write(n + '\\n');
    }`;
  const server = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let acknowledged = 0;
  for await (const chunk of server.stdout) {
    acknowledged = Number(String(chunk).trimEnd().split('\n').at(-1));
    if (acknowledged > 20) break;
  }
  server.kill('SIGKILL');
  if (server.exitCode === null && server.signalCode === null) await once(server, 'exit');

  const draft = await openDrafts(await opened(data)).load('uaccess');
  expect(Number(draft?.files[0]?.text)).toBeGreaterThanOrEqual(acknowledged);
});

test('on a full disk keeping is refused with the repair, and what was kept is still there', () => {
  const disk = join(folder, 'disk');
  const program = `
    import { openDrafts } from ${module('./drafts.ts')};
    import { openLearnerDatabase } from ${module('./learner-database.ts')};
    const database = await openLearnerDatabase(${JSON.stringify(join(disk, 'data'))});
    const drafts = openDrafts(database);
    await drafts.save('uaccess', [{ name: 'small.c', text: 'kept' }], null, 'version-1');
    const big = Array.from({ length: 8 }, (_, n) => ({ name: 'f' + n + '.c', text: 'x'.repeat(250_000) }));
    const error = await drafts.save('uaccess', big, 'version-1', 'version-2').then(() => null, (fault) => fault);
    const after = await drafts.load('uaccess');
    await drafts.save('uaccess', [{ name: 'small.c', text: 'kept again' }], 'version-1', 'version-3');
    const again = await drafts.load('uaccess');
    console.log(JSON.stringify({ message: error?.message, repair: error?.repair, after, again }));
    await database.close();`;
  const script = `mkdir "$1" && mount -t tmpfs -o size=1m none "$1" && exec "$2" --input-type=module -e "$3"`;
  const command = ['--user', '--map-root-user', '--mount', 'sh', '-ec', script, 'sh'];
  const said = execFileSync('unshare', [...command, disk, process.execPath, program], {
    encoding: 'utf8',
  });
  expect(JSON.parse(said)).toMatchObject({
    message: expect.stringMatching(/disk that holds .* is full/),
    repair: expect.stringMatching(/Free some space/),
    after: { files: [{ name: 'small.c', text: 'kept' }] },
    again: { files: [{ name: 'small.c', text: 'kept again' }] },
  });
});

test('a file that is no database, and a folder that is a file, are named with the repair', async () => {
  const at = join(folder, 'data');
  writeFileSync(at, 'a file');
  await expect(openLearnerDatabase(at)).rejects.toThrow(/is not a folder/);
  rmSync(at);
  await opened(at);
  await closeAll();
  writeFileSync(join(at, 'learner.db'), 'no database at all, but long enough to be looked at');
  await expect(openLearnerDatabase(at)).rejects.toThrow(/damaged or not ours/);
});

test('data of a newer Crossings is left alone', async () => {
  const { folder: at } = await opened();
  await closeAll();
  const sqlite = new Sqlite(join(at, 'learner.db'));
  sqlite.exec("INSERT INTO kysely_migration VALUES ('2099-01-from-the-future', '2099')");
  sqlite.close();
  await expect(openLearnerDatabase(at)).rejects.toMatchObject({
    message: expect.stringMatching(/newer Crossings/),
    repair: expect.stringMatching(/git pull/),
  });
});

test('kept files that were spoilt on disk are refused in words, and can be replaced', async () => {
  const database = await opened();
  const drafts = openDrafts(database);
  await database.queries
    .insertInto('draft')
    .values({
      lesson: 'uaccess',
      files: '[{"name":"../../x","text":""}]',
      version: 'version-1',
      savedAt: 1,
    })
    .execute();
  await expect(drafts.load('uaccess')).rejects.toThrow(/kept files of uaccess .* cannot be read/);
  takenOf(await drafts.save('uaccess', files, null, 'version-2'));
  expect((await drafts.load('uaccess'))?.files).toEqual(files);
});

test('the process goes on while files are written', async () => {
  const drafts = openDrafts(await opened());
  const calls: string[] = [];
  setImmediate(() => calls.push('something else'));
  await drafts.save(
    'uaccess',
    [{ name: 'a.c', text: 'x'.repeat(limits.sourceBytes) }],
    null,
    'version-1',
  );
  calls.push('saved');
  expect(calls).toEqual(['something else', 'saved']);
});
