import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CompiledQuery } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openDatabaseThread } from './database-thread.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'crossings-thread-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const opened = async () => {
  const dialect = await openDatabaseThread({ file: join(folder, 'a.db'), busyMs: 100 });
  const driver = dialect.createDriver();
  return { driver, connection: await driver.acquireConnection() };
};

test('answers come in the order of the questions, and a fault keeps its code', async () => {
  const { driver, connection } = await opened();
  const ask = (sql: string) => connection.executeQuery(CompiledQuery.raw(sql));
  const answers = await Promise.allSettled([
    ask('create table t (n integer unique)'),
    ask('insert into t values (1)'),
    ask('insert into t values (1)'),
    ask('nonsense'),
    ask('select n from t'),
  ]);
  expect(answers).toMatchObject([
    { status: 'fulfilled' },
    { value: { numAffectedRows: 1n } },
    { reason: { code: 'SQLITE_CONSTRAINT_UNIQUE' } },
    { reason: { code: 'SQLITE_ERROR', message: expect.stringContaining('nonsense') } },
    { value: { rows: [{ n: 1 }] } },
  ]);
  await driver.destroy();
});

test('what is asked after the end fails and waits for nothing', async () => {
  const { driver, connection } = await opened();
  await driver.destroy();
  await expect(connection.executeQuery(CompiledQuery.raw('select 1'))).rejects.toThrow(/has ended/);
});

test('a file that is in use is refused with SQLite’s code', async () => {
  const { driver } = await opened();
  await expect(opened()).rejects.toMatchObject({ code: 'SQLITE_BUSY' });
  await driver.destroy();
});
