// The key that signs the cookie, kept in the data folder, so that open pages outlive the server.
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const keyBytes = 32;

/**
 * Reads the key, or makes it where there is none or only a part of one. Only its owner can read it.
 * @param folder the data folder
 */
export function signingKey(folder: string): Buffer {
  const file = join(folder, 'cookie.key');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const known = readKey(file);
  if (known !== null) {
    chmodSync(file, 0o600);
    return known;
  }
  // Written aside and then named, so that an interrupted start leaves no half key.
  const aside = `${file}.${process.pid}`;
  rmSync(aside, { force: true });
  writeFileSync(aside, randomBytes(keyBytes), { mode: 0o600, flag: 'wx', flush: true });
  renameSync(aside, file);
  return readFileSync(file);
}

function readKey(file: string): Buffer | null {
  try {
    const key = readFileSync(file);
    return key.length === keyBytes ? key : null;
  } catch (fault) {
    if (fault instanceof Error && 'code' in fault && fault.code === 'ENOENT') return null;
    throw fault;
  }
}
