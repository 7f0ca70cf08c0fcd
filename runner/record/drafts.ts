// The learner's own version of a lesson's files, kept between visits.
import * as z from 'zod';
import { type SourceFile, sourceFiles } from '../protocol.ts';
import type { LearnerDatabase } from './learner-database.ts';
import { inWords, RecordError } from './record-error.ts';

export type Draft = {
  files: SourceFile[];
  /** Milliseconds since 1970. */
  savedAt: number;
};

/** Each call fails with a {@link RecordError} and leaves what was kept before. */
export type Drafts = {
  /** The kept files of a lesson, or null where the learner kept none. */
  load(lesson: string): Promise<Draft | null>;
  /** Resolves when the files are on the disk, with the time they carry. */
  save(lesson: string, files: SourceFile[]): Promise<number>;
  /** Forgets the kept files; the lesson's own are shown again. */
  discard(lesson: string): Promise<void>;
};

export function openDrafts({ folder, queries }: LearnerDatabase): Drafts {
  return {
    load: (lesson) =>
      inWords(folder, async () => {
        const row = await queries
          .selectFrom('draft')
          .selectAll()
          .where('lesson', '=', lesson)
          .executeTakeFirst();
        return row === undefined
          ? null
          : { files: readFiles(row.files, lesson, folder), savedAt: Number(row.savedAt) };
      }),

    save: (lesson, files) =>
      inWords(folder, async () => {
        const kept = { files: JSON.stringify(files), savedAt: Date.now() };
        await queries
          .insertInto('draft')
          .values({ lesson, ...kept })
          .onConflict((conflict) => conflict.column('lesson').doUpdateSet(kept))
          .execute();
        return kept.savedAt;
      }),

    discard: (lesson) =>
      inWords(folder, async () => {
        await queries.deleteFrom('draft').where('lesson', '=', lesson).execute();
      }),
  };
}

function readFiles(text: string, lesson: string, folder: string): SourceFile[] {
  const parsed = z.safeParse(sourceFiles, parseJson(text));
  if (parsed.success) return parsed.data;
  throw new RecordError(
    `The kept files of ${lesson} in ${folder} cannot be read.`,
    'Keep your files again to replace them, or choose the original to forget them.',
    parsed.error,
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
