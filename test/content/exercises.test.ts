// Every exercise is whole: what its author forgot is told with the file and the repair.
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { course } from '../../lessons/course.ts';
import { exerciseFaults } from '../../lessons/lib/exercise-rules.ts';
import { listExercises, loadExercise } from '../../lessons/lib/load-exercise.ts';
import { repositoryRoot } from '../../lessons/lib/load-lesson.ts';

const names = await listExercises();

describe('the exercises of the course', () => {
  test.each(names)('%s is whole', async (name) => {
    const faults = await exerciseFaults(await loadExercise(name));
    expect(faults.map(({ message }) => message).join('\n')).toBe('');
  });

  test('each belongs to a lesson of the course and has a title of its own', async () => {
    const loaded = await Promise.all(names.map((name) => loadExercise(name)));
    for (const { way } of loaded) expect(course).toContain(way);
    const titles = loaded.map(({ exercise }) => exercise.title);
    expect(titles).toEqual([...new Set(titles)]);
  });
});

describe('an author is told', () => {
  const made: string[] = [];
  afterEach(async () => {
    for (const folder of made.splice(0)) await rm(folder, { recursive: true });
  });

  /** A course of one exercise, to be spoilt. */
  async function copied(): Promise<{ root: string; inside: string }> {
    const root = await mkdtemp(path.join(tmpdir(), 'crossings-exercise-'));
    made.push(root);
    await cp(path.join(repositoryRoot, 'lessons/lib'), path.join(root, 'lessons/lib'), {
      recursive: true,
    });
    const inside = path.join(root, 'lessons/uaccess/exercises/shout');
    await cp(path.join(repositoryRoot, 'lessons/uaccess/exercises/shout'), inside, {
      recursive: true,
    });
    await symlink(path.join(repositoryRoot, 'node_modules'), path.join(root, 'node_modules'));
    return { root, inside };
  }

  async function faultsOf(root: string): Promise<string> {
    const faults = await exerciseFaults(await loadExercise('uaccess/shout', root));
    return faults.map(({ message }) => message).join('\n');
  }

  test('of a folder without exercise.ts', async () => {
    const { root, inside } = await copied();
    await rm(path.join(inside, 'exercise.ts'));
    await expect(faultsOf(root)).rejects.toThrow(
      /shout\/exercise\.ts: is missing[\s\S]*new-exercise/,
    );
  });

  test('of a wrong solution that is missing, and of one that nothing names', async () => {
    const { root, inside } = await copied();
    await rm(path.join(inside, 'broken/leaks.c'));
    await writeFile(path.join(inside, 'broken/forgotten.c'), '');
    const told = await faultsOf(root);
    expect(told).toMatch(/broken\/leaks\.c: is not there\n +repair: write it/);
    expect(told).toMatch(/broken\/forgotten\.c: is named nowhere\n +repair: name it/);
  });

  test('of an accepted design that is the solution, and of one that nothing names', async () => {
    const { root, inside } = await copied();
    const { solution, exercise } = await loadExercise('uaccess/shout', root);
    const directory = path.join(inside, 'accepted');
    await mkdir(directory, { recursive: true });
    await writeFile(path.join(directory, 'forgotten.c'), '');
    await writeFile(path.join(directory, 'twin.c'), solution.text);
    exercise.accepted.push({ file: 'twin.c', why: 'is ours again' });
    const told = await faultsOf(root);
    expect(told).toMatch(/accepted\/twin\.c: is the solution itself\n +repair: solve it another/);
    expect(told).toMatch(/accepted\/forgotten\.c: is named nowhere\n +repair: name it/);
  });

  test('of a hidden check that would be shown first', async () => {
    const { root } = await copied();
    const loaded = await loadExercise('uaccess/shout', root);
    const [first] = loaded.exercise.checks;
    if (first) first.visible = false;
    const told = (await exerciseFaults(loaded)).map(({ message }) => message).join('\n');
    expect(told).toContain('begins with a hidden check');
  });

  test('of a task that is missing, hints without steps, and a stray file', async () => {
    const { root, inside } = await copied();
    await rm(path.join(inside, 'task.md'));
    await writeFile(path.join(inside, 'hints.md'), 'Think.\n');
    await writeFile(path.join(inside, 'notes.txt'), '');
    const told = await faultsOf(root);
    expect(told).toContain('task.md: is missing or empty');
    expect(told).toContain('hints.md: does not hold hints in steps');
    expect(told).toContain('notes.txt: belongs to nothing');
  });

  test('of a solution in which nothing is left to do', async () => {
    const { root, inside } = await copied();
    await writeFile(path.join(inside, 'solution.c'), 'int x;\n');
    await expect(loadExercise('uaccess/shout', root)).rejects.toThrow(/solution\.c: has no todo/);
  });
});
