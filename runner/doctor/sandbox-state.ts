// Whether this machine lets Crossings put compiler and emulator into a sandbox, found by trying.
import { exec } from 'tinyexec';
import { type CapMethod, capMethod } from '../sandbox/cgroup.ts';

export type SandboxState = {
  /** Whether bubblewrap can make its namespaces here; `why` is what it said where it cannot. */
  namespaces: boolean;
  why: string;
  /** How memory and processes of a sandbox are capped. */
  caps: CapMethod;
};

/** Starts an empty sandbox of the kind that compiler and emulator get. */
export async function trySandbox(): Promise<SandboxState> {
  const user = process.getuid?.() === 0 ? [] : ['--unshare-user', '--disable-userns'];
  const argv = [
    ...user,
    ...['--unshare-pid', '--unshare-net', '--unshare-ipc', '--die-with-parent'],
    ...['--ro-bind', '/', '/', '--proc', '/proc', '--dev', '/dev', '--', 'true'],
  ];
  try {
    const { exitCode, stderr } = await exec('bwrap', argv);
    return { namespaces: exitCode === 0, why: stderr.trim(), caps: capMethod() };
  } catch (error) {
    return { namespaces: false, why: (error as Error).message, caps: capMethod() };
  }
}
