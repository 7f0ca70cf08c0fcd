// A Node that has done all that can be done before a client is known: itself started, koffi loaded,
// the type stripper compiled. It waits on its parent's message and then becomes the client, or the
// robot that does system calls for a check.
import 'koffi';
import { writeSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { becomeLearner, reseedOpenssl } from './kernel-calls.ts';
import type { RobotCall } from './requests.ts';
import { doCalls } from './robot.ts';

const practice = await readFile(new URL('practice.ts', import.meta.url));
let practised = 0;

/** What a client does, done for practice: code that has run once is compiled. */
async function practise(): Promise<void> {
  practised += 1;
  // A module is run once for each name.
  const name = `/tmp/practice-${practised}.ts`;
  await writeFile(name, practice);
  await import(name);
  await rm(name);
}

for (let round = 0; round < 3; round++) await practise();

// A test of the way of the calls: all that it needs is compiled before the template is saved.
await doCalls([{ call: 'getpid', arguments: [] }]);

/** A pipe to the agent, beside its channel. */
const farewell = 4;

type Message = { argv: string[]; unprivileged: boolean } | { calls: RobotCall[] } | 'practise';

process.on('message', (message: Message) => {
  reseedOpenssl();
  if (message === 'practise') void practise().then(() => process.send?.('ready'));
  else if ('calls' in message) void answer(message.calls);
  else become(message.argv, message.unprivileged);
});

async function answer(calls: RobotCall[]): Promise<void> {
  try {
    process.send?.({ results: await doCalls(calls) });
  } catch (error) {
    process.send?.({ fault: (error as Error).message });
  }
}

function become(argv: string[], unprivileged: boolean): void {
  process.removeAllListeners('message');
  process.disconnect();
  process.argv = [process.execPath, ...argv.slice(1)];
  process.title = argv.join(' ');
  // Node has no name for a real-time signal, and reports a process that one killed as one that ended
  // with code 0. Whoever does end says so.
  process.once('exit', () => writeSync(farewell, '.'));
  if (unprivileged) becomeLearner();
  // Not awaited: a rejection must end this process as it would end any Node.
  void import(String(argv[1]));
}

process.send?.('ready');
