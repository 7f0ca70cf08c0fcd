// A learner's changed files: which of two drafts wins, and whether they are changed at all.
import * as z from 'zod/mini';
import { type SourceFile, sourceFiles } from '../../../runner/protocol.ts';

export const draft = z.object({ files: sourceFiles, savedAt: z.number() });
export type Draft = z.infer<typeof draft>;

/** The newer of two drafts; the server's where both were written at the same moment. */
export function newerDraft(local: Draft | null, server: Draft | null): Draft | null {
  if (!local || !server) return local ?? server;
  return local.savedAt > server.savedAt ? local : server;
}

/**
 * The lesson's files with the draft's texts; files that the lesson no longer has are left out.
 * @param fixed names of files that are never the learner's, whatever the draft holds
 */
export function applyDraft(
  originals: readonly SourceFile[],
  kept: Draft | null,
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
