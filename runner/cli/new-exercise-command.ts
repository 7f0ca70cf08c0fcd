// `new-exercise`: the files of an exercise, ready to be filled, and what is still missing.
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Command } from 'commander';
import { course } from '../../lessons/course.ts';
import { exerciseFaults } from '../../lessons/lib/exercise-rules.ts';
import { loadExercise } from '../../lessons/lib/load-exercise.ts';
import { repositoryRoot } from '../../lessons/lib/load-lesson.ts';
import { scaffold } from './exercise-scaffold.ts';
import { exitWith } from './exit-with.ts';
import { UsageError } from './usage-error.ts';

/** Adds `new-exercise` to the program. */
export function addNewExerciseCommand(program: Command): void {
  program
    .command('new-exercise')
    .description('make the files of a new exercise (lessons/EXERCISES.md says how to go on)')
    .argument('<way>', `the chapter: ${course.join(', ')}`)
    .argument('<id>', 'small letters, digits and hyphens')
    .option('--client', 'the student writes the client, not the module')
    .action((way: string, id: string, { client = false }: { client?: boolean }) =>
      exitWith(() => make(way, id, client)),
    );
}

async function make(way: string, id: string, client: boolean): Promise<number> {
  if (!(course as readonly string[]).includes(way)) {
    throw new UsageError(`There is no chapter "${way}".`, `There are: ${course.join(', ')}.`);
  }
  if (!/^[a-z][a-z0-9-]*$/.test(id)) {
    throw new UsageError(`"${id}" is no id.`, 'Use small letters, digits and hyphens.');
  }
  const inside = `lessons/${way}/exercises/${id}`;
  const folder = path.join(repositoryRoot, inside);
  await mkdir(path.dirname(folder), { recursive: true });
  try {
    await mkdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    throw new UsageError(`${inside} is there already.`, 'Choose another id.');
  }
  await mkdir(path.join(folder, 'broken'));
  for (const [name, text] of Object.entries(scaffold(way, id, client))) {
    await writeFile(path.join(folder, name), text);
    console.log(`${inside}/${name}`);
  }
  const faults = await exerciseFaults(await loadExercise(`${way}/${id}`));
  console.log('\nStill to be done (lessons/EXERCISES.md says how):');
  for (const { message } of faults) console.log(message);
  return 0;
}
