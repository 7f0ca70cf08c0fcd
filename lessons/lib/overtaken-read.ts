// A read that is overtaken: it stops in the middle of its copy to the program, another process changes
// what is read, and the copy goes on. Without a lock around the copy, or a copy of the module's own,
// half of what comes back is old and half is new. Nothing here depends on time or luck.
import { type Call, O, open, type Probe } from './probe.ts';

export type OvertakenRead = {
  /** What the read returned. */
  value: number;
  errno: string;
  /** Hexadecimal, as many bytes as the read returned. */
  got: string;
};

/**
 * Reads up to `length` bytes of `path`, and does `change` when `from` bytes have been copied.
 * @param before calls that open what `change` needs
 */
export async function overtakenRead(
  { calls }: Probe,
  parts: { path: string; length: number; from: number; before: Call[]; change: Call },
): Promise<OvertakenRead> {
  const { path, length, from, before, change } = parts;
  const reading: Call = {
    ...{ call: 'read', as: 'reading', background: true },
    arguments: [{ result: 'slow' }, { late: '00'.repeat(length), from }, length],
  };
  const list: Call[] = [
    ...[...before, open(path, O.RDONLY, 'slow'), reading],
    { call: 'sleeper', arguments: [2000] },
    // With a lock it has to wait for the reader; without one it is done at once.
    { ...change, as: 'changing', background: true },
    { call: 'await', arguments: [{ text: 'changing' }, 400] },
    { call: 'arrive', arguments: [] },
    { call: 'await', arguments: [{ text: 'changing' }, 5000] },
    { call: 'await', arguments: [{ text: 'reading' }, 5000] },
  ];
  const { value = -1, errno = '', memory = [] } = (await calls(list)).at(-1) ?? {};
  return { value, errno, got: (memory[0] ?? '').slice(0, 2 * Math.max(0, value)) };
}
