// Finds the C files of the course, and reads them as a learner sees them: without region markers.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { repositoryRoot } from '../../lessons/lib/load-lesson.ts';
import { readRegions } from '../../lessons/lib/regions.ts';
import type { SourceFile } from '../../runner/protocol.ts';
import { type Claim, readClaim } from './read-claim.ts';

/** Folders of kmod, one for each way; one without a module is not begun yet. */
export const ways: readonly string[] = readdirSync(join(repositoryRoot, 'kmod'), {
  withFileTypes: true,
})
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
  .filter((way) => modernModules(way).length > 0)
  .toSorted();

/** Paths of a way's own files from the repository's root, by their ending. */
export function sourcesOf(way: string, ending: '.c' | '.h'): string[] {
  return readdirSync(join(repositoryRoot, 'kmod', way))
    .filter((name) => name.endsWith(ending))
    .toSorted()
    .map((name) => `kmod/${way}/${name}`);
}

/** The modules of a way that are for today's kernels: all but those of 2010. */
export function modernModules(way: string): string[] {
  return sourcesOf(way, '.c').filter((path) => !path.endsWith('_legacy.c'));
}

export function readCourseFile(path: string): SourceFile {
  const text = readFileSync(join(repositoryRoot, path), 'utf8');
  return { name: basename(path), text: readRegions(text, path).text };
}

export function claimsOf(way: string): Claim[] {
  const folder = `kmod/${way}/claims`;
  if (!existsSync(join(repositoryRoot, folder))) return [];
  return readdirSync(join(repositoryRoot, folder))
    .filter((name) => name.endsWith('.c'))
    .toSorted()
    .map((name) => {
      const path = `${folder}/${name}`;
      return readClaim(path, readFileSync(join(repositoryRoot, path), 'utf8'));
    });
}
