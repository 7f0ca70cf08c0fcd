// Starts one program in its sandbox, hands bytes in and out by pipes and never by files, and ends
// the whole process tree at the first limit that is reached.
import { spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { bwrapArgs, type Sandbox } from './bwrap-args.ts';
import { type Caps, openCage } from './cgroup.ts';
import { seccompFilter } from './seccomp.ts';

export type SandboxedRun = {
  /** The sandbox; its `files` are added here, from `inputs`. */
  sandbox: Omit<Sandbox, 'files' | 'command' | 'seccompDescriptor'>;
  /** Files that are there when the program starts: path inside and bytes. */
  inputs: { path: string; bytes: Uint8Array }[];
  /**
   * Makes the command from the descriptors on which results are read, one for each of
   * `resultBytes`.
   */
  command: (resultDescriptors: number[]) => string[];
  /** The largest size of each result. */
  resultBytes: number[];
  /** The most that may be printed on standard error. */
  messageBytes: number;
  wallMs: number;
  /** Of the whole sandbox, where control groups can be had. */
  caps: Caps;
  signal?: AbortSignal | undefined;
};

export type SandboxedEnd = {
  /** Exit code, or null when it was ended by a signal. */
  code: number | null;
  /** What was printed on standard error, up to the limit. */
  messages: Buffer;
  results: Buffer[];
  /** The limit at which it was ended, if any; `memory` where the kernel ended a process for it. */
  reached?: 'time' | 'messages' | 'result' | 'memory';
};

/**
 * Runs to the end; when the promise settles no process of the sandbox is left.
 * @throws the signal's reason when it is aborted; the error of spawn(2) when bubblewrap is missing
 */
export async function runSandboxed(run: SandboxedRun): Promise<SandboxedEnd> {
  run.signal?.throwIfAborted();
  const seccomp = 3;
  // Results before inputs: scripts name them, and a shell knows descriptors of one digit only.
  const firstResult = seccomp + 1;
  const firstInput = firstResult + run.resultBytes.length;
  const cage = openCage(run.caps);
  const command = bwrapArgs({
    ...run.sandbox,
    files: run.inputs.map(({ path }, index) => ({
      descriptor: firstInput + index,
      path,
      permissions: '0444',
    })),
    seccompDescriptor: seccomp,
    command: run.command(run.resultBytes.map((_, index) => firstResult + index)),
  });
  const given = [
    { descriptor: seccomp, bytes: seccompFilter() },
    ...run.inputs.map(({ bytes }, index) => ({ descriptor: firstInput + index, bytes })),
  ];
  const pipes = [...given, ...run.resultBytes].map(() => 'pipe' as const);
  const [program = '', ...args] = cage.enter(command);
  const child = spawn(program, args, {
    stdio: ['ignore', 'ignore', 'pipe', ...pipes],
    env: { PATH: process.env.PATH },
  });

  let reached: SandboxedEnd['reached'];
  const end = (why: NonNullable<SandboxedEnd['reached']>) => {
    reached ??= why;
    child.kill('SIGKILL');
  };
  const abort = () => child.kill('SIGKILL');
  run.signal?.addEventListener('abort', abort, { once: true });
  const timer = setTimeout(end, run.wallMs, 'time');
  try {
    for (const { descriptor, bytes } of given) {
      const pipe = child.stdio[descriptor] as Writable;
      // A sandbox that could not start closes the pipe early; its exit code tells the rest.
      pipe.on('error', () => {});
      pipe.end(bytes);
    }
    const messages = collect(child.stdio[2] as Readable, run.messageBytes, () => end('messages'));
    const results = run.resultBytes.map((cap, index) =>
      collect(child.stdio[firstResult + index] as Readable, cap, () => end('result')),
    );
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    run.signal?.throwIfAborted();
    if (cage.ranOutOfMemory()) reached ??= 'memory';
    return {
      code,
      messages: messages(),
      results: results.map((result) => result()),
      ...(reached === undefined ? {} : { reached }),
    };
  } finally {
    clearTimeout(timer);
    run.signal?.removeEventListener('abort', abort);
    cage.release();
  }
}

/** Keeps up to `cap` bytes of a stream; calls `over` once when more come. */
function collect(stream: Readable, cap: number, over: () => void): () => Buffer {
  const kept: Buffer[] = [];
  let room = cap;
  stream.on('error', () => {});
  stream.on('data', (chunk: Buffer) => {
    if (room < 0) return;
    kept.push(chunk.subarray(0, room));
    room -= chunk.length;
    if (room < 0) over();
  });
  return () => Buffer.concat(kept);
}
