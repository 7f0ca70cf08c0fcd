// Runs one of the image's tools: its lines are handed on as they come, and it never outlives us.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { explainFailure, ImageError } from './image-error.ts';

export type CommandOptions = {
  /** What is being made, for the error's message. */
  what: string;
  cwd?: string;
  signal?: AbortSignal | undefined;
  /** Each line of standard output and standard error. */
  onLine?: (line: string) => void;
};

/** Of a failed tool's output, the last so many characters are kept. */
const keptCharacters = 64 * 1024;

/**
 * Runs `argv` to its end and returns what it printed on both streams.
 * `setpriv --pdeathsig` ends the tool when this process is killed.
 * @throws {ImageError} when it is missing, fails, or the signal aborts it
 */
export async function runCommand(argv: string[], options: CommandOptions): Promise<string> {
  const [tool = ''] = argv;
  options.signal?.throwIfAborted();
  const child = spawn('setpriv', ['--pdeathsig', 'TERM', '--', ...argv], {
    cwd: options.cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, LC_ALL: 'C.UTF-8', DEBIAN_FRONTEND: 'noninteractive' },
  });
  const abort = () => child.kill('SIGTERM');
  options.signal?.addEventListener('abort', abort, { once: true });
  let output = '';
  const keep = (line: string) => {
    output = `${output}${line}\n`.slice(-keptCharacters);
    options.onLine?.(line);
  };
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', keep);
  }
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    if (options.signal?.aborted) {
      throw new ImageError(
        'interrupted',
        `Making ${options.what} was interrupted.`,
        'Start again; what was half made is removed then.',
      );
    }
    if (code === 127 || /^setpriv: failed to execute/m.test(output)) throw missing(tool);
    if (code !== 0) throw explainFailure(tool, options.what, output);
    return output;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw missing('setpriv');
    throw error;
  } finally {
    options.signal?.removeEventListener('abort', abort);
  }
}

function missing(tool: string): ImageError {
  return new ImageError(
    'missing-tool',
    `The program ${tool} is missing.`,
    'Run `npm start`: it installs what is missing, or prints the line to type.',
  );
}
