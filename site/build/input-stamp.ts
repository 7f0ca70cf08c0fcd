// A hash over everything that a build reads, so that a build with the same input is left out.
import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';

/** What makes pages of lessons; relative to the repository. */
const makers = [
  'lessons/lib',
  'lessons/course.ts',
  'site',
  'runner/protocol.ts',
  'runner/check-protocol.ts',
  'runner/outcome.ts',
  'runner/editions.ts',
  'package-lock.json',
];
/** What pages are made of; relative to the folder that holds the lessons. */
const contents = ['lessons', 'kmod'];

/**
 * Hash of the content of all files that a site is made with and from; a few milliseconds.
 * @param root folder that holds the lessons, which for tests is not the repository
 */
export async function inputStamp(repository: string, root: string): Promise<string> {
  const hash = createHash('sha256').update(process.version);
  await add(repository, makers);
  await add(root, contents);
  return hash.digest('hex');

  async function add(folder: string, inputs: readonly string[]): Promise<void> {
    const files = await Promise.all(inputs.map((input) => filesOf(folder, input)));
    for (const file of files.flat().toSorted()) {
      hash.update(`\0${file}\0`).update(await readFile(path.join(folder, file)));
    }
  }
}

async function filesOf(root: string, input: string): Promise<string[]> {
  const found = await stat(path.join(root, input)).catch(() => null);
  if (!found?.isDirectory()) return found ? [input] : [];
  const entries = await readdir(path.join(root, input), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.test.ts'))
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)))
    .filter((file) => !file.startsWith(`site${path.sep}dist`));
}
