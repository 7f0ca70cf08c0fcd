// Tells `clean` that somebody uses the cache.
import { join } from 'node:path';
import { type FileLock, lockFile, tryLockFile } from '../file-lock.ts';

/** The file whose shared lock every user of the cache holds, and whose exclusive one `clean` takes. */
export function cacheUseLock(cache: string): string {
  return join(cache, 'in-use.lock');
}

/** Holds the cache for as long as this process lives or until the lock is released. */
export async function useCache(cache: string): Promise<FileLock> {
  const path = cacheUseLock(cache);
  const lock = tryLockFile(path, 'shared');
  if (lock) return lock;
  // A `clean` is at work: it takes moments.
  (await lockFile(path)).release();
  return useCache(cache);
}
