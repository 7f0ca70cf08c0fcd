// A lock on a file that the kernel frees when its holder dies, however it dies.
import { closeSync, constants, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import koffi from 'koffi';

export type FileLock = { release(): void };

const lockShared = 1;
const lockExclusive = 2;
const lockNonBlocking = 4;
/** `flock` waits in the kernel and cannot be aborted: it is asked again and again instead. */
const askAgainMs = 200;

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

/** Waits for the lock on `path`; `onWait` is called once when another holds it. */
export async function lockFile(
  path: string,
  options: { signal?: AbortSignal | undefined; onWait?: () => void } = {},
): Promise<FileLock> {
  let waited = false;
  for (;;) {
    options.signal?.throwIfAborted();
    const lock = tryLockFile(path);
    if (lock) return lock;
    if (!waited) options.onWait?.();
    waited = true;
    await sleep(askAgainMs, undefined, { signal: options.signal });
  }
}
