// The versions of the learner's database, oldest first; a published one is never changed.
// SQLite runs them without a transaction around, so each must bear being run a second time.
import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** The tables as the newest version has them. */
export type Tables = {
  /** A lesson's files as the learner last kept them. */
  draft: {
    lesson: string;
    /** JSON of `SourceFile[]` of protocol.ts. */
    files: string;
    /** Named by the page that saved it; what a later save says it started from. */
    version: string;
    /** Milliseconds since 1970. */
    savedAt: number;
  };
  /** Each Check of an exercise that counts. */
  attempt: {
    /** `way/id`. */
    exercise: string;
    /** From 1, for each exercise by itself. */
    number: number;
    /** Milliseconds since 1970. */
    at: number;
    /** Text of the edited file. */
    source: string;
    /** JSON of `ShownReport` of protocol.ts. */
    report: string;
    /** Steps of the hints that were open then. */
    hints: number;
  };
  /** Help that the learner took in an exercise: recorded, not punished. */
  help: {
    /** `way/id`. */
    exercise: string;
    /** Steps of the hints that were opened. */
    hints: number;
    /** When the solution was asked for before the exercise was passed; null if it never was. */
    gaveUpAt: number | null;
  };
};

export const migrations: Record<string, Migration> = {
  '2026-11-drafts': {
    async up(database: Kysely<unknown>): Promise<void> {
      await database.schema
        .createTable('draft')
        .ifNotExists()
        .addColumn('lesson', 'text', (column) => column.primaryKey())
        .addColumn('files', 'text', (column) => column.notNull())
        .addColumn('savedAt', 'bigint', (column) => column.notNull())
        .execute();
    },
  },
  '2026-11-exercises': {
    async up(database: Kysely<unknown>): Promise<void> {
      await database.schema
        .createTable('attempt')
        .ifNotExists()
        .addColumn('exercise', 'text', (column) => column.notNull())
        .addColumn('number', 'integer', (column) => column.notNull())
        .addColumn('at', 'bigint', (column) => column.notNull())
        .addColumn('source', 'text', (column) => column.notNull())
        .addColumn('report', 'text', (column) => column.notNull())
        .addColumn('hints', 'integer', (column) => column.notNull())
        .addPrimaryKeyConstraint('attempt_of_exercise', ['exercise', 'number'])
        .execute();
      await database.schema
        .createTable('help')
        .ifNotExists()
        .addColumn('exercise', 'text', (column) => column.primaryKey())
        .addColumn('hints', 'integer', (column) => column.notNull())
        .addColumn('gaveUpAt', 'bigint')
        .execute();
    },
  },
  '2026-11-versions': {
    async up(database: Kysely<unknown>): Promise<void> {
      const tables = await database.introspection.getTables();
      const draft = tables.find(({ name }) => name === 'draft');
      if (draft?.columns.some(({ name }) => name === 'version')) return;
      // One name for all will do: a lesson leaves it with its next save and never comes back to it.
      await database.schema
        .alterTable('draft')
        .addColumn('version', 'text', (column) => column.notNull().defaultTo('first-release'))
        .execute();
    },
  },
};
