import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Lesson } from '../../lessons/lib/lesson.ts';
import { loadLesson, repositoryRoot } from '../../lessons/lib/load-lesson.ts';
import { weaveText } from './weave-exercises.ts';
import type { WeaveTools } from './woven.ts';

const folder = 'lessons/sample/exercises/first';
const tools: WeaveTools = {
  glossary: new Map([['page', 'A page of memory.']]),
  readSource: () => {
    throw new Error('no source is shown here');
  },
};
let root = '';
let lesson: Lesson;

beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'crossings-exercise-'));
  await mkdir(path.join(root, folder), { recursive: true });
  lesson = await loadLesson('sample', { root: path.join(repositoryRoot, 'test/fixtures/course') });
});
afterEach(() => rm(root, { recursive: true }));

async function woven(files: { task?: string; hints?: string }) {
  for (const [name, text] of Object.entries(files)) {
    await writeFile(path.join(root, folder, `${name}.md`), text);
  }
  return weaveText(folder, lesson, tools, root);
}

const task = 'Map one :term[page] and read `n` from it.';
const hints = '## Where to *look*\n\nAt the :term[page].\n\n## Nearly how\n\nAsk for it.\n';

test('gives the task, and the hints as steps with their titles', async () => {
  const text = await woven({ task, hints });
  expect(text.errors).toEqual([]);
  expect(text.task).toContain('<code>n</code>');
  expect(text.text).toContain('read');
  expect(text.hints.map(({ title }) => title)).toEqual(['Where to <em>look</em>', 'Nearly how']);
  expect(text.hints[1]?.html).toContain('<p>Ask for it.</p>');
});

test('no id stands twice when task and hints explain the same word', async () => {
  const text = await woven({ task, hints });
  const all = [text.task, ...text.hints.map(({ html }) => html)].join('');
  const ids = [...all.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
  expect(ids.length).toBe(2);
  expect(new Set(ids).size).toBe(2);
});

test.each([
  [{ hints }, 'task.md: is missing or empty'],
  [{ task: ' \n', hints }, 'task.md: is missing or empty'],
  [{ task }, 'hints.md: is missing or empty'],
  [{ task, hints: 'Only words.' }, 'hints.md: does not hold hints in steps'],
])('what is missing is told with file and repair: %#', async (files, words) => {
  await expect(woven(files)).rejects.toThrow(new RegExp(`${folder}/${words}[\\s\\S]*repair: \\w`));
});

test('a link that leads nowhere is a fault with its line', async () => {
  const { errors } = await woven({ task: `${task}\n\n[there](../other.md)\n`, hints });
  expect(errors.map(String).join()).toMatch(/task\.md:3: a link that leads nowhere: \.\.\/other/);
});
