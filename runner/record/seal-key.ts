// The key pair that seals grades, kept in the data folder. Whoever has the public half can check a
// grade; only this server can make one.
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
} from 'node:crypto';
import { chmodSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { RecordError } from './record-error.ts';

export type SealKey = { private: KeyObject; public: KeyObject };

/**
 * Reads the key, or makes it where there is none. Only its owner can read it; the public half lies
 * beside it as `grades.pub`.
 * @param folder the data folder
 * @throws RecordError when what lies there is no key: a new one would make all old grades invalid
 */
export function sealKey(folder: string): SealKey {
  const file = join(folder, 'grades.key');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const known = readKey(file) ?? makeKey(file);
  chmodSync(file, 0o600);
  const half = createPublicKey(known);
  writeFileSync(join(folder, 'grades.pub'), half.export({ type: 'spki', format: 'pem' }));
  return { private: known, public: half };
}

/** A public key from a PEM file. @throws RecordError when it is none */
export function readPublicKey(file: string): KeyObject {
  try {
    return createPublicKey(readFileSync(file));
  } catch (cause) {
    throw new RecordError(
      `${file} is no public key: ${(cause as Error).message}.`,
      'Give the grades.pub of the server that sealed the grade.',
      cause,
    );
  }
}

/** The name by which a record says which key sealed it: SHA-256 of the public half, hexadecimal. */
export function fingerprint(key: KeyObject): string {
  return createHash('sha256')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest('hex');
}

function readKey(file: string): KeyObject | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    return createPrivateKey(text);
  } catch (cause) {
    throw new RecordError(
      `${file} is no key.`,
      'Put it back from a backup; or remove it, and grades sealed before can no longer be verified.',
      cause,
    );
  }
}

function makeKey(file: string): KeyObject {
  // Written aside and then named, so that there is never half a key; the first of two makers wins.
  const aside = `${file}.${process.pid}`;
  rmSync(aside, { force: true });
  const { privateKey } = generateKeyPairSync('ed25519');
  const text = privateKey.export({ type: 'pkcs8', format: 'pem' });
  writeFileSync(aside, text, { mode: 0o600, flag: 'wx', flush: true });
  try {
    linkSync(aside, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(aside);
  }
  return createPrivateKey(readFileSync(file, 'utf8'));
}
