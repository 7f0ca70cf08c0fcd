// `run`: the Run of the page without a browser. A lesson by its id, or any module of the user's own.
import { styleText } from 'node:util';
import { type Command, Option } from 'commander';
import { defaultEdition, editionId } from '../editions.ts';
import { exitCodes, type Outcome } from '../outcome.ts';
import { type ProgressLines, progressLines } from '../progress-lines.ts';
import type { RunEvent } from '../protocol.ts';
import { openRunHost, type RunHost, type RunRequest, startRun } from '../run.ts';
import { terminalFilter } from '../terminal-filter.ts';
import { diagnosticText } from '../transcripts/build-text.ts';
import { exitWith } from './exit-with.ts';
import { type RunRequestOptions, runRequest } from './run-request.ts';

type RunOptions = RunRequestOptions & { json?: boolean };

/** Adds `run` to the program. */
export function addRunCommand(program: Command): void {
  const edition = new Option('--edition <kernel>', 'kernel to run on')
    .choices(editionId.options)
    .default(defaultEdition);
  program
    .command('run')
    .description('build a module, load it in a fresh guest, run its client, print what happens')
    .argument('<what...>', 'a lesson such as uaccess, or the .c and .h files of a module, or a .ko')
    .option('--client <file.ts>', 'TypeScript client to run once the module is loaded')
    .addOption(edition)
    .option('--shell <line>', 'shell line to run after that; may be repeated', collect, [])
    .option('--timeout <seconds>', 'limit for the client and for each line', Number)
    .option('--json', 'print the events instead, one JSON object a line')
    .action((what: string[], options: RunOptions) => exitWith(() => run(what, options)));
}

function collect(value: string, before: string[]): string[] {
  return [...before, value];
}

async function run(what: string[], options: RunOptions): Promise<number> {
  const request = await runRequest(what, options);
  const progress = progressLines(process.stderr);
  const host = await openRunHost({
    editions: [request.edition],
    onProgress: progress.show,
    ready: 0,
  }).finally(progress.end);
  try {
    const outcome = await runAndPrint(
      host,
      request,
      options.json ? jsonPrinter() : printer(progress),
    );
    return exitCodes[outcome.kind];
  } finally {
    progress.end();
    await host.close();
  }
}

/** Where a Run's events and the bytes of its terminal go. */
type Printer = { event(event: RunEvent): void; terminal(bytes: Uint8Array): void };

async function runAndPrint(host: RunHost, request: RunRequest, print: Printer): Promise<Outcome> {
  let ended = false;
  const filter = terminalFilter('colors');
  const going = startRun(host, request, {
    event: print.event,
    terminal: (bytes) => {
      // The shell that follows is for someone who sits at a terminal.
      if (!ended) print.terminal(filter(bytes));
    },
  });
  const stop = (): void => void going.stop();
  process.once('SIGINT', stop);
  const outcome = await going.outcome;
  ended = true;
  process.off('SIGINT', stop);
  await going.stop();
  return outcome;
}

function jsonPrinter(): Printer {
  const decoder = new TextDecoder();
  const print = (value: object): void => console.log(JSON.stringify(value));
  return {
    event: print,
    terminal: (bytes) => print({ type: 'console', text: decoder.decode(bytes, { stream: true }) }),
  };
}

/** What a Run waits for shows as one line that changes, until there is something else to show. */
function printer(progress: ProgressLines): Printer {
  return {
    event(event) {
      if (event.type === 'guest') {
        if (event.state === 'running' && event.detail) progress.note(event.detail);
        else if (event.state === 'queued') progress.show(event.detail, null);
        return;
      }
      progress.end();
      printEvent(event);
    },
    terminal(bytes) {
      progress.end();
      process.stdout.write(bytes);
    },
  };
}

function printEvent(event: RunEvent): void {
  switch (event.type) {
    case 'built':
      for (const diagnostic of event.diagnostics) console.error(diagnosticText(diagnostic));
      return;
    case 'log':
      for (const line of event.lines) console.error(styleText('dim', line));
      return;
    case 'outcome':
      console.error(describeOutcome(event.outcome));
      return;
    default:
  }
}

function describeOutcome(outcome: Outcome): string {
  if (outcome.kind === 'passed') return styleText('green', 'passed');
  const repair = outcome.kind === 'runner-error' ? ` ${outcome.repair}` : '';
  return styleText('red', `${outcome.kind}: ${outcome.message}${repair}`);
}
