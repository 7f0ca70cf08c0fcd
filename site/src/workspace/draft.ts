// A learner's changed files: what becomes of two versions of them that meet.
import * as z from 'zod/mini';
import { type SourceFile, sourceFiles } from '../../../runner/protocol.ts';

/** The name of a kept version; null stands for the lesson's own files. */
export type Version = string | null;

/** A learner's files with their history, as a page holds them and its browser keeps them. */
export const draft = z.object({
  files: sourceFiles,
  /**
   * Versions these files include, so that any of them can be replaced without a loss. Empty on a
   * page that knows of no version yet and that nobody has changed.
   */
  from: z.array(z.nullable(z.string())),
  /** The last of `from` is these very files, on the server. */
  saved: z.boolean(),
  /** When they were changed or saved last, in milliseconds since 1970. */
  at: z.number(),
});
export type Draft = z.infer<typeof draft>;

/**
 * What a page does that holds `mine` when it learns of `other`:
 * - `same`: both are one text.
 * - `take`: `mine` is saved or untouched, so nothing is lost by showing `other`.
 * - `keep`: `mine` includes `other`.
 * - `ask`: each has something that the other one lacks.
 */
export function meet(
  mine: Draft,
  other: Pick<Draft, 'files' | 'from'>,
): 'same' | 'take' | 'keep' | 'ask' {
  if (sameFiles(mine.files, other.files)) return 'same';
  if (mine.saved) return 'take';
  return other.from.some((version) => mine.from.includes(version)) ? 'keep' : 'ask';
}

/**
 * What a page that holds `mine` does with the copy that a closed page left in the browser: `take` it
 * as its own, `drop` it as no news, or `ask`.
 */
export function adopt(mine: Draft, copy: Draft): 'take' | 'drop' | 'ask' {
  if (mine.from.length === 0) return 'take';
  if (copy.saved || sameFiles(mine.files, copy.files)) return 'drop';
  const related = copy.from.some((version) => mine.from.includes(version));
  return mine.saved && related ? 'take' : 'ask';
}

/**
 * The lesson's files with a draft's texts; files that the lesson no longer has are left out.
 * @param fixed names of files that are never the learner's, whatever the draft holds
 */
export function applyDraft(
  originals: readonly SourceFile[],
  kept: { files: readonly SourceFile[] } | null,
  fixed: ReadonlySet<string> = new Set(),
): SourceFile[] {
  return originals.map(({ name, text }) => {
    const own = fixed.has(name) ? undefined : kept?.files.find((file) => file.name === name);
    return { name, text: own?.text ?? text };
  });
}

export function sameFiles(one: readonly SourceFile[], other: readonly SourceFile[]): boolean {
  return (
    one.length === other.length &&
    one.every(({ name, text }, index) => other[index]?.name === name && other[index].text === text)
  );
}
