// Hands /dev/short_copy 16 bytes of which only 5 can be read, and looks at
// what it made of them.
import { closeSync, openSync, readSync } from 'node:fs';
import koffi from 'koffi';

const libc = koffi.load('libc.so.6');
const write = libc.func('intptr_t write(int, uintptr_t, size_t)');
const mmap = libc.func(
  'intptr_t mmap(uintptr_t, size_t, int, int, int, int64_t)',
);
const mprotect = libc.func('int mprotect(uintptr_t, size_t, int)');

const pageBytes = 4096;
const readAndWrite = 3;
const privateAndAnonymous = 0x22;
const page: number = mmap(
  0,
  2 * pageBytes,
  readAndWrite,
  privateAndAnonymous,
  -1,
  0,
);
const edge = page + pageBytes;
if (page === -1 || mprotect(edge, pageBytes, 0) === -1)
  throw new Error('no memory to try it with');

const fd = openSync('/dev/short_copy', 'r+');
const kept = Buffer.alloc(64);
const readKept = () =>
  kept
    .toString('latin1', 0, readSync(fd, kept, 0, 64, 0))
    .replaceAll('\0', '.');

console.log(`before  ${readKept()}`);
const memory = Buffer.from(koffi.view(BigInt(page), pageBytes));
memory.write('HELLO', pageBytes - 5);
console.log(
  `write   16 bytes, 5 of them readable: ${write(fd, edge - 5, 16)} written`,
);
console.log(`after   ${readKept()}`);
closeSync(fd);
