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
    /** Milliseconds since 1970. */
    savedAt: number;
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
};
