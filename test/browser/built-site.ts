// A site built for a test: that of the sample course, or the real one.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { repositoryRoot } from '../../lessons/lib/load-lesson.ts';
import { type BuildOptions, buildSite } from '../../site/build/index.ts';

export type BuiltSite = {
  /** Absolute path of the pages. */
  dist: string;
  remove: () => Promise<void>;
};

export const sampleCourse: BuildOptions = {
  root: path.join(repositoryRoot, 'test/fixtures/course'),
  ids: ['sample'],
};

export async function buildForTest(options: BuildOptions): Promise<BuiltSite> {
  const folder = await mkdtemp(path.join(tmpdir(), 'crossings-site-'));
  const dist = path.join(folder, 'dist');
  await buildSite({ ...options, outDir: dist });
  return { dist, remove: () => rm(folder, { recursive: true }) };
}
