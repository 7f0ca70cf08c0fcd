// The learner's database: one SQLite file in the data folder, held by one server at a time.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Kysely } from 'kysely';
import { Migrator } from 'kysely/migration';
import { record } from '../config.ts';
import { openDatabaseThread } from './database-thread.ts';
import { migrations, type Tables } from './migrations.ts';
import { RecordError, recordError } from './record-error.ts';

export type LearnerDatabase = {
  /** The folder that holds `learner.db`, for messages. */
  folder: string;
  queries: Kysely<Tables>;
  /** Writes the log back into the file and gives it free for another server. */
  close(): Promise<void>;
};

/**
 * Opens `learner.db` in the data folder and brings it to the newest version; makes both when absent.
 * The lock is SQLite's own and the kernel's, so a server that was killed leaves none behind.
 * @param folder absolute path of the data folder
 * @throws {RecordError} another server has it, it is damaged, newer than this program, or not writable
 */
export async function openLearnerDatabase(folder: string): Promise<LearnerDatabase> {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const file = join(folder, 'learner.db');
    const dialect = await openDatabaseThread({ file, busyMs: record.busyMs });
    const queries = new Kysely<Tables>({ dialect });
    const provider = { getMigrations: () => Promise.resolve(migrations) };
    const { error } = await new Migrator({ db: queries, provider }).migrateToLatest();
    if (error !== undefined) {
      await queries.destroy();
      throw versionError(error, folder);
    }
    return { folder, queries, close: () => queries.destroy() };
  } catch (fault) {
    throw recordError(fault, folder);
  }
}

function versionError(fault: unknown, folder: string): unknown {
  const newer = fault instanceof Error && fault.message.startsWith('corrupted migrations');
  return newer
    ? new RecordError(
        `Your work in ${folder} was kept by a newer Crossings.`,
        'Update this one (git pull), or set CROSSINGS_DATA to another folder.',
        fault,
      )
    : fault;
}
