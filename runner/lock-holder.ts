// Who holds a lock and how far the work is that it guards, written into the lock's own file, so that
// whoever waits can say what for.
import { readFileSync, writeFileSync } from 'node:fs';
import * as z from 'zod';

const holderSchema = z.strictObject({
  pid: z.int().positive(),
  /** Milliseconds since 1970 at which the lock was taken, and at which `step` was last reported. */
  since: z.int(),
  at: z.int(),
  step: z.string().max(300),
});
export type LockHolder = z.infer<typeof holderSchema>;

/** A holder that reported nothing for so long is said to make no progress. */
const quietMs = 60_000;

/** Writes into the file of a lock that this process holds. What fails here harms nobody. */
export function writeHolder(path: string, holder: LockHolder): void {
  try {
    writeFileSync(path, JSON.stringify(holder));
  } catch {
    // A full disk: those who wait say less.
  }
}

/** Who holds the lock on `path`; undefined where that is not told, or is being written right now. */
export function readHolder(path: string): LockHolder | undefined {
  try {
    return holderSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return undefined;
  }
}

/** In words for whoever waits: which process, since when, what it does, and whether it goes on. */
export function describeHolder(holder: LockHolder | undefined, now = Date.now()): string {
  if (!holder) return 'waiting for another process, which is making it';
  const { pid, since, at, step } = holder;
  const quiet = now - at;
  const stuck =
    quiet > quietMs
      ? `, without progress for ${inWords(quiet)}; if it stays, end process ${pid}`
      : '';
  const doing = step ? `: ${step}` : '';
  return `another process (PID ${pid}) has been making it for ${inWords(now - since)}${doing}${stuck}`;
}

function inWords(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  return seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}
