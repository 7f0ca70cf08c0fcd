// The near end of SQLite's thread, as a dialect of kysely: statements go there and rows come back,
// one after the other, and this thread goes on meanwhile.
import { Worker } from 'node:worker_threads';
import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';

export type Opening = { file: string; busyMs: number };
export type Question = { sql: string; parameters: readonly unknown[] };
export type Answer =
  | { ok: true; rows: unknown[]; changed?: { numAffectedRows: bigint; insertId: bigint } }
  | { ok: false; message: string; code: string };

/**
 * Opens the file on a thread of its own, for this process alone.
 * @throws an error with SQLite's `code`
 */
export async function openDatabaseThread(opening: Opening): Promise<Dialect> {
  const thread = new DatabaseThread(opening);
  try {
    await thread.opened;
  } catch (fault) {
    await thread.close();
    throw fault;
  }
  return {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => driverOf(thread),
    createIntrospector: (database) => new SqliteIntrospector(database),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  };
}

class DatabaseThread implements DatabaseConnection {
  readonly opened: Promise<unknown>;
  readonly #worker: Worker;
  readonly #ended: Promise<void>;
  #over = false;
  /** Whose answers are still to come, in the order of their questions. */
  readonly #asked: PromiseWithResolvers<Answer>[] = [];

  constructor(opening: Opening) {
    this.#worker = new Worker(new URL('./sqlite-thread.ts', import.meta.url), {
      workerData: opening,
      // Not those of this process: a thread cannot have all of them.
      execArgv: [],
    });
    this.#ended = new Promise((resolve) => this.#worker.once('exit', () => resolve()));
    this.#worker.on('message', (answer: Answer) => this.#next()?.resolve(answer));
    this.#worker.on('error', (fault) => this.#next()?.reject(fault));
    this.#worker.on('exit', () => {
      this.#over = true;
      for (let left = this.#next(); left !== undefined; left = this.#next()) left.reject(ended());
    });
    this.opened = this.#answer();
  }

  async executeQuery<Row>({ sql, parameters }: CompiledQuery): Promise<QueryResult<Row>> {
    this.#worker.postMessage({ sql, parameters } satisfies Question);
    const { rows, changed } = await this.#answer();
    return { rows: rows as Row[], ...changed };
  }

  streamQuery<Row>(): AsyncIterableIterator<QueryResult<Row>> {
    throw new Error('Rows are not streamed; ask for them in parts.');
  }

  async close(): Promise<void> {
    this.#worker.ref();
    this.#worker.postMessage('close');
    await this.#ended;
  }

  async #answer(): Promise<Extract<Answer, { ok: true }>> {
    if (this.#over) throw ended();
    const answer = Promise.withResolvers<Answer>();
    this.#asked.push(answer);
    // The program may end without closing the file, but not while an answer is to come.
    this.#worker.ref();
    const given = await answer.promise;
    if (given.ok) return given;
    throw Object.assign(new Error(given.message), { code: given.code });
  }

  #next(): PromiseWithResolvers<Answer> | undefined {
    const next = this.#asked.shift();
    if (this.#asked.length === 0) this.#worker.unref();
    return next;
  }
}

const ended = (): Error => new Error('The thread of the database has ended.');

function driverOf(thread: DatabaseThread): Driver {
  const run = (sql: string) => async (): Promise<void> => {
    await thread.executeQuery(CompiledQuery.raw(sql));
  };
  return {
    init: () => Promise.resolve(),
    acquireConnection: () => Promise.resolve(thread),
    beginTransaction: run('begin'),
    commitTransaction: run('commit'),
    rollbackTransaction: run('rollback'),
    releaseConnection: () => Promise.resolve(),
    destroy: () => thread.close(),
  };
}
