// What `run` is asked for on the command line, as the request of a Run.
import { basename, extname } from 'node:path';
import { course } from '../../lessons/course.ts';
import { loadLesson, readLessonFiles } from '../../lessons/lib/load-lesson.ts';
import { editionId } from '../editions.ts';
import { type SourceFile, sourceFiles } from '../protocol.ts';
import type { RunRequest } from '../run.ts';
import { stepsOf } from '../run-steps.ts';
import { readBytes, readSourceFile, readSources } from './read-sources.ts';
import { UsageError } from './usage-error.ts';

export type RunRequestOptions = {
  client?: string;
  edition: string;
  shell: string[];
  /** Of the client and of each line. */
  timeout?: number;
};

/** A Run that takes longer is no Run any more. */
const mostSeconds = 3600;

/**
 * Reads what a Run is asked for. Paths are read from the current directory.
 * @throws UsageError when something of it can't be used
 */
export async function runRequest(what: string[], options: RunRequestOptions): Promise<RunRequest> {
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
  const timeoutMs = timeLimit(options.timeout);
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

/** Milliseconds; undefined where none was given. */
function timeLimit(seconds: number | undefined): number | undefined {
  if (seconds === undefined) return undefined;
  if (seconds > 0 && seconds <= mostSeconds) return Math.ceil(seconds * 1000);
  throw new UsageError(
    `--timeout takes a number of seconds, at most ${mostSeconds}.`,
    'Give one, such as --timeout 10.',
  );
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
