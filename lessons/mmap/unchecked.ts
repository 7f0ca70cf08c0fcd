// Maps from /dev/unchecked the page that it shares, and then the page behind
// it.
import { openSync, readSync } from 'node:fs';
import { getSystemErrorName } from 'node:util';
import koffi from 'koffi';

const libc = koffi.load('libc.so.6');
const mmap = libc.func(
  'intptr_t mmap(uintptr_t address, size_t length, int access, int flags, int fd, int64_t offset)',
);

const pageBytes = 4096;
const readAndWrite = 3;
const shared = 1;
const fd = openSync('/dev/unchecked', 'r+');

/** One page of the device, from this offset. */
function pageAt(offset: number): Buffer {
  const address: number = mmap(
    0,
    pageBytes,
    readAndWrite,
    shared,
    fd,
    offset,
  );
  if (address === -1)
    throw new Error(`mmap failed: ${getSystemErrorName(-koffi.errno())}`);
  return Buffer.from(koffi.view(BigInt(address), pageBytes));
}
const textOf = (page: Buffer) => page.toString('latin1', 0, page.indexOf(0));

console.log(`offset 0:     ${textOf(pageAt(0))}`);
const behind = pageAt(pageBytes);
console.log(`offset 4096:  ${textOf(behind)}`);
behind.write('changed by a program\0', 'latin1');

const key = Buffer.alloc(64);
console.log(
  `the driver:   ${key.toString('latin1', 0, readSync(fd, key, 0, 64, 0))}`,
);
