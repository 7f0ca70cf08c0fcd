// The files of one submission, a folder or a zip, read without following it anywhere: nothing is
// written, no link is followed, nothing is unpacked that is larger than a source may be.
import { constants } from 'node:fs';
import { lstat, open, readdir } from 'node:fs/promises';
import path from 'node:path';
import { unzipSync } from 'fflate';
import { cleanLine } from '../clean-text.ts';
import { classroom as limits } from '../config.ts';
import { limits as sourceLimits } from '../protocol.ts';
import { zipDirectory } from './zip-directory.ts';

/** A submission that cannot be graded by its sender's doing; the message says why. */
export class SubmissionRefused extends Error {
  override name = 'SubmissionRefused';

  /** Names of the sender's files are in the message. */
  constructor(message: string) {
    super(cleanLine(message));
  }
}

export type FoundFile = { name: string; read(): Promise<Uint8Array> };

/** Files below a folder, as they are named from there. @throws SubmissionRefused */
export async function folderFiles(folder: string): Promise<FoundFile[]> {
  const found: FoundFile[] = [];
  async function walk(inside: string, depth: number): Promise<void> {
    const entries = await readdir(path.join(folder, inside), { withFileTypes: true });
    for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
      const name = path.join(inside, entry.name);
      if (isClutter(entry.name)) continue;
      if (entry.isSymbolicLink()) {
        throw new SubmissionRefused(`${name} is a symbolic link; hand in the file itself.`);
      }
      if (entry.isDirectory() && depth < limits.folderDepth) await walk(name, depth + 1);
      if (entry.isFile()) found.push({ name, read: () => readPlainFile(path.join(folder, name)) });
      if (found.length > limits.files) throw new SubmissionRefused('It holds too many files.');
    }
  }
  await walk('', 0);
  return found;
}

/** Files of a zip. @throws SubmissionRefused */
export async function zipFiles(file: string): Promise<FoundFile[]> {
  const { size } = await lstat(file);
  if (size > limits.zipBytes) throw new SubmissionRefused('The zip is too large.');
  const bytes = Buffer.from(await readPlainFile(file, limits.zipBytes));
  const entries = zipDirectory(bytes);
  if (!entries) throw new SubmissionRefused('It is no zip file, or only a part of one.');
  if (entries.length > limits.files) throw new SubmissionRefused('The zip holds too many files.');
  for (const entry of entries) {
    const name = JSON.stringify(entry.name.slice(0, 80));
    if (/^[/\\]|^[A-Za-z]:|\\|(?:^|\/)\.\.(?:\/|$)|\0/.test(entry.name)) {
      throw new SubmissionRefused(`The zip names a file outside of itself: ${name}.`);
    }
    if (entry.symlink) {
      throw new SubmissionRefused(
        `${name} in the zip is a symbolic link; hand in the file itself.`,
      );
    }
    if (entry.encrypted) throw new SubmissionRefused(`${name} in the zip is encrypted.`);
  }
  return entries
    .filter(({ name }) => !name.endsWith('/') && !name.split('/').some(isClutter))
    .map(({ name, size: unpacked }) => ({
      name,
      async read() {
        if (unpacked > sourceLimits.sourceBytes) throw tooLarge(name);
        return unpack(bytes, name);
      },
    }));
}

function unpack(zip: Uint8Array, wanted: string): Uint8Array {
  let files: Record<string, Uint8Array>;
  try {
    // The size in the local header is what is made room for; a lie there ends in an error or a cut.
    files = unzipSync(zip, {
      filter: ({ name, originalSize }) =>
        name === wanted && originalSize <= sourceLimits.sourceBytes,
    });
  } catch (error) {
    throw new SubmissionRefused(`${wanted} cannot be unpacked: ${(error as Error).message}.`);
  }
  const bytes = files[wanted];
  if (!bytes) throw new SubmissionRefused(`${wanted} cannot be unpacked.`);
  return bytes;
}

async function readPlainFile(
  file: string,
  most: number = sourceLimits.sourceBytes,
): Promise<Uint8Array> {
  // Not blocked by a pipe, not led away by a link that was put there a moment ago.
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  const handle = await open(file, flags);
  try {
    const status = await handle.stat();
    if (!status.isFile()) throw new SubmissionRefused(`${path.basename(file)} is no plain file.`);
    if (status.size > most) throw tooLarge(path.basename(file));
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(most + 1), 0, most + 1, 0);
    if (bytesRead > most) throw tooLarge(path.basename(file));
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

function tooLarge(name: string): SubmissionRefused {
  return new SubmissionRefused(`${name} is larger than ${sourceLimits.sourceBytes / 1024} KiB.`);
}

/** What file managers and editors leave behind. */
function isClutter(name: string): boolean {
  return name.startsWith('.') ? name !== '..' : name === '__MACOSX';
}
