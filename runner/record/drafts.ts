// The learner's own version of a lesson's files, kept between visits. A save names the version that
// its files started from, and changes nothing where another one is kept.
import * as z from 'zod';
import { type KeptDraft, type SourceFile, sourceFiles } from '../protocol.ts';
import type { LearnerDatabase } from './learner-database.ts';
import type { Tables } from './migrations.ts';
import { inWords, RecordError } from './record-error.ts';

export type Saved =
  /** `version` is null where nothing is kept any more. */
  | { taken: true; version: string | null; savedAt: number }
  /** Not taken: this is kept, and the page's files didn't start from it. */
  | { taken: false; kept: KeptDraft | null };

/** Each call fails with a {@link RecordError} and leaves what was kept before. */
export type Drafts = {
  /** The kept files of a lesson, or null where the learner kept none. */
  load(lesson: string): Promise<KeptDraft | null>;
  /**
   * Resolves when the files are on the disk. Files that are kept already are taken, with the version
   * that they have; kept files that can't be read any more are replaced.
   * @param base the version that the files started from; null for the lesson's own
   * @param version names the new version
   */
  save(lesson: string, files: SourceFile[], base: string | null, version: string): Promise<Saved>;
  /** Forgets the kept files if they are of version `base`; the lesson's own are shown again. */
  discard(lesson: string, base: string | null): Promise<Saved>;
};

type Row = Tables['draft'];

export function openDrafts({ folder, queries }: LearnerDatabase): Drafts {
  const find = (lesson: string): Promise<Row | undefined> =>
    queries.selectFrom('draft').selectAll().where('lesson', '=', lesson).executeTakeFirst();

  /** False where the lesson has kept files. */
  async function insert(row: Row): Promise<boolean> {
    const { numInsertedOrUpdatedRows } = await queries
      .insertInto('draft')
      .values(row)
      .onConflict((conflict) => conflict.column('lesson').doNothing())
      .executeTakeFirstOrThrow();
    return numInsertedOrUpdatedRows === 1n;
  }

  /** False where the kept files are not of version `base`. */
  async function replace({ lesson, ...row }: Row, base: string): Promise<boolean> {
    const { numUpdatedRows } = await queries
      .updateTable('draft')
      .set(row)
      .where('lesson', '=', lesson)
      .where('version', '=', base)
      .executeTakeFirstOrThrow();
    return numUpdatedRows === 1n;
  }

  async function save(row: Row, base: string | null): Promise<Saved> {
    if (await (base === null ? insert(row) : replace(row, base))) return takenAs(row);
    const before = await find(row.lesson);
    if (before === undefined) return { taken: false, kept: null };
    if (before.files === row.files) return takenAs(before);
    const kept = readRow(before);
    return kept ? { taken: false, kept } : save(row, before.version);
  }

  async function discard(lesson: string, base: string | null): Promise<Saved> {
    if (base !== null)
      await queries
        .deleteFrom('draft')
        .where('lesson', '=', lesson)
        .where('version', '=', base)
        .execute();
    const before = await find(lesson);
    if (before === undefined) return { taken: true, version: null, savedAt: Date.now() };
    const kept = readRow(before);
    return kept ? { taken: false, kept } : discard(lesson, before.version);
  }

  return {
    load: (lesson) =>
      inWords(folder, async () => {
        const row = await find(lesson);
        const kept = row === undefined ? null : readRow(row);
        if (kept !== undefined) return kept;
        throw new RecordError(
          `The kept files of ${lesson} in ${folder} cannot be read.`,
          'Keep your files again to replace them, or choose the original to forget them.',
        );
      }),
    save: (lesson, files, base, version) =>
      inWords(folder, () =>
        save({ lesson, files: JSON.stringify(files), version, savedAt: Date.now() }, base),
      ),
    discard: (lesson, base) => inWords(folder, () => discard(lesson, base)),
  };
}

const takenAs = ({ version, savedAt }: Row): Saved => ({
  taken: true,
  version,
  savedAt: Number(savedAt),
});

/** Undefined where the row can't be read. */
function readRow({ files, version, savedAt }: Row): KeptDraft | undefined {
  const parsed = z.safeParse(sourceFiles, parseJson(files));
  return parsed.success ? { files: parsed.data, version, savedAt: Number(savedAt) } : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
