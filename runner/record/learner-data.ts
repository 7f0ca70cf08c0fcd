// All that the database keeps of the learner, for whoever wants to take it along or be rid of it.
import type { LearnerDatabase } from './learner-database.ts';
import type { Tables } from './migrations.ts';
import { inWords } from './record-error.ts';

/** Rows as the tables hold them. */
export type LearnerCopy = { [Table in keyof Tables]: Tables[Table][] };

/** Each call fails with a {@link RecordError}. */
export type LearnerData = {
  copy(): Promise<LearnerCopy>;
  /** Forgets all of it, or nothing where it fails. */
  erase(): Promise<void>;
};

const tables = ['draft', 'attempt', 'help'] as const satisfies (keyof Tables)[];

export function openLearnerData({ folder, queries }: LearnerDatabase): LearnerData {
  return {
    copy: () =>
      inWords(folder, async () => {
        const [draft, attempt, help] = await Promise.all([
          queries.selectFrom('draft').selectAll().execute(),
          queries.selectFrom('attempt').selectAll().execute(),
          queries.selectFrom('help').selectAll().execute(),
        ]);
        return { draft, attempt, help };
      }),

    erase: () =>
      inWords(folder, () =>
        queries.transaction().execute(async (all) => {
          for (const table of tables) await all.deleteFrom(table).execute();
        }),
      ),
  };
}
