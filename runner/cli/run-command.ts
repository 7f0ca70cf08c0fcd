// `run`: the Run of the page without a browser. A lesson by its id, or any module of the user's own.
import { basename, extname } from 'node:path';
import { styleText } from 'node:util';
import { type Command, Option } from 'commander';
import { course } from '../../lessons/course.ts';
import { loadLesson, readLessonFiles } from '../../lessons/lib/load-lesson.ts';
import { defaultEdition, editionId } from '../editions.ts';
import { exitCodes, type Outcome } from '../outcome.ts';
import { progressLines } from '../progress-lines.ts';
import { type RunEvent, type SourceFile, sourceFiles } from '../protocol.ts';
import { openRunHost, type RunRequest, startRun } from '../run.ts';
import { stepsOf } from '../run-steps.ts';
import { diagnosticText } from '../transcripts/build-text.ts';
import { exitWith } from './exit-with.ts';
import { readBytes, readSourceFile, readSources } from './read-sources.ts';
import { UsageError } from './usage-error.ts';

type RunOptions = {
  client?: string;
  edition: string;
  shell: string[];
  timeout?: number;
  json?: boolean;
};

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
    .option('--timeout <seconds>', 'limit for the client and each line', Number)
    .option('--json', 'print the events instead, one JSON object a line')
    .action((what: string[], options: RunOptions) => exitWith(() => run(what, options)));
}

function collect(value: string, before: string[]): string[] {
  return [...before, value];
}

async function run(what: string[], options: RunOptions): Promise<number> {
  const request = await requestFrom(what, options);
  const progress = progressLines(process.stderr);
  const host = await openRunHost({
    editions: [request.edition],
    onProgress: progress.show,
    ready: 0,
  }).finally(progress.end);
  try {
    return exitCodes[(await runAndPrint(host, request, options)).kind];
  } finally {
    await host.close();
  }
}

async function runAndPrint(
  host: Awaited<ReturnType<typeof openRunHost>>,
  request: RunRequest,
  options: RunOptions,
): Promise<Outcome> {
  const print = options.json ? printJson : printEvent;
  const decoder = new TextDecoder();
  const going = startRun(host, request, {
    event: print,
    terminal: (bytes) => {
      if (ended) return;
      if (options.json)
        console.log(
          JSON.stringify({ type: 'console', text: decoder.decode(bytes, { stream: true }) }),
        );
      else process.stdout.write(bytes);
    },
  });
  // The shell that follows is for someone who sits at a terminal.
  let ended = false;
  const stop = (): void => void going.stop();
  process.once('SIGINT', stop);
  const outcome = await going.outcome;
  ended = true;
  process.off('SIGINT', stop);
  await going.stop();
  return outcome;
}

function printJson(event: RunEvent): void {
  console.log(JSON.stringify(event));
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

async function requestFrom(what: string[], options: RunOptions): Promise<RunRequest> {
  const edition = editionId.parse(options.edition);
  const [first = ''] = what;
  const prebuilt =
    extname(first) === '.ko'
      ? { name: basename(first, '.ko'), ko: await readBytes(first) }
      : undefined;
  const files = prebuilt ? [] : isLesson(what) ? await lessonFiles(first) : await readSources(what);
  const client = options.client ? [await readSourceFile(options.client)] : [];
  const kept = client.length > 0 ? files.filter(({ name }) => !name.endsWith('.ts')) : files;
  const all = sourceFiles.safeParse([...kept, ...client]);
  if (!all.success)
    throw new UsageError(all.error.issues[0]?.message ?? 'These files cannot be run.', '');
  const timeoutMs = options.timeout === undefined ? undefined : options.timeout * 1000;
  return {
    edition,
    files: all.data,
    steps: [
      ...stepsOf(all.data, prebuilt !== undefined),
      ...options.shell.map((shell) => ({ shell })),
    ],
    ...(prebuilt && { prebuilt }),
    ...(timeoutMs && { limits: { clientTimeoutMs: timeoutMs, shellTimeoutMs: timeoutMs } }),
  };
}

function isLesson(what: string[]): boolean {
  return what.length === 1 && /^[a-z][a-z0-9-]*$/.test(what[0] ?? '');
}

async function lessonFiles(id: string): Promise<SourceFile[]> {
  if (!course.includes(id)) {
    throw new UsageError(`There is no lesson "${id}".`, `There are: ${course.join(', ')}.`);
  }
  const files = await readLessonFiles(await loadLesson(id));
  return files.map(({ name, text }) => ({ name, text }));
}
