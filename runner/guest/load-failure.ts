// The evidence of a refused module: the errno, and what the kernel logged about it.
import type { Guest } from './guest.ts';

export type LoadFailure = {
  errno: number;
  /** The kernel log since the load began. */
  log: readonly string[];
  module: string;
  /** A module of this name is in the kernel although this one was refused. */
  known: boolean;
};

/** Reads from the guest what there is to say. @param logged lines of the log before the load */
export async function loadFailure(
  guest: Guest,
  { errno, module, logged }: { errno: number; module: string; logged: number },
): Promise<LoadFailure> {
  await guest.drainLog();
  const { code } = await guest.execute(['test', '-e', `/sys/module/${module}`]);
  return { errno, log: guest.log.since(logged), module, known: code === 0 };
}
