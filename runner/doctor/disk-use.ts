// How much of the disk a folder takes, and how much is left beside it.
import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { exec } from 'tinyexec';

export type DiskUse = {
  path: string;
  /** Blocks really taken, so that the holes of a guest's memory file do not count; 0 where there is none. */
  bytes: number;
  /** Free to this user on the same disk. */
  freeBytes: number;
};

/** Measures a folder or file. */
export async function diskUse(path: string): Promise<DiskUse> {
  const { stdout } = await exec('du', ['-s', '--block-size=1', '--', path]);
  return { path, bytes: Number.parseInt(stdout, 10) || 0, freeBytes: await freeBytes(path) };
}

/** A folder that is not there yet will be made on the disk of the nearest one above it. */
async function freeBytes(path: string): Promise<number> {
  try {
    const disk = await statfs(path);
    return disk.bavail * disk.bsize;
  } catch {
    return dirname(path) === path ? 0 : freeBytes(dirname(path));
  }
}
