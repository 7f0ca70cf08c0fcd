// Weaves the exercises of lessons: task and hints to HTML, with the starter that the editor shows.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { ContentError, ContentErrors } from '../../lessons/lib/content-error.ts';
import type { Exercise } from '../../lessons/lib/exercise.ts';
import type { Lesson } from '../../lessons/lib/lesson.ts';
import { listExercises, loadExercise } from '../../lessons/lib/load-exercise.ts';
import type { SourceFile } from '../../runner/protocol.ts';
import { readWeaveTools } from './read-content.ts';
import { weave, weaveSteps } from './weave.ts';
import type { LessonSource, WeaveTools, WovenLesson } from './woven.ts';

export type WovenExercise = {
  /** `way/id`. */
  name: string;
  lesson: Lesson;
  exercise: Exercise;
  starter: SourceFile;
  /** Files that stay as they are. */
  others: readonly SourceFile[];
  task: string;
  hints: readonly { title: string; html: string }[];
  /** The task's plain text, for the search. */
  text: string;
};

/** The address of an exercise's page, without its outer slashes. */
export const exercisePath = (name: string): string => name.replace('/', '/exercises/');

/**
 * Weaves the exercises of these lessons, in the order of the lessons.
 * @param root folder that holds lessons/
 * @throws ContentErrors with every fault found
 */
export async function weaveExercises(
  lessons: readonly WovenLesson[],
  root: string,
): Promise<WovenExercise[]> {
  const tools = await readWeaveTools(root);
  const names = await listExercises(root);
  const woven: WovenExercise[] = [];
  const errors: ContentError[] = [];
  for (const { source } of lessons) {
    for (const name of names.filter((each) => each.startsWith(`${source.lesson.id}/`))) {
      try {
        const { exercise, starter, others } = await loadExercise(name, root);
        const text = await weaveText(`lessons/${exercisePath(name)}`, source.lesson, tools, root);
        errors.push(...text.errors);
        woven.push({ name, lesson: source.lesson, exercise, starter, others, ...text });
      } catch (error) {
        if (!(error instanceof ContentError)) throw error;
        errors.push(error);
      }
    }
  }
  if (errors.length > 0) throw new ContentErrors(errors);
  return woven;
}

/**
 * Task and hints of the exercise in this folder.
 * @throws ContentError when one of them is missing or empty, or the hints are no steps
 */
export async function weaveText(folder: string, lesson: Lesson, tools: WeaveTools, root: string) {
  const task = weave(await readText(`${folder}/task.md`, 'write the task', lesson, root), tools);
  const source = await readText(`${folder}/hints.md`, 'write hints in steps', lesson, root);
  // A term may be explained in the task as well: both are on one page.
  const { woven, before, steps } = weaveSteps({ ...source, termPrefix: 'hint-' }, tools);
  if (before.trim() !== '' || steps.length < 2) {
    throw new ContentError(
      { file: source.file },
      'does not hold hints in steps',
      'begin each step with a line "## Heading", and put nothing before the first',
    );
  }
  return {
    task: task.html,
    hints: steps,
    text: task.sections.map((section) => section.text).join(' '),
    errors: [...task.errors, ...woven.errors, ...[task, woven].flatMap(deadLinks)],
  };
}

function deadLinks({ source, links }: WovenLesson): ContentError[] {
  return links
    .filter(({ target }) => !/^(https:\/\/|\/[a-z]+\/(#[\w-]+)?$)/.test(target))
    .map(
      ({ target, line }) =>
        new ContentError(
          { file: source.file, line },
          `a link that leads nowhere: ${target}`,
          'write https://…, /lesson/ or /lesson/#heading',
        ),
    );
}

async function readText(
  file: string,
  repair: string,
  lesson: Lesson,
  root: string,
): Promise<LessonSource> {
  const markdown = await readFile(path.join(root, file), 'utf8').catch(() => '');
  if (markdown.trim() === '') throw new ContentError({ file }, 'is missing or empty', repair);
  return {
    lesson: { ...lesson, transcripts: {} },
    ...{ file, markdown: markdown.replaceAll('\r\n', '\n'), files: [] },
    ...{ transcripts: new Map(), figures: new Map(), variants: new Map() },
  };
}
