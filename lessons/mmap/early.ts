// Watches the index in the page of /dev/early and takes each sample as soon
// as it is announced.
import { openSync } from 'node:fs';
import { getSystemErrorName } from 'node:util';
import koffi from 'koffi';

const libc = koffi.load('libc.so.6');
const ioctl = libc.func(
  'int ioctl(int fd, unsigned long command, uintptr_t argument)',
);
const mmap = libc.func(
  'intptr_t mmap(uintptr_t address, size_t length, int access, int flags, int fd, int64_t offset)',
);

const pageBytes = 4096;
const readable = 1;
const shared = 1;
const fd = openSync('/dev/early', 'r+');
const address: number = mmap(0, pageBytes, readable, shared, fd, 0);
if (address === -1)
  throw new Error(`mmap failed: ${getSystemErrorName(-koffi.errno())}`);
const bytes = koffi.view(BigInt(address), pageBytes);

// region: watch
const count = 100;
const head = new Uint32Array(bytes, 0, 1);
const samples = new Uint32Array(bytes, 64, count);

/**
 * Has the worker produce; whether samples were missing when they were
 * announced.
 */
function missing(command: number): string {
  ioctl(fd, command, 0);
  let absent = 0;
  for (let next = 0; next < count; next += 1) {
    while (Atomics.load(head, 0) <= next);
    if (samples[next] !== next + 1) absent += 1;
  }
  return absent > 0 ? 'some' : 'none';
}
// endregion: watch

const announceFirst = 0xe103;
const announceLast = 0xe104;
console.log(
  `index first, sample after:  ${missing(announceFirst)} of the ${count} were not there yet`,
);
console.log(
  `sample first, index after:  ${missing(announceLast)} of the ${count} were not there yet`,
);
