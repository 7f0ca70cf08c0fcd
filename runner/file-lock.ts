// A lock on a file that the kernel frees when its holder dies, however it dies.
import { closeSync, constants, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import koffi from 'koffi';
import { type LockHolder, readHolder, writeHolder } from './lock-holder.ts';

export type FileLock = { release(): void };

/** A lock whose holder tells those who wait how far it is. */
export type NotedLock = FileLock & { note(step: string): void };

const lockShared = 1;
const lockExclusive = 2;
const lockNonBlocking = 4;
/** `flock` waits in the kernel and cannot be aborted: it is asked again and again instead. */
const askAgainMs = 200;
/** Those who wait look so often how far the holder is. */
const lookAgainMs = 1000;

const flock: (descriptor: number, operation: number) => number = koffi
  .load('libc.so.6')
  .func('int flock(int descriptor, int operation)');

/**
 * Takes the lock on `path` (made with its folder where missing) or returns undefined when it is held.
 * A shared lock is held by any number at once, but not beside an exclusive one.
 */
export function tryLockFile(
  path: string,
  kind: 'exclusive' | 'shared' = 'exclusive',
): FileLock | undefined {
  const operation = kind === 'shared' ? lockShared : lockExclusive;
  mkdirSync(dirname(path), { recursive: true });
  // Node opens with O_CLOEXEC: no child keeps the lock alive.
  const descriptor = openSync(path, constants.O_RDWR | constants.O_CREAT, 0o600);
  if (flock(descriptor, operation | lockNonBlocking) === 0) {
    return { release: () => closeSync(descriptor) };
  }
  closeSync(descriptor);
  return undefined;
}

/**
 * Waits for the lock on `path`. `onWait` is called at once when another holds it, and again every
 * second, with the holder where it has told who it is.
 */
export async function lockFile(
  path: string,
  options: {
    signal?: AbortSignal | undefined;
    onWait?: (holder: LockHolder | undefined) => void;
  } = {},
): Promise<NotedLock> {
  for (let waited = 0; ; waited += askAgainMs) {
    options.signal?.throwIfAborted();
    const lock = tryLockFile(path);
    if (lock) return noted(lock, path);
    if (waited % lookAgainMs === 0) options.onWait?.(readHolder(path));
    await sleep(askAgainMs, undefined, { signal: options.signal });
  }
}

function noted({ release }: FileLock, path: string): NotedLock {
  const since = Date.now();
  const note = (step: string): void =>
    writeHolder(path, { pid: process.pid, since, at: Date.now(), step: step.slice(0, 300) });
  note('');
  return { release, note };
}
