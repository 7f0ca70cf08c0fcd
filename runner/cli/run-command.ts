// `run`: the Run of the page without a browser. A lesson by its id, or any module of the user's own.
import { readFile } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { styleText } from 'node:util';
import { type Command, Option } from 'commander';
import { course } from '../../lessons/course.ts';
import { loadLesson, readLessonFiles } from '../../lessons/lib/load-lesson.ts';
import { defaultEdition, editionId } from '../editions.ts';
import { exitCodes, type Outcome } from '../outcome.ts';
import {
  type Diagnostic,
  limits,
  type RunEvent,
  type SourceFile,
  sourceFiles,
} from '../protocol.ts';
import { openRunHost, type RunRequest, startRun } from '../run.ts';
import { stepsOf } from '../run-steps.ts';
import { inWords } from '../server/faults.ts';
import { printProgress } from './progress-line.ts';
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
    .action(async (what: string[], options: RunOptions) => {
      process.exitCode = await run(what, options);
    });
}

function collect(value: string, before: string[]): string[] {
  return [...before, value];
}

async function run(what: string[], options: RunOptions): Promise<number> {
  let request: RunRequest;
  try {
    request = await requestFrom(what, options);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(`${error.message} ${error.repair}`);
    return 64;
  }
  const progress = printProgress();
  try {
    const host = await openRunHost({
      editions: [request.edition],
      onProgress: progress.show,
      ready: 0,
    });
    progress.end();
    try {
      return exitCodes[(await runAndPrint(host, request, options)).kind];
    } finally {
      await host.close();
    }
  } catch (error) {
    progress.end();
    const { message, repair } = inWords(error);
    console.error(`${message}\n${repair}`);
    return exitCodes['runner-error'];
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
      for (const diagnostic of event.diagnostics) console.error(describe(diagnostic));
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

function describe({ file, line, column, severity, message, caret }: Diagnostic): string {
  const place = line > 0 ? `${file}:${line}:${column}` : file;
  return [`${place}: ${severity}: ${message}`, caret].filter(Boolean).join('\n');
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
      ? { name: basename(first, '.ko'), ko: await readOwn(first) }
      : undefined;
  const files = prebuilt ? [] : isLesson(what) ? await lessonFiles(first) : await ownFiles(what);
  const client = options.client ? [await sourceFrom(options.client)] : [];
  const kept = client.length > 0 ? files.filter(({ name }) => !name.endsWith('.ts')) : files;
  const all = sourceFiles.safeParse([...kept, ...client]);
  if (!all.success)
    throw new UsageError(all.error.issues[0]?.message ?? 'These files cannot be run.', '');
  const timeoutMs = options.timeout === undefined ? undefined : options.timeout * 1000;
  return {
    edition,
    files: all.data,
    steps: [...stepsOf(all.data), ...options.shell.map((shell) => ({ shell }))],
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

async function ownFiles(paths: string[]): Promise<SourceFile[]> {
  return await Promise.all(paths.map(sourceFrom));
}

async function sourceFrom(path: string): Promise<SourceFile> {
  const bytes = await readOwn(path);
  if (bytes.length > limits.sourceBytes) {
    throw new UsageError(`${path} is larger than 256 KiB.`, 'Give the source of a module.');
  }
  try {
    return { name: basename(path), text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    throw new UsageError(`${path} is not UTF-8 text.`, 'Save it as UTF-8.');
  }
}

async function readOwn(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    throw new UsageError(
      `${path} cannot be read: ${(error as Error).message}.`,
      'Name a file that exists.',
    );
  }
}
