// `npm run test:mutants`: checks the mutants of every solution, prints the share that the graders catch,
// and names the survivors. Goes on where an earlier run stopped.
//
//   npm run test:mutants -- --only uaccess/shout   one exercise
//   npm run test:mutants -- --sample 10            ten of each exercise, always the same ones
import { createHash } from 'node:crypto';
import path from 'node:path';
import { parseArgs } from 'node:util';
import {
  type LoadedExercise,
  listExercises,
  loadExercise,
} from '../../lessons/lib/load-exercise.ts';
import { checkExercise } from '../../runner/check/check-exercise.ts';
import { readEnvironment } from '../../runner/config.ts';
import { defaultEdition } from '../../runner/editions.ts';
import { openRunHost, type RunHost } from '../../runner/run-host.ts';
import { loadEquivalents } from './equivalents.ts';
import { type Entry, Journal } from './journal.ts';
import { type Mutant, mutantsOf } from './mutants.ts';
import { summaryOf, tallied } from './tally.ts';

const atOnce = 2;
const { values: options } = parseArgs({
  options: { only: { type: 'string' }, sample: { type: 'string' } },
});

const journal = new Journal(path.join(readEnvironment().cache, 'mutants', 'journal.jsonl'));
const host = await openRunHost({ editions: [defaultEdition], onProgress() {}, ready: atOnce });
try {
  const names = (await listExercises()).filter((name) => !options.only || name === options.only);
  const tallies = [];
  for (const name of names) tallies.push(await tryExercise(await loadExercise(name)));
  console.log(summaryOf(tallies));
} finally {
  await host.close();
}

async function tryExercise(exercise: LoadedExercise) {
  const { text, name: file } = exercise.solution;
  const equivalent = new Set((await loadEquivalents(exercise.folder)).map(({ mutant }) => mutant));
  const mutants = mutantsOf(text, file, exercise.written).filter(({ id }) => !equivalent.has(id));
  const chosen = mutants
    .toSorted((a, b) => a.id.localeCompare(b.id))
    .slice(0, Number(options.sample ?? mutants.length));
  const left = [...chosen];
  const tried: { mutant: Mutant; entry: Entry }[] = [];
  const worker = async (): Promise<void> => {
    for (let mutant = left.pop(); mutant; mutant = left.pop()) {
      tried.push({ mutant, entry: await tryMutant(host, exercise, mutant) });
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  const tally = tallied(exercise.name, tried);
  console.log(summaryOf([tally]));
  for (const { mutant } of tally.survivors) {
    const { id, line, kind, before, after } = mutant;
    console.log(`  survived: ${id} line ${line}, ${kind}: ${before} → ${after}`);
  }
  return tally;
}

async function tryMutant(on: RunHost, exercise: LoadedExercise, mutant: Mutant): Promise<Entry> {
  const key = `${exercise.name}@${exercise.exercise.version}/${mutant.id}`;
  const known = journal.get(key);
  if (known) return known;
  const { outcome, results } = await checkExercise(on, {
    exercise,
    submitted: { name: exercise.solution.name, text: mutant.text },
    // The same inputs each time.
    seed: createHash('sha256').update(key).digest('hex').slice(0, 32),
  });
  const failed = results.filter(({ passed }) => !passed).map(({ id }) => id);
  const entry = { key, outcome, failed };
  // A fault of ours says nothing of the mutant: the next run tries it again.
  if (outcome !== 'runner-error') journal.add(entry);
  return entry;
}
