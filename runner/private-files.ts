// Files with grades in them: for their owner only, from the moment that they exist.
import { chmod, mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** Of a file and of a directory that nobody else reads. */
export const privateFile = 0o600;
const privateDirectory = 0o700;

/** Makes a directory, or takes the rights of others away from one that's there. */
export async function makePrivateDirectory(directory: string): Promise<void> {
  await mkdir(directory, { recursive: true, mode: privateDirectory });
  const { mode } = await stat(directory);
  if ((mode & 0o077) !== 0) await chmod(directory, mode & privateDirectory);
}

/** Writes a file whole or not at all; its directory is there. */
export async function writePrivateFile(file: string, text: string): Promise<void> {
  const part = `${file}.part`;
  // What an interrupted run left may have the rights of then.
  await rm(part, { force: true });
  await writeFile(part, text, { mode: privateFile, flag: 'wx', flush: true });
  await rename(part, file);
}

/** Writes a file below `root`, and makes the directories in between. */
export async function writeBelow(root: string, inside: string, text: string): Promise<void> {
  const steps = path.dirname(inside).split(path.sep);
  for (const index of steps.keys()) {
    await makePrivateDirectory(path.join(root, ...steps.slice(0, index + 1)));
  }
  await writePrivateFile(path.join(root, inside), text);
}
