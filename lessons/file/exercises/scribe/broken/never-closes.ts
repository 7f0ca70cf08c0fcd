// Has the kernel write its text into the file that the argument names, and says how it went.
import { openSync } from 'node:fs';
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
  let file: number;
  try {
    file = openSync(path, 'w', 0o600);
  } catch (error) {
    return { bytes: 0, error: (error as NodeJS.ErrnoException).code ?? '' };
  }
  let bytes = 0;
  let error = '';
  for (;;) {
    const written: number = ioctl(device, scribeWrite, file);
    if (written === -1) error = errorName();
    if (written <= 0) break;
    bytes += written;
  }
  return { bytes, error };
}

const { bytes, error } = save(process.argv[2] ?? '');
console.log(`${bytes} bytes${error === '' ? '' : `, then ${error}`}`);
process.exitCode = error === '' ? 0 : 1;
