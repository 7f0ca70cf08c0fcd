// Builds the whole site: weaves the lessons, bundles the scripts, writes a page for each lesson.
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { repositoryRoot } from '../../lessons/lib/load-lesson.ts';
import type { SearchIndex } from '../src/search-index.ts';
import { bundle } from './bundle.ts';
import { homePage } from './home-page.ts';
import { inputStamp } from './input-stamp.ts';
import type { Assets } from './layout.ts';
import { lessonPage } from './lesson-page.ts';
import { notFoundPage } from './not-found-page.ts';
import { weaveCourse } from './weave-course.ts';
import type { WovenLesson } from './woven.ts';

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

  const woven = await weaveCourse({ root, ...(options.ids ? { ids: options.ids } : {}) });
  await removeLeftovers(outDir);
  const fresh = `${outDir}.new-${process.pid}`;
  try {
    await writePages(woven, fresh);
    await writeFile(path.join(fresh, stampFile), stamp);
    await replaceFolder(outDir, fresh);
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
  return { outDir, built: true };
}

async function writePages(woven: readonly WovenLesson[], outDir: string): Promise<void> {
  const early = await readFile(path.join(import.meta.dirname, '../src/early.js'), 'utf8');
  const built = await bundle(outDir);
  const searchUrl = await writeHashed(outDir, 'search', '.json', JSON.stringify(indexOf(woven)));
  const icon = await writeHashed(outDir, 'icon', '.svg', await readIcon());
  const assets: Assets = { ...built, icon, early, searchUrl };
  const lessons = woven.map(({ source }) => source.lesson);

  await writeFile(path.join(outDir, 'index.html'), homePage(lessons, assets));
  await writeFile(path.join(outDir, '404.html'), notFoundPage(assets));
  for (const [index, lesson] of woven.entries()) {
    const { id } = lesson.source.lesson;
    const place = {
      number: index + 1,
      previous: lessons[index - 1] ?? null,
      next: lessons[index + 1] ?? null,
    };
    await mkdir(path.join(outDir, id));
    await writeFile(path.join(outDir, id, 'index.html'), lessonPage(lesson, place, assets));
  }
  const hash = createHash('sha256').update(early).digest('base64');
  await writeFile(
    path.join(outDir, 'csp.json'),
    `${JSON.stringify({ scriptHashes: [`sha256-${hash}`] }, null, 2)}\n`,
  );
}

const readIcon = () => readFile(path.join(import.meta.dirname, '../src/icon.svg'), 'utf8');

function indexOf(woven: readonly WovenLesson[]): SearchIndex {
  return woven.map(({ source, sections }) => ({
    lesson: source.lesson.id,
    title: source.lesson.title,
    sections: [...sections],
  }));
}

/** Writes `assets/<name>-<hash><ending>` and gives its address. */
async function writeHashed(outDir: string, name: string, ending: string, text: string) {
  const hash = createHash('sha256').update(text).digest('base64url').slice(0, 8);
  const file = `assets/${name}-${hash}${ending}`;
  await writeFile(path.join(outDir, file), text);
  return `/${file}`;
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
