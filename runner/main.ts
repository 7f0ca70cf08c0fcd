// The last part of `npm start`: builds the site, serves it, prints its address, and gets the guests
// ready behind it. Ctrl-C ends everything.
import { fileURLToPath } from 'node:url';
import { course } from '../lessons/course.ts';
import { listExercises, loadExercise } from '../lessons/lib/load-exercise.ts';
import { checkWithCanary } from './check/check-with-canary.ts';
import { server as limits, readEnvironment } from './config.ts';
import { defaultEdition } from './editions.ts';
import { inWords } from './faults.ts';
import { progressLines } from './progress-lines.ts';
import { openLearnerDatabase } from './record/learner-database.ts';
import { openRunHost, startRun } from './run.ts';
import { isLoopback } from './server/hosts.ts';
import { type Crossings, openCrossings } from './server/index.ts';
import { buildSite } from './server/site-build.ts';
import { startError } from './server/start-error.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const progress = progressLines(process.stdout);

function say(line: string): void {
  progress.end();
  console.log(line);
}

async function open(): Promise<{ crossings: Crossings; close(): Promise<void> }> {
  const { host, port, data } = readEnvironment();
  try {
    const database = await openLearnerDatabase(data);
    await buildSite(root);
    const crossings = await openCrossings({
      host,
      port,
      database,
      dist: `${root}site/dist`,
      lessons: course,
      exercises: { names: await exercisesOf(course), load: loadExercise, check: checkWithCanary },
      startRun,
      openHost: (onProgress) =>
        openRunHost({
          editions: [defaultEdition],
          onProgress: (what, percent) => {
            progress.show(what, percent);
            onProgress(what, percent);
          },
        }),
    });
    if (!isLoopback(host)) say('Whoever can reach this machine and has the link can use it.');
    return {
      crossings,
      async close() {
        await crossings.close();
        await database.close();
      },
    };
  } catch (fault) {
    throw new Error(startError(fault, { host, port }), { cause: fault });
  }
}

async function exercisesOf(ways: readonly string[]): Promise<string[]> {
  const names = await listExercises();
  return names.filter((name) => ways.includes(name.split('/')[0] ?? ''));
}

async function getGuestsReady(crossings: Crossings): Promise<void> {
  const began = Date.now();
  try {
    const host = await crossings.host();
    const release = host.editions().find(({ id }) => id === defaultEdition)?.release;
    const how = host.accelerator === 'kvm' ? 'with KVM' : 'without hardware virtualisation';
    const why = host.acceleratorReason === '' ? '' : ` (${host.acceleratorReason})`;
    const seconds = ((Date.now() - began) / 1000).toFixed(1);
    say(`Guests are ready after ${seconds} s: Linux ${release}, ${how}${why}.`);
  } catch (fault) {
    const { message, repair } = inWords(fault);
    say(`No guest can start: ${message} ${repair}`);
    say('The pages can be read meanwhile; the next Run tries again.');
  }
}

/** Ends the program; a second signal, or guests that do not end in time, end it at once. */
function endOn(signals: NodeJS.Signals[], close: () => Promise<void>): void {
  let ending = false;
  const end = async (): Promise<void> => {
    if (ending) process.exit(1);
    ending = true;
    say('Stopping …');
    setTimeout(() => process.exit(1), limits.shutdownMs).unref();
    await close();
    process.exit(0);
  };
  for (const signal of signals) process.on(signal, () => void end());
}

// A Run that fails in a way that nobody foresaw must not take the pages and the other guests along.
process.on('unhandledRejection', (fault) => console.error('A fault of the runner:', fault));

try {
  const { crossings, close } = await open();
  endOn(['SIGINT', 'SIGTERM', 'SIGHUP'], close);
  say(`Crossings is at  ${crossings.link}`);
  say('Ctrl-C stops it.');
  await getGuestsReady(crossings);
} catch (fault) {
  say(fault instanceof Error ? fault.message : String(fault));
  process.exit(1);
}
