// Builds the whole site: weaves the lessons, bundles the scripts, writes a page for each lesson
// and exercise.
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { repositoryRoot } from '../../lessons/lib/load-lesson.ts';
import { inputStamp } from './input-stamp.ts';

export type BuildOptions = {
  /** Where the pages go; site/dist when left out. */
  outDir?: string;
  /** Folder that holds lessons/ and kmod/, for tests; the repository when left out. */
  root?: string;
  /** Lessons to build, in order; all of course.ts when left out. */
  ids?: readonly string[];
};

export type BuildResult = {
  outDir: string;
  /** False when the pages of the same input were there already. */
  built: boolean;
};

const stampFile = 'stamp.json';

/**
 * Builds the site. The old pages stay until the new ones are complete; a second call with the same
 * input returns at once.
 * @throws ContentErrors when the lessons have faults
 */
export async function buildSite(options: BuildOptions = {}): Promise<BuildResult> {
  const outDir = path.resolve(options.outDir ?? path.join(repositoryRoot, 'site/dist'));
  const root = options.root ?? repositoryRoot;
  const inputs = await inputStamp(repositoryRoot, root);
  const stamp = JSON.stringify({ inputs, ids: options.ids ?? null });
  if ((await readFile(path.join(outDir, stampFile), 'utf8').catch(() => '')) === stamp) {
    return { outDir, built: false };
  }

  // Loaded only now: highlighter and bundler take longer to load than all else here.
  const { weaveCourse } = await import('./weave-course.ts');
  const { writePages } = await import('./write-pages.ts');
  const { weaveExercises } = await import('./weave-exercises.ts');
  const woven = await weaveCourse({ root, ...(options.ids ? { ids: options.ids } : {}) });
  const exercises = await weaveExercises(woven, root);
  await removeLeftovers(outDir);
  const fresh = `${outDir}.new-${process.pid}`;
  try {
    await writePages(woven, exercises, fresh);
    await writeFile(path.join(fresh, stampFile), stamp);
    await replaceFolder(outDir, fresh);
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
  return { outDir, built: true };
}

/** Puts `fresh` in the place of `outDir`; nothing is lost when it is interrupted. */
async function replaceFolder(outDir: string, fresh: string): Promise<void> {
  const old = `${outDir}.old-${process.pid}`;
  await mkdir(path.dirname(outDir), { recursive: true });
  await rename(outDir, old).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
  await rename(fresh, outDir);
  await rm(old, { recursive: true, force: true });
}

/** Removes what builds left behind that were killed. */
async function removeLeftovers(outDir: string): Promise<void> {
  const parent = path.dirname(outDir);
  for (const name of await readdir(parent).catch(() => [] as string[])) {
    const [, whose, pid] = /^(.+)\.(?:new|old)-(\d+)$/.exec(name) ?? [];
    if (whose !== path.basename(outDir) || isAlive(Number(pid))) continue;
    await rm(path.join(parent, name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
