// What `crossings clean` does: removes everything that can be made again, nothing else.
import { readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { readEnvironment } from '../config.ts';
import { tryLockFile } from '../file-lock.ts';
import { cacheUseLock } from '../image/cache-use.ts';
import { type DiskUse, diskUse } from './disk-use.ts';

/** The cache is in use: nothing was removed. */
export class CacheInUseError extends Error {
  override name = 'CacheInUseError';
  readonly repair = 'Stop the server or the command that uses it, and clean again.';
}

/** The cache folder may be one that the user named: only what Crossings made in it is touched. */
const ours = /^(images|templates|accelerator\.json|\.removing-.*)$/;

/**
 * Removes images and templates and returns what was removed, with its size. The learner's own data
 * is not in the cache and stays.
 * @throws {CacheInUseError} while a server or a Run uses the cache
 */
export async function cleanCache(cache = readEnvironment().cache): Promise<DiskUse[]> {
  const found = (await readdir(cache).catch(() => [])).filter((name) => ours.test(name));
  const names = found.toSorted((a, b) => a.localeCompare(b));
  if (names.length === 0) return [];
  const lock = tryLockFile(cacheUseLock(cache));
  if (!lock) throw new CacheInUseError(`The cache in ${cache} is in use; nothing was removed.`);
  try {
    const removed: DiskUse[] = [];
    for (const name of names) {
      removed.push(await diskUse(join(cache, name)));
      // Out of the way at once: a clean that is interrupted leaves nothing that looks whole.
      const going = name.startsWith('.removing-') ? name : `.removing-${name}`;
      if (going !== name) await rm(join(cache, going), { recursive: true, force: true });
      await rename(join(cache, name), join(cache, going));
      await rm(join(cache, going), { recursive: true, force: true });
    }
    return removed;
  } finally {
    lock.release();
  }
}
