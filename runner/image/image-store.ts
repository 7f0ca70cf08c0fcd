// Keeps what was made in the cache folder: a thing is there whole, with its stamp, or not at all.
// Made in `temporary/`, written through to the disk, then renamed; one maker at a time.
import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import {
  lstat,
  mkdir,
  open,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  statfs,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import * as z from 'zod';
import { type FileLock, lockFile, tryLockFile } from '../file-lock.ts';
import { describeHolder } from '../lock-holder.ts';
import { runCommand } from './command.ts';
import { explainFailure, ImageError } from './image-error.ts';
import { type ReportedWork, withinStepLimits } from './step-limits.ts';

const stampSchema = z.strictObject({
  /** ISO time at which it was finished. */
  made: z.iso.datetime(),
  kernelRelease: z.string().min(1),
  /** Files at the top, by name. */
  files: z.record(z.string(), z.strictObject({ bytes: z.int(), sha256: z.string().length(64) })),
  /** Files in the folder tree `root/`, and the sum of their sizes. */
  tree: z.nullable(z.strictObject({ files: z.int(), bytes: z.int() })),
});
export type Stamp = z.infer<typeof stampSchema>;

export type Artifact = { folder: string; stamp: Stamp };

const stampName = 'stamp.json';

/** The folder in which images are kept. */
export function imagesFolder(cache: string): string {
  return join(cache, 'images');
}

/** The whole artifacts of `prefix` (kind, edition, key or the first of these), newest first. Milliseconds: sizes only. */
export async function findArtifacts(images: string, prefix: string): Promise<Artifact[]> {
  const names = (await readdir(images).catch(() => [])).filter((name) =>
    name.startsWith(`${prefix}-`),
  );
  const found = await Promise.all(names.map((name) => readArtifact(join(images, name))));
  return found
    .filter((artifact) => artifact !== undefined)
    .toSorted((a, b) => b.stamp.made.localeCompare(a.stamp.made));
}

async function readArtifact(folder: string): Promise<Artifact | undefined> {
  try {
    const stamp = stampSchema.parse(JSON.parse(await readFile(join(folder, stampName), 'utf8')));
    for (const [name, { bytes }] of Object.entries(stamp.files)) {
      if ((await stat(join(folder, name))).size !== bytes) return undefined;
    }
    if (stamp.tree) await stat(join(folder, 'root'));
    return { folder, stamp };
  } catch {
    return undefined;
  }
}

/** Reads every byte again; tells what is not as the stamp has it. */
export async function verifyArtifact({ folder, stamp }: Artifact): Promise<string[]> {
  const now = await describe(folder, Object.keys(stamp.files), stamp.tree !== null);
  const faults = Object.keys(stamp.files)
    .filter((name) => now.files[name]?.sha256 !== stamp.files[name]?.sha256)
    .map((name) => `${join(folder, name)} was changed`);
  if (now.tree?.files !== stamp.tree?.files || now.tree?.bytes !== stamp.tree?.bytes) {
    faults.push(`${join(folder, 'root')} was changed`);
  }
  return faults;
}

export type MakeOptions = {
  images: string;
  /** First part of the folder's name: kind, edition and key. */
  prefix: string;
  /** For messages: "the compiler of edition 6.12". */
  what: string;
  /** Free space that the making takes at its peak. */
  neededBytes: number;
  signal?: AbortSignal | undefined;
  /** Called every second while another process makes it, with what that one does, in words. */
  onWait?: (words: string) => void;
  /** So many of the same kind and edition stay when one is made; all by default. */
  keep?: number;
  /** Which of the artifacts that are there will do; any of them by default. */
  accept?: (stamp: Stamp) => boolean;
  /**
   * Fills `folder`: files at its top and, where it has one, a tree `root/`. Returns the kernel's
   * release and the names of the files. It reports each step that it begins: those who wait see it,
   * and a step that takes longer than its limit ends the making.
   */
  make: (
    folder: string,
    making: ReportedWork,
  ) => Promise<{ kernelRelease: string; files: string[]; tree: boolean }>;
};

/**
 * Returns the artifact, making it when there is none that will do. Two processes never make the
 * same one; what a killed process left is removed.
 * @throws {ImageError}
 */
export async function ensureArtifact(options: MakeOptions): Promise<Artifact> {
  const { images, prefix, accept = () => true } = options;
  const find = async () => (await findArtifacts(images, prefix)).find(({ stamp }) => accept(stamp));
  const there = await find();
  if (there) return there;
  await mkdir(images, { recursive: true });
  const lock = await lockFile(join(images, 'locks', prefix), {
    signal: options.signal,
    onWait: (holder) => options.onWait?.(describeHolder(holder)),
  });
  try {
    const made = await find();
    if (made) return made;
    return await withinStepLimits(
      { what: options.what, signal: options.signal, onStep: lock.note },
      (making) => makeNow(options, making),
    );
  } finally {
    lock.release();
  }
}

async function makeNow(options: MakeOptions, making: ReportedWork): Promise<Artifact> {
  const { images, prefix } = options;
  const temporary = join(images, 'temporary');
  await removeStale(temporary, prefix);
  await checkSpace(options);
  const folder = join(temporary, `${prefix}.${randomBytes(4).toString('hex')}`);
  await mkdir(folder, { recursive: true });
  try {
    const made = await options.make(folder, making);
    making.step('writing it to the disk');
    const stamp: Stamp = {
      made: new Date().toISOString(),
      kernelRelease: made.kernelRelease,
      ...(await describe(folder, made.files, made.tree)),
    };
    await writeFile(join(folder, stampName), `${JSON.stringify(stamp, null, 2)}\n`);
    await runCommand(['sync', '-f', folder], { what: options.what, signal: making.signal });
    making.signal.throwIfAborted();
    const final = join(images, `${prefix}-${made.kernelRelease}`);
    // Only a broken one can be in the way: a whole one would have been found.
    await rm(final, { recursive: true, force: true });
    await rename(folder, final);
    const parent = await open(images);
    await parent.sync().finally(() => parent.close());
    if (options.keep) await removeOld(images, prefix, options.keep);
    return { folder: final, stamp };
  } catch (error) {
    const full = (error as NodeJS.ErrnoException).code === 'ENOSPC';
    throw full ? explainFailure('writing', options.what, 'ENOSPC') : error;
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

/**
 * Keeps an artifact from being removed when newer ones are made, until the lock is released or this
 * process ends. None is needed for a moment's use.
 */
export function holdArtifact(folder: string): FileLock | undefined {
  return tryLockFile(join(folder, stampName), 'shared');
}

/** Keeps the newest of a kind and edition, and the older ones that somebody holds. */
async function removeOld(images: string, prefix: string, keep: number): Promise<void> {
  const family = prefix.slice(0, prefix.lastIndexOf('-'));
  const old = (await findArtifacts(images, family)).slice(keep);
  for (const { folder } of old) {
    const free = tryLockFile(join(folder, stampName));
    if (free) await rm(folder, { recursive: true, force: true });
    free?.release();
  }
}

/** The lock is held: every temporary folder of this prefix belongs to a process that died. */
async function removeStale(temporary: string, prefix: string): Promise<void> {
  const names = await readdir(temporary).catch(() => []);
  for (const name of names.filter((candidate) => candidate.startsWith(`${prefix}.`))) {
    await rm(join(temporary, name), { recursive: true, force: true, maxRetries: 5 });
  }
}

async function checkSpace({ images, what, neededBytes }: MakeOptions): Promise<void> {
  const disk = await statfs(images);
  const free = disk.bavail * disk.bsize;
  if (free >= neededBytes) return;
  throw new ImageError(
    'disk-full',
    `Cannot make ${what}: it takes ${megabytes(neededBytes)} and ${images} has ${megabytes(free)} free.`,
    'Free some space, or set CROSSINGS_CACHE to a folder on a larger disk.',
  );
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1e6)} MB`;
}

async function describe(folder: string, names: string[], tree: boolean) {
  const files: Stamp['files'] = {};
  for (const name of names) {
    const path = join(folder, name);
    const hash = createHash('sha256');
    await pipeline(createReadStream(path), hash).catch(() => undefined);
    const bytes = await stat(path).then(
      (found) => found.size,
      () => -1,
    );
    files[name] = { bytes, sha256: hash.digest('hex') };
  }
  return { files, tree: tree ? await measureTree(join(folder, 'root')) : null };
}

/** Counts the regular files below `root` and adds up their sizes. */
async function measureTree(root: string): Promise<{ files: number; bytes: number }> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  let bytes = 0;
  for (const file of files) bytes += (await lstat(join(file.parentPath, file.name))).size;
  return { files: files.length, bytes };
}
