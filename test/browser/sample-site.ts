// The site of the sample course, built for a test.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { repositoryRoot } from '../../lessons/lib/load-lesson.ts';
import { buildSite } from '../../site/build/index.ts';

export type SampleSite = {
  /** Absolute path of the pages. */
  dist: string;
  remove: () => Promise<void>;
};

export async function buildSampleSite(): Promise<SampleSite> {
  const folder = await mkdtemp(path.join(tmpdir(), 'crossings-site-'));
  const dist = path.join(folder, 'dist');
  await buildSite({
    root: path.join(repositoryRoot, 'test/fixtures/course'),
    ids: ['sample'],
    outDir: dist,
  });
  return { dist, remove: () => rm(folder, { recursive: true }) };
}
