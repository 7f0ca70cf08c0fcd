// The sandbox in which everything of a toolchain runs: its /usr read-only, /dev/null, and a folder
// /work in memory. No /etc, no /proc, nothing of the host.
import { lstatSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { build } from '../config.ts';
import type { Bind, Sandbox } from '../sandbox/bwrap-args.ts';
import { nextIdentity } from '../sandbox/identity.ts';
import { runSandboxed, type SandboxedEnd, type SandboxedRun } from '../sandbox/run-sandboxed.ts';
import { BuildFault, sandboxFault } from './build-fault.ts';

export type BuildLimits = {
  /** Of the whole build. */
  wallMs: number;
  /** Of one process. */
  cpuSeconds: number;
  /** Address space of one process. */
  memoryBytes: number;
  /** Processes at one time. */
  processes: number;
  /** One file that the compiler writes. */
  fileBytes: number;
  /** All files together; they are held in memory. */
  workBytes: number;
  /** What the tools print. */
  messageBytes: number;
  /** A finished module, with or without debug information. */
  resultBytes: number;
};

/** The folder in which the tools work, and the one where what was prepared is shown. */
export const workFolder = '/work';
export const preparedFolder = '/prepared';

/**
 * The one line of /proc that a tool needs: objtool from 7.3 on looks where its stack is, so that it
 * can name an overflow of it. Any place will do.
 */
const processMaps = '7ffc00000000-7ffc00800000 rw-p 00000000 00:00 0 [stack]\n';

export type ToolchainCommand = {
  root: string;
  /** Host folder shown at /prepared. */
  prepared?: string;
  /** Shell script; its results go to the descriptors. */
  script: (resultDescriptors: number[]) => string;
  /** Files in /work, by name. */
  inputs: { name: string; bytes: Uint8Array }[];
  results: number;
  limits: BuildLimits;
  /** kbuild looks at /proc; a learner's source never sees one. */
  proc?: boolean;
  env?: Record<string, string>;
  signal?: AbortSignal | undefined;
};

/**
 * Runs a script with the toolchain's programs.
 * @throws {BuildFault} when bubblewrap is missing; the signal's reason when aborted
 */
export async function runInToolchain(command: ToolchainCommand): Promise<SandboxedEnd> {
  const { limits } = command;
  const sandbox: SandboxedRun['sandbox'] = {
    bwrap: 'bwrap',
    ...rootLayout(command.root),
    tmpfs: [{ path: workFolder, bytes: limits.workBytes, permissions: '1777' }],
    proc: command.proc ?? false,
    dev: 'null',
    identity: nextIdentity('/usr/bin/setpriv'),
    env: { PATH: '/usr/bin:/bin', LC_ALL: 'C', TMPDIR: workFolder, ...command.env },
    cwd: workFolder,
    prlimit: '/usr/bin/prlimit',
    limits: {
      addressSpaceBytes: limits.memoryBytes,
      cpuSeconds: limits.cpuSeconds,
      fileBytes: limits.fileBytes,
      openFiles: build.openFiles,
      processes: limits.processes,
    },
  };
  if (command.prepared !== undefined) {
    sandbox.binds.push({ from: command.prepared, to: preparedFolder, mode: 'ro' });
  }
  const inputs = command.inputs.map(({ name, bytes }) => ({ path: join(workFolder, name), bytes }));
  if (!command.proc) inputs.push({ path: '/proc/self/maps', bytes: Buffer.from(processMaps) });
  try {
    return await runSandboxed({
      sandbox,
      inputs,
      command: (descriptors) => ['/bin/sh', '-c', command.script(descriptors)],
      resultBytes: Array.from({ length: command.results }, () => limits.resultBytes),
      messageBytes: limits.messageBytes,
      wallMs: limits.wallMs,
      caps: {
        memoryBytes: limits.memoryBytes + limits.workBytes,
        processes: limits.processes,
      },
      signal: command.signal,
    });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).syscall?.startsWith('spawn'))
      throw sandboxFault('', error);
    throw error;
  }
}

/** Debian 12 still has folders /bin and /lib of their own; later suites have links into /usr. */
function rootLayout(root: string): Required<Pick<Sandbox, 'binds' | 'symlinks'>> {
  const binds: Bind[] = [];
  const symlinks: { path: string; target: string }[] = [];
  for (const name of ['usr', 'bin', 'sbin', 'lib', 'lib64']) {
    const from = join(root, name);
    const found = lstatSync(from, { throwIfNoEntry: false });
    if (found?.isSymbolicLink()) symlinks.push({ path: `/${name}`, target: readlinkSync(from) });
    if (found?.isDirectory()) binds.push({ from, to: `/${name}`, mode: 'ro' });
  }
  if (!binds.some(({ to }) => to === '/usr')) {
    throw new BuildFault(
      `There is no toolchain in ${root}.`,
      'Make it again: `npm run crossings -- clean`, then `npm start`.',
    );
  }
  return { binds, symlinks };
}
