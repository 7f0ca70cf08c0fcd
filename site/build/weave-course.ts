// Weaves lessons together and checks what no lesson can see alone: links and unused regions.
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { course } from '../../lessons/course.ts';
import { ContentError, ContentErrors } from '../../lessons/lib/content-error.ts';
import { lessonPaths, repositoryRoot } from '../../lessons/lib/load-lesson.ts';
import { readLessonSource, readWeaveTools } from './read-content.ts';
import { weave } from './weave.ts';
import type { WeaveTools, WovenLesson } from './woven.ts';

export type WeaveOptions = {
  /** Folder that holds lessons/ and kmod/. */
  root?: string;
  /** Lessons to weave, in order; all of course.ts when left out. */
  ids?: readonly string[];
};

/**
 * Weaves lessons and checks them.
 * @throws ContentErrors with every fault found
 */
export async function weaveCourse(options: WeaveOptions = {}): Promise<WovenLesson[]> {
  const root = options.root ?? repositoryRoot;
  const tools = await readWeaveTools(root);
  const errors: ContentError[] = [];
  const woven: WovenLesson[] = [];
  for (const id of options.ids ?? course) {
    try {
      woven.push(weave(await readLessonSource(id, root), tools));
    } catch (error) {
      if (!(error instanceof ContentError)) throw error;
      errors.push(error);
    }
  }
  errors.push(...woven.flatMap((lesson) => lesson.errors));
  errors.push(...woven.flatMap((lesson) => checkLinks(lesson, woven, options.ids === undefined)));
  errors.push(...(await checkRegions(woven, tools, root)));
  if (errors.length > 0) throw new ContentErrors(errors);
  return woven;
}

/** `whole`: every lesson of the course was woven, so headings of all of them are known. */
function checkLinks(lesson: WovenLesson, all: readonly WovenLesson[], whole: boolean) {
  const { source } = lesson;
  return lesson.links.flatMap(({ target, line }) => {
    const repair = linkRepair(target);
    return repair
      ? [new ContentError({ file: source.file, line }, `a dead link: ${target}`, repair)]
      : [];
  });

  function linkRepair(target: string): string | null {
    if (/^https:\/\//.test(target)) return null;
    if (target.startsWith('#')) return anchorRepair(lesson, decodeURIComponent(target.slice(1)));
    const [, id, hash] = /^\/([a-z0-9-]+)\/(?:#(.+))?$/.exec(target) ?? [];
    if (!id) return 'write https://…, /lesson/, /lesson/#heading or #heading';
    if (!course.includes(id) && !all.some(({ source }) => source.lesson.id === id)) {
      return `link to a lesson of lessons/course.ts (${course.join(', ')})`;
    }
    const other = all.find((woven) => woven.source.lesson.id === id);
    if (!other) return whole ? 'link to a lesson of lessons/course.ts' : null;
    return hash ? anchorRepair(other, hash) : null;
  }

  function anchorRepair(where: WovenLesson, anchor: string): string | null {
    if (where.anchors.has(anchor) || anchor.startsWith('footnote-')) return null;
    const [, name, first] = /^([\w.-]+):L(\d+)/.exec(anchor) ?? [];
    const file = where.source.files.find((known) => known.name === name);
    if (file) {
      return Number(first) <= file.text.split('\n').length ? null : `${name} has fewer lines`;
    }
    return `name a heading of that page (${[...where.anchors].join(', ')})`;
  }
}

/** Every region in the folders of these lessons is shown by some lesson. */
async function checkRegions(woven: readonly WovenLesson[], tools: WeaveTools, root: string) {
  const shown = new Set(woven.flatMap((lesson) => [...lesson.shown]));
  const files = new Set(woven.flatMap((lesson) => lessonPaths(lesson.source.lesson)));
  for (const { source } of woven) {
    const folder = `kmod/${source.lesson.id}`;
    const names = await readdir(path.join(root, folder)).catch(() => [] as string[]);
    for (const name of names) if (/\.[ch]$/.test(name)) files.add(`${folder}/${name}`);
  }
  return [...files].flatMap((file) => {
    try {
      return tools
        .readSource(file)
        .regions.filter((region) => !shown.has(`${file}#${region.name}`))
        .map(
          ({ name, markerLine }) =>
            new ContentError(
              { file, line: markerLine },
              `region "${name}" is shown by no lesson`,
              `show it (file=${file} region=${name}) or take its markers out`,
            ),
        );
    } catch (error) {
      if (error instanceof ContentError) return [error];
      throw error;
    }
  });
}
