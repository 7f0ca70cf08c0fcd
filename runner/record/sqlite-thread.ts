// SQLite on a thread of its own: a statement waits for the disk, and nothing else may wait with it.
// Runs as a worker; database-thread.ts is its other end.
import { parentPort, workerData } from 'node:worker_threads';
import Sqlite from 'better-sqlite3';
import type { Answer, Opening, Question } from './database-thread.ts';

const { file, busyMs }: Opening = workerData;

function openExclusively(): Sqlite.Database {
  const sqlite = new Sqlite(file, { timeout: busyMs });
  try {
    sqlite.pragma('locking_mode = EXCLUSIVE');
    sqlite.pragma('journal_mode = WAL');
    sqlite.pragma('synchronous = FULL');
    // The lock is taken by the first transaction and then held until the file is closed.
    sqlite.exec('BEGIN EXCLUSIVE; COMMIT');
    return sqlite;
  } catch (fault) {
    sqlite.close();
    throw fault;
  }
}

function run(sqlite: Sqlite.Database, { sql, parameters }: Question): Answer {
  const statement = sqlite.prepare(sql);
  if (statement.reader) return { ok: true, rows: statement.all(parameters) };
  const { changes, lastInsertRowid } = statement.run(parameters);
  const changed = { numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid) };
  return { ok: true, rows: [], changed };
}

/** An error loses its code on its way to another thread unless the code is sent by itself. */
function answered(work: () => Answer): Answer {
  try {
    return work();
  } catch (fault) {
    const message = fault instanceof Error ? fault.message : String(fault);
    const code = fault instanceof Error && 'code' in fault ? String(fault.code) : '';
    return { ok: false, message, code };
  }
}

let sqlite: Sqlite.Database | undefined;
const tell = (answer: Answer): void => parentPort?.postMessage(answer);
tell(
  answered(() => {
    sqlite = openExclusively();
    return { ok: true, rows: [] };
  }),
);
parentPort?.on('message', (question: Question | 'close') => {
  if (question === 'close') {
    sqlite?.close();
    parentPort?.close();
    return;
  }
  tell(
    answered(() => {
      if (sqlite === undefined) throw new Error('The database is not open.');
      return run(sqlite, question);
    }),
  );
});
