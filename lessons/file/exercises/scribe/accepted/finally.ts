// Has the kernel write its text into the file that the argument names, and says how it went.
import { closeSync, constants, openSync } from 'node:fs';
import { getSystemErrorName } from 'node:util';
import koffi from 'koffi';

const ioctl = koffi.load('libc.so.6').func('int ioctl(int fd, unsigned long command, int file)');
const device = openSync('/dev/scribe', 'r');
/** Writes the next piece into the open file, and returns its length; 0 at the end, -1 for an error. */
const scribeWrite = 0xe201;

/** The name of the error of the last call, such as `ENOSPC`. */
const errorName = (): string => getSystemErrorName(-koffi.errno());

/** What became of it: how many bytes are in the file, and the error that stopped it, if any. */
type Saved = { bytes: number; error: string };

function save(path: string): Saved {
  let bytes = 0;
  let file = -1;
  try {
    file = openSync(path, constants.O_RDWR | constants.O_CREAT | constants.O_TRUNC, 0o600);
    let piece: number = ioctl(device, scribeWrite, file);
    for (; piece > 0; piece = ioctl(device, scribeWrite, file)) bytes += piece;
    return { bytes, error: piece < 0 ? errorName() : '' };
  } catch (error) {
    return { bytes, error: (error as NodeJS.ErrnoException).code ?? 'EIO' };
  } finally {
    if (file !== -1) closeSync(file);
  }
}

const { bytes, error } = save(process.argv[2] ?? '');
console.log(`${bytes} bytes${error === '' ? '' : `, then ${error}`}`);
process.exitCode = error === '' ? 0 : 1;
