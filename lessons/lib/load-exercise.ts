// Finds and loads exercises: lessons/<way>/exercises/<id>/.
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { SourceFile } from '../../runner/protocol.ts';
import { ContentError } from './content-error.ts';
import type { Exercise } from './exercise.ts';
import { readSource, repositoryRoot } from './load-lesson.ts';
import { type SolutionAndStarter, splitSolution } from './starter.ts';

export type LoadedExercise = {
  /** `way/id`. */
  name: string;
  way: string;
  exercise: Exercise;
  /** Absolute. */
  folder: string;
  /** Files that stay as they are. */
  others: SourceFile[];
  instrument?: { text: string; accesses: boolean };
  /** The edited file, as the student gets it and as it may end. */
  starter: SourceFile;
  solution: SourceFile;
  /** Lines of the solution that the student writes. */
  written: SolutionAndStarter['written'];
};

/** Names (`way/id`) of all exercises, in the order of their folders. */
export async function listExercises(root = repositoryRoot): Promise<string[]> {
  const lessons = path.join(root, 'lessons');
  const names: string[] = [];
  for (const way of (await readdir(lessons)).toSorted()) {
    const ids = await readdir(path.join(lessons, way, 'exercises')).catch(() => []);
    names.push(...ids.toSorted().map((id) => `${way}/${id}`));
  }
  return names;
}

/**
 * Loads one exercise with its files.
 * @throws ContentError when something is missing or wrong, with file and repair
 */
export async function loadExercise(name: string, root = repositoryRoot): Promise<LoadedExercise> {
  const [way = '', id = ''] = name.split('/');
  const inside = `lessons/${way}/exercises/${id}`;
  const folder = path.join(root, inside);
  const module = await importExercise(`${inside}/exercise.ts`, root);
  if (module.id !== id) {
    throw new ContentError(
      { file: `${inside}/exercise.ts` },
      `has the id "${module.id}" in the folder "${id}"`,
      'give both the same name',
    );
  }
  const solutionName = `solution${path.extname(module.file)}`;
  const text = await readText(`${inside}/${solutionName}`, root);
  const split = splitSolution(text, `${inside}/${solutionName}`);
  const others = await Promise.all(module.others.map((file) => readSource(file, { root })));
  const { instrument } = module;
  return {
    ...{ name, way, folder, exercise: module },
    ...(instrument && {
      instrument: {
        text: (await readSource(instrument.file, { root })).text,
        accesses: instrument.accesses,
      },
    }),
    others: others.map((file) => ({ name: file.name, text: file.text })),
    starter: { name: module.file, text: split.starter },
    solution: { name: module.file, text: split.solution },
    written: split.written,
  };
}

/** A file of broken/ or accepted/, as a submission. */
export async function readVariant(
  loaded: LoadedExercise,
  directory: 'broken' | 'accepted',
  file: string,
): Promise<SourceFile> {
  const text = await readFile(path.join(loaded.folder, directory, file), 'utf8');
  return { name: loaded.exercise.file, text };
}

async function importExercise(file: string, root: string): Promise<Exercise> {
  if (!existsSync(path.join(root, file))) {
    throw new ContentError(
      { file },
      'is missing, and every folder here is an exercise',
      'write it, or take the folder away; `npm run crossings -- new-exercise` makes a whole one',
    );
  }
  let loaded: { exercise?: Exercise };
  try {
    loaded = await import(pathToFileURL(path.join(root, file)).href);
  } catch (cause) {
    throw new ContentError({ file }, `cannot be loaded (${String(cause)})`, 'mend it');
  }
  if (!loaded.exercise) {
    throw new ContentError(
      { file },
      'exports no `exercise`',
      'write `export const exercise = defineExercise({ … })`',
    );
  }
  return loaded.exercise;
}

async function readText(file: string, root: string): Promise<string> {
  try {
    return await readFile(path.join(root, file), 'utf8');
  } catch (cause) {
    throw new ContentError({ file }, `cannot be read (${String(cause)})`, 'write it');
  }
}
