// Everything under lessons/ and kmod/ fits together: it weaves, and nothing lies about unused.
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { course } from '../../lessons/course.ts';
import { repositoryRoot } from '../../lessons/lib/load-lesson.ts';
import { weaveCourse } from '../../site/build/weave-course.ts';
import type { WovenLesson } from '../../site/build/woven.ts';

/** Kept beside the content by other tests, which look at them themselves. */
const elsewhere = /\/(claims|exercises)\/|\.test\.ts$|\/Kbuild$/;

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(path.join(repositoryRoot, folder), {
    recursive: true,
    withFileTypes: true,
  });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(repositoryRoot, path.join(entry.parentPath, entry.name)))
    .filter((file) => !elsewhere.test(file))
    .toSorted();
}

describe('the table of contents', () => {
  test('names each lesson once', () => {
    expect(course).toEqual([...new Set(course)]);
  });

  test('names every finished lesson', async () => {
    const files = await filesBelow('lessons');
    const finished = files
      .filter((file) => /^lessons\/[^/]+\/lesson\.md$/.test(file))
      .map((file) => path.basename(path.dirname(file)));
    expect(course.toSorted()).toEqual(finished);
  });
});

describe('the lessons', () => {
  let woven: WovenLesson[] = [];
  // Seconds for the whole course on an idle machine, and more on a busy one.
  beforeAll(async () => {
    woven = await weaveCourse();
  }, 120_000);

  test('weave: every fence, region, transcript, figure, term and link holds', () => {
    expect(woven.map(({ source }) => source.lesson.id)).toEqual(course);
  });

  test('show every file of their folders', async () => {
    const used = new Set(woven.flatMap((lesson) => usedFiles(lesson)));
    const present: string[] = [];
    for (const id of course) {
      present.push(...(await filesBelow(`lessons/${id}`)));
      present.push(...(await filesBelow(`kmod/${id}`).catch(() => [])));
    }
    expect(present.filter((file) => !used.has(file))).toEqual([]);
  });

  test('tell every figure in words and name it', () => {
    for (const { source } of woven) {
      for (const [name, { svg, twin }] of source.figures) {
        expect(svg, `${source.lesson.id}/${name}`).toContain('<title>');
        expect(twin.trim().length, `${source.lesson.id}/${name}`).toBeGreaterThan(40);
      }
    }
  });
});

function usedFiles({ source, shown }: WovenLesson): string[] {
  const { lesson } = source;
  const folder = `lessons/${lesson.id}`;
  const recipes = Object.values(lesson.transcripts);
  return [
    `${folder}/lesson.ts`,
    source.file,
    ...source.files.map((file) => file.path),
    ...recipes.flatMap((recipe) => recipe.module?.files ?? []),
    ...recipes.flatMap((recipe) => (recipe.client ? [`${folder}/${recipe.client}`] : [])),
    ...[...source.transcripts.keys()].map((name) => `${folder}/transcripts/${name}.console`),
    ...[...source.figures.keys()].flatMap((name) => [
      `${folder}/figures/${name}.svg`,
      `${folder}/figures/${name}.md`,
    ]),
    ...[...shown].filter((name) => !name.includes('#')),
  ];
}
