// What an exercise must have beside what its schema asks for, told so that its author can mend it.
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { ContentError } from './content-error.ts';
import { checkIds } from './exercise.ts';
import type { LoadedExercise } from './load-exercise.ts';

const leastBroken = 6;

/** All faults of an exercise; none is as it should be. */
export async function exerciseFaults(loaded: LoadedExercise): Promise<ContentError[]> {
  const inside = `lessons/${loaded.way}/exercises/${loaded.exercise.id}`;
  const main = { file: `${inside}/exercise.ts` };
  return [
    ...checkFaults(loaded, main),
    ...brokenFaults(loaded, main),
    ...(await variantFaults(loaded, inside, 'broken')),
    ...(await variantFaults(loaded, inside, 'accepted')),
    ...(await textFaults(loaded, inside)),
    ...(await strayFiles(loaded, inside)),
  ];
}

type Place = { file: string };

function checkFaults({ exercise }: LoadedExercise, place: Place): ContentError[] {
  const faults: ContentError[] = [];
  const ids = checkIds(exercise);
  for (const id of new Set(ids.filter((each, index) => ids.indexOf(each) !== index))) {
    faults.push(
      new ContentError(
        place,
        `has two checks "${id}"`,
        'give each a name of its own (`always-…` is taken)',
      ),
    );
  }
  if (exercise.checks.every(({ visible }) => visible)) {
    faults.push(
      new ContentError(
        place,
        'has no hidden check',
        'set `visible: false` for one that is found by thinking',
      ),
    );
  }
  if (exercise.checks[0]?.visible === false) {
    faults.push(
      new ContentError(
        place,
        'begins with a hidden check',
        'put one first that the student knows of: results appear in the order of `checks`',
      ),
    );
  }
  const ending = exercise.edits === 'client' ? '.ts' : '.c';
  if (!exercise.file.endsWith(ending)) {
    faults.push(
      new ContentError(
        place,
        `edits ${exercise.file} as a ${exercise.edits}`,
        `name a ${ending} file`,
      ),
    );
  }
  return faults;
}

function brokenFaults({ exercise }: LoadedExercise, main: Place): ContentError[] {
  const faults: ContentError[] = [];
  if (exercise.broken.length < leastBroken) {
    faults.push(
      new ContentError(
        main,
        `has ${exercise.broken.length} wrong solutions`,
        `write at least ${leastBroken} into broken/`,
      ),
    );
  }
  const ids = new Set(checkIds(exercise));
  const failed = new Set(exercise.broken.flatMap(({ fails }) => fails));
  for (const { id } of exercise.checks) {
    if (failed.has(id)) continue;
    faults.push(
      new ContentError(main, `no wrong solution fails "${id}"`, 'add one that does to broken/'),
    );
  }
  for (const { file, fails } of exercise.broken) {
    for (const id of fails.filter((each) => !ids.has(each))) {
      faults.push(
        new ContentError(
          main,
          `${file} is to fail "${id}", which is no check`,
          `name one of ${[...ids].join(', ')}`,
        ),
      );
    }
  }
  return faults;
}

/** What the texts of broken/ or accepted/ lack, and files there that nothing names. */
async function variantFaults(
  { exercise, folder, solution }: LoadedExercise,
  inside: string,
  directory: 'broken' | 'accepted',
): Promise<ContentError[]> {
  const faults: ContentError[] = [];
  const names = exercise[directory].map(({ file }) => file);
  for (const file of names) {
    const text = await readFile(path.join(folder, directory, file), 'utf8').catch(() => undefined);
    const place = { file: `${inside}/${directory}/${file}` };
    if (text === undefined) {
      faults.push(
        new ContentError(place, 'is not there', 'write it, or take it out of exercise.ts'),
      );
    } else if (text === solution.text) {
      const repair = { broken: 'put its mistake in', accepted: 'solve it another way' }[directory];
      faults.push(new ContentError(place, 'is the solution itself', repair));
    }
  }
  const there = await readdir(path.join(folder, directory)).catch(() => []);
  const lacks = { broken: 'with the checks that it fails', accepted: 'with what differs' };
  for (const file of there.filter((each) => !names.includes(each))) {
    faults.push(
      new ContentError(
        { file: `${inside}/${directory}/${file}` },
        'is named nowhere',
        `name it in \`${directory}\` of exercise.ts ${lacks[directory]}, or remove it`,
      ),
    );
  }
  return faults;
}

async function textFaults({ folder }: LoadedExercise, inside: string): Promise<ContentError[]> {
  const faults: ContentError[] = [];
  const read = async (name: string): Promise<string> =>
    (await readFile(path.join(folder, name), 'utf8').catch(() => '')).trim();
  if ((await read('task.md')) === '') {
    faults.push(
      new ContentError({ file: `${inside}/task.md` }, 'is missing or empty', 'write the task'),
    );
  }
  const steps = (await read('hints.md')).split(/^## .+$/m);
  const empty = steps.slice(1).some((step) => step.trim() === '');
  if (steps.length < 3 || steps[0]?.trim() !== '' || empty) {
    faults.push(
      new ContentError(
        { file: `${inside}/hints.md` },
        'does not hold hints in steps',
        'write at least two, each a `## Heading` with text below, and nothing before the first',
      ),
    );
  }
  return faults;
}

async function strayFiles(
  { folder, exercise, others }: LoadedExercise,
  inside: string,
): Promise<ContentError[]> {
  const solution = `solution${path.extname(exercise.file)}`;
  const known = [
    'exercise.ts',
    'task.md',
    'hints.md',
    'broken',
    'accepted',
    'equivalent.json',
    solution,
  ];
  known.push(...others.map(({ name }) => name));
  const stray = (await readdir(folder)).filter((name) => !known.includes(name));
  return stray.map(
    (name) =>
      new ContentError(
        { file: `${inside}/${name}` },
        'belongs to nothing',
        'name it in `others`, or remove it',
      ),
  );
}
