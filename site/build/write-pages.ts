// Writes the pages of woven lessons, with scripts, search index, icon and the policy's hashes.
import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { messages } from '../src/messages.ts';
import type { SearchIndex } from '../src/search-index.ts';
import { bundle } from './bundle.ts';
import { exercisePage } from './exercise-page.ts';
import { homePage } from './home-page.ts';
import type { Assets } from './layout.ts';
import { lessonPage } from './lesson-page.ts';
import { notFoundPage } from './not-found-page.ts';
import { writeServiceWorker } from './service-worker.ts';
import { exercisePath, type WovenExercise } from './weave-exercises.ts';
import type { WovenLesson } from './woven.ts';

/** Writes all pages and what they load into `outDir`. */
export async function writePages(
  woven: readonly WovenLesson[],
  exercises: readonly WovenExercise[],
  outDir: string,
): Promise<void> {
  const early = await readFile(path.join(import.meta.dirname, '../src/early.js'), 'utf8');
  const built = await bundle(outDir);
  const searchUrl = await writeHashed(
    outDir,
    'search',
    '.json',
    JSON.stringify(indexOf(woven, exercises)),
  );
  const icon = await writeHashed(outDir, 'icon', '.svg', await readIcon());
  const assets: Assets = { ...built, icon, early, searchUrl };
  const lessons = woven.map(({ source }) => source.lesson);

  await writeFile(path.join(outDir, 'index.html'), homePage(lessons, exercises, assets));
  await writeFile(path.join(outDir, '404.html'), notFoundPage(assets));
  for (const [index, lesson] of woven.entries()) {
    const { id } = lesson.source.lesson;
    const place = {
      number: index + 1,
      previous: lessons[index - 1] ?? null,
      next: lessons[index + 1] ?? null,
    };
    await mkdir(path.join(outDir, id));
    const own = exercises.filter((exercise) => exercise.lesson.id === id);
    await writeFile(path.join(outDir, id, 'index.html'), lessonPage(lesson, own, place, assets));
    for (const [at, exercise] of own.entries()) {
      const folder = path.join(outDir, exercisePath(exercise.name));
      const around = {
        number: place.number,
        previous: own[at - 1] ?? null,
        next: own[at + 1] ?? null,
      };
      await mkdir(folder, { recursive: true });
      await writeFile(path.join(folder, 'index.html'), exercisePage(exercise, around, assets));
    }
  }
  const hash = createHash('sha256').update(early).digest('base64');
  await writeFile(
    path.join(outDir, 'csp.json'),
    `${JSON.stringify({ scriptHashes: [`sha256-${hash}`] }, null, 2)}\n`,
  );
  await writeServiceWorker(outDir);
}

const readIcon = () => readFile(path.join(import.meta.dirname, '../src/icon.svg'), 'utf8');

function indexOf(woven: readonly WovenLesson[], exercises: readonly WovenExercise[]): SearchIndex {
  return [
    ...woven.map(({ source, sections }) => ({
      lesson: source.lesson.id,
      title: source.lesson.title,
      sections: [...sections],
    })),
    ...exercises.map(({ name, exercise, text }) => ({
      lesson: exercisePath(name),
      title: `${messages.exercise.eyebrow}: ${exercise.title}`,
      sections: [{ id: '', heading: '', text }],
    })),
  ];
}

/** Writes `assets/<name>-<hash><ending>` and gives its address. */
async function writeHashed(outDir: string, name: string, ending: string, text: string) {
  const hash = createHash('sha256').update(text).digest('base64url').slice(0, 8);
  const file = `assets/${name}-${hash}${ending}`;
  await writeFile(path.join(outDir, file), text);
  return `/${file}`;
}
