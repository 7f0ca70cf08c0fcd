// Reads what weaving needs from disk: lesson folders, sources, the glossary.
import { readFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { Marked } from 'marked';
import { ContentError } from '../../lessons/lib/content-error.ts';
import type { Lesson, TranscriptRecipe } from '../../lessons/lib/lesson.ts';
import {
  type LessonFile,
  loadLesson,
  readLessonFiles,
  readSource,
} from '../../lessons/lib/load-lesson.ts';
import { readRegions } from '../../lessons/lib/regions.ts';
import type { FigureSource } from './figure.ts';
import { prose } from './prose.ts';
import type { LessonSource, WeaveTools } from './woven.ts';

/** Everything of lessons/<id>. @throws ContentError when the lesson or a file of it is missing */
export async function readLessonSource(id: string, root: string): Promise<LessonSource> {
  const lesson = await loadLesson(id, { root });
  const file = `lessons/${id}/lesson.md`;
  const markdown = await readFile(path.join(root, file), 'utf8').catch(() => {
    throw new ContentError({ file }, 'no such file', 'write the text of the lesson there');
  });
  const figures = await readFolder(path.join(root, 'lessons', id, 'figures'));
  return {
    lesson,
    file,
    markdown: markdown.replaceAll('\r\n', '\n'),
    files: await readLessonFiles(lesson, { root }),
    transcripts: byEnding(
      await readFolder(path.join(root, 'lessons', id, 'transcripts')),
      '.console',
    ),
    figures: pairFigures(figures),
    variants: await readVariants(lesson, root),
  };
}

/** A transcript of another module, or with another client, is run with those files. */
async function readVariants(lesson: Lesson, root: string): Promise<Map<string, LessonFile[]>> {
  const variants = new Map<string, LessonFile[]>();
  for (const [name, recipe] of Object.entries(lesson.transcripts)) {
    if ((!recipe.module && !recipe.client) || recordedOutside(recipe)) continue;
    const runs = recipe.steps.some((step) => 'run' in step);
    const client = runs ? (recipe.client ?? lesson.client) : undefined;
    const paths = [
      ...(recipe.module ?? lesson.module).files,
      ...(client ? [`lessons/${lesson.id}/${client}`] : []),
    ];
    variants.set(name, await Promise.all(paths.map((file) => readSource(file, { root }))));
  }
  return variants;
}

export async function readWeaveTools(root: string): Promise<WeaveTools> {
  const glossary = await readFile(path.join(root, 'lessons/glossary.md'), 'utf8').catch(() => '');
  const sources = new Map<string, LessonFile>();
  return {
    glossary: readGlossary(glossary),
    readSource(file) {
      const known = sources.get(file);
      if (known) return known;
      const source = {
        ...readRegions(readText(root, file), file),
        path: file,
        name: path.basename(file),
      };
      sources.set(file, source);
      return source;
    },
  };
}

function readText(root: string, file: string): string {
  try {
    return readFileSync(path.join(root, file), 'utf8');
  } catch {
    throw new ContentError({ file }, 'no such file', 'name a file that exists');
  }
}

/** Every step is a compilation on the host: nothing of it can be typed in a guest. */
export const recordedOutside = (recipe: TranscriptRecipe): boolean =>
  recipe.steps.every((step) => 'build' in step);

/** `## term` and the paragraph below it; the meaning comes back as inline HTML. */
export function readGlossary(text: string): Map<string, string> {
  const marked = new Marked(prose);
  const glossary = new Map<string, string>();
  for (const part of text.split(/^## /m).slice(1)) {
    const [term = '', ...lines] = part.split('\n');
    const meaning = lines.join(' ').trim();
    glossary.set(term.trim().toLowerCase(), marked.parseInline(meaning, { async: false }));
  }
  return glossary;
}

async function readFolder(folder: string): Promise<Map<string, string>> {
  const names = await readdir(folder).catch(() => [] as string[]);
  const pairs = names
    .toSorted()
    .map(async (name) => [name, await readFile(path.join(folder, name), 'utf8')] as const);
  return new Map(await Promise.all(pairs));
}

function byEnding(files: ReadonlyMap<string, string>, ending: string): Map<string, string> {
  const found = [...files].filter(([name]) => name.endsWith(ending));
  return new Map(found.map(([name, text]) => [name.slice(0, -ending.length), text]));
}

function pairFigures(files: ReadonlyMap<string, string>): Map<string, FigureSource> {
  const svgs = byEnding(files, '.svg');
  const twins = byEnding(files, '.md');
  const names = new Set([...svgs.keys(), ...twins.keys()]);
  return new Map(
    [...names].map((name) => [name, { svg: svgs.get(name) ?? '', twin: twins.get(name) ?? '' }]),
  );
}
