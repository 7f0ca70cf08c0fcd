// A hash over everything that a build reads, so that a build with the same input is left out.
import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';

const inputs = [
  'lessons',
  'kmod',
  'site',
  'runner/protocol.ts',
  'runner/outcome.ts',
  'runner/editions.ts',
  'package-lock.json',
];

/** Hash of the content of all files that the site is made from; a few milliseconds. */
export async function inputStamp(root: string): Promise<string> {
  const files = (await Promise.all(inputs.map((input) => filesOf(root, input)))).flat().toSorted();
  const hash = createHash('sha256').update(process.version);
  for (const file of files) {
    hash.update(`\0${file}\0`).update(await readFile(path.join(root, file)));
  }
  return hash.digest('hex');
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
