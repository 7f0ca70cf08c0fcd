// Reads the files that a user named on the command line.
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { limits, type SourceFile } from '../protocol.ts';
import { UsageError } from './usage-error.ts';

/** Reads sources of the user's own. @throws UsageError when one cannot be used */
export async function readSources(paths: string[]): Promise<SourceFile[]> {
  return await Promise.all(paths.map(readSourceFile));
}

/** @throws UsageError when the file is missing, too large, or no UTF-8 text */
export async function readSourceFile(path: string): Promise<SourceFile> {
  if (/\.(?:cc|cpp|cxx|C)$/.test(path)) {
    throw new UsageError(
      `${path} is C++, and the kernel's modules are written in C.`,
      'Write it in C, in a file that ends in .c: no classes, no namespaces, no C++ headers.',
    );
  }
  const bytes = await readBytes(path);
  if (bytes.length > limits.sourceBytes) {
    throw new UsageError(`${path} is larger than 256 KiB.`, 'Give the source of a module.');
  }
  try {
    return { name: basename(path), text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    throw new UsageError(`${path} is not UTF-8 text.`, 'Save it as UTF-8.');
  }
}

/** @throws UsageError when the file cannot be read */
export async function readBytes(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    throw new UsageError(
      `${path} cannot be read: ${(error as Error).message}.`,
      'Name a file that exists.',
    );
  }
}
