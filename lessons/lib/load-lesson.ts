// Loads a lesson from its folder: its description, and its files as the learner gets them.
import { access, readFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { ContentError } from './content-error.ts';
import type { Lesson } from './lesson.ts';
import { readRegions, type SourceText } from './regions.ts';

/** The repository's root, as lessons name files from there. */
export const repositoryRoot = path.resolve(import.meta.dirname, '../..');

export type LessonFile = SourceText & {
  /** From the repository's root, such as kmod/uaccess/uaccess.c. */
  path: string;
  /** Plain name as in the editor and the guest, such as uaccess.c. */
  name: string;
};

export type LoadOptions = {
  /** Folder that holds lessons/ and kmod/. */
  root?: string;
};

/**
 * Imports lessons/<id>/lesson.ts.
 * @throws ContentError when there is none, or when its id is not the folder's name
 */
export async function loadLesson(id: string, options: LoadOptions = {}): Promise<Lesson> {
  const root = options.root ?? repositoryRoot;
  const file = `lessons/${id}/lesson.ts`;
  const absolute = path.join(root, file);
  try {
    await access(absolute);
  } catch {
    throw new ContentError(
      { file },
      'no such file',
      `make it, or take "${id}" out of lessons/course.ts`,
    );
  }
  const module: { lesson?: Lesson } = await import(pathToFileURL(absolute).href);
  if (!module.lesson) {
    throw new ContentError(
      { file },
      'exports no `lesson`',
      'write `export const lesson = defineLesson({ … })`',
    );
  }
  if (module.lesson.id !== id) {
    throw new ContentError(
      { file },
      `has the id "${module.lesson.id}" in the folder "${id}"`,
      'give both the same name',
    );
  }
  return module.lesson;
}

/** Paths of the files that a learner edits, in the order of the tabs: module first, client last. */
export function lessonPaths(lesson: Lesson): string[] {
  const client = lesson.client ? [`lessons/${lesson.id}/${lesson.client}`] : [];
  return [...lesson.module.files, ...client];
}

/**
 * The files that a learner edits, without region markers, in the order of the tabs.
 * @throws ContentError when one is missing or its markers are wrong
 */
export async function readLessonFiles(
  lesson: Lesson,
  options: LoadOptions = {},
): Promise<LessonFile[]> {
  return Promise.all(lessonPaths(lesson).map((file) => readSource(file, options)));
}

/**
 * One source file of the course, without region markers.
 * @throws ContentError when it is missing or its markers are wrong
 */
export async function readSource(file: string, options: LoadOptions = {}): Promise<LessonFile> {
  let text: string;
  try {
    text = await readFile(path.join(options.root ?? repositoryRoot, file), 'utf8');
  } catch (cause) {
    throw new ContentError(
      { file },
      `cannot be read (${String(cause)})`,
      'name a file that exists',
    );
  }
  return { ...readRegions(text, file), path: file, name: path.basename(file) };
}
