// All that the database keeps of the learner, for whoever wants to take it along or be rid of it.
import { sql } from 'kysely';
import type { LearnerDatabase } from './learner-database.ts';
import type { Tables } from './migrations.ts';
import { inWords } from './record-error.ts';

/** Each call fails with a {@link RecordError}. */
export type LearnerData = {
  /** JSON of every table's rows, a row at a time: all of them may be more than memory holds. */
  copy(): AsyncIterable<string>;
  /** Forgets all of it, or nothing where it fails. */
  erase(): Promise<void>;
};

const tables = ['draft', 'attempt', 'help'] as const satisfies (keyof Tables)[];
const rowid = sql<number>`rowid`;

export function openLearnerData({ folder, queries }: LearnerDatabase): LearnerData {
  const rowAfter = (table: (typeof tables)[number], last: number) =>
    inWords(folder, () =>
      queries
        .selectFrom(table)
        .selectAll()
        .select(rowid.as('place'))
        .where(rowid, '>', last)
        .orderBy(rowid)
        .limit(1)
        .executeTakeFirst(),
    );

  return {
    async *copy() {
      for (const [index, table] of tables.entries()) {
        yield `${index === 0 ? '{' : '],'}"${table}":[`;
        let row = await rowAfter(table, 0);
        for (let comma = ''; row !== undefined; comma = ',') {
          const { place, ...kept } = row;
          yield comma + JSON.stringify(kept);
          row = await rowAfter(table, place);
        }
      }
      yield ']}';
    },

    erase: () =>
      inWords(folder, () =>
        queries.transaction().execute(async (all) => {
          for (const table of tables) await all.deleteFrom(table).execute();
        }),
      ),
  };
}
