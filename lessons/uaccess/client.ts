// Talks to /dev/uaccess: every crossing of the boundary once as it should
// go, then every way in which it can be cut short or refused. Prints a line
// for each; exit code 0 when all were right.
import { closeSync, constants, openSync, readSync, writeSync } from 'node:fs';
import { getSystemErrorName } from 'node:util';
import koffi from 'koffi';

// region: libc
// Addresses are plain numbers here (uintptr_t): a wrong one can be passed.
const libc = koffi.load('libc.so.6');
const ioctl = libc.func('int ioctl(int, unsigned long, uintptr_t)');
const pread = libc.func('intptr_t pread(int, uintptr_t, size_t, int64_t)');
const pwrite = libc.func('intptr_t pwrite(int, uintptr_t, size_t, int64_t)');
const mmap = libc.func(
  'intptr_t mmap(uintptr_t, size_t, int, int, int, int64_t)',
);
const mprotect = libc.func('int mprotect(uintptr_t, size_t, int)');
// endregion: libc

// region: show
/** What libc returned, or its error; errno lives until the next call. */
function result(returned: number): string {
  if (returned !== -1) return String(returned);
  return getSystemErrorName(-koffi.errno());
}

let wrong = 0;

/** Prints one line, and marks it when it is not what a right module answers. */
function show(what: string, got: string, wanted: string): void {
  const right = got === wanted;
  if (!right) wrong += 1;
  const mark = right ? '' : `   <- should be ${wanted}`;
  console.log(`  ${what.padEnd(44)} ${got}${mark}`);
}
// endregion: show

// region: open
// Without O_CREAT: where the module is missing this must fail, and not make
// a plain file in /dev.
const fd = openSync('/dev/uaccess', constants.O_RDWR | constants.O_TRUNC);
// endregion: open

// region: blocks
console.log('A block of bytes');
const note = 'hello from user space';
show(`write "${note}"`, String(writeSync(fd, note)), '21');

const buffer = Buffer.alloc(64);
/** Reads at `position`, or where the file stands when that is null. */
function readText(count: number, position: number | null): string {
  const done = readSync(fd, buffer, 0, count, position);
  return JSON.stringify(buffer.toString('utf8', 0, done));
}
show('read up to 64 bytes from the start', readText(64, 0), `"${note}"`);
show('read up to 5', readText(5, 0), '"hello"');
show('read at the end', readText(64, null), '""');
// endregion: blocks

// region: page
// Memory of which the program knows the address: a page, and behind it one
// that it may not touch.
const pageBytes = 4096;
const readAndWrite = 3;
const anonymous = 0x22;
const page: number = mmap(0, 2 * pageBytes, readAndWrite, anonymous, -1, 0);
const edge = page + pageBytes;
if (page === -1 || mprotect(edge, pageBytes, 0) === -1) {
  throw new Error(`no memory to try it with: ${result(-1)}`);
}
const memory = new DataView(koffi.view(BigInt(page), pageBytes));
// endregion: page

// region: calls
// As in uaccess_uapi.h: direction, size of the argument, driver, command.
const getLimit = ((2 << 30) | (4 << 16) | (0xe0 << 8) | 1) >>> 0;
const setLimit = ((1 << 30) | (4 << 16) | (0xe0 << 8) | 2) >>> 0;

// The four crossings once more, now with any address at all.
type Address = number | bigint;
const ask = (to: Address) => result(ioctl(fd, getLimit, to));
const set = (from: Address) => result(ioctl(fd, setLimit, from));
const readTo = (to: Address, count: number, position: number) =>
  result(pread(fd, to, count, position));
const writeFrom = (from: Address, count: number, position: number) =>
  result(pwrite(fd, from, count, position));
// endregion: calls

// region: values
console.log('One number');
show('ask for the limit', ask(page), '0');
show('the number that came', String(memory.getUint32(0, true)), '4096');
memory.setUint32(0, 32, true);
show('set the limit to 32', set(page), '0');
show('write 20 bytes where 11 more fit', writeFrom(page, 20, 21), '11');
show('write one more', writeFrom(page, 1, 32), 'ENOSPC');
memory.setUint32(0, 5000, true);
show('set a limit beyond what the device has', set(page), 'EINVAL');
show('send an unknown number', result(ioctl(fd, 0x5401, page)), 'ENOTTY');
// endregion: values

// region: pointers
console.log('An address with nothing there');
const nowhere = 8;
show('write from there', writeFrom(nowhere, 16, 0), 'EFAULT');
show('read to there', readTo(nowhere, 16, 0), 'EFAULT');
show('set the limit from there', set(nowhere), 'EFAULT');
show('ask for the limit, to there', ask(nowhere), 'EFAULT');
console.log('An address of the kernel');
const insideKernel = 0xffff888000000000n;
show('write from there', writeFrom(insideKernel, 16, 0), 'EFAULT');
show('set the limit from there', set(insideKernel), 'EFAULT');
// endregion: pointers

// region: partial
console.log('A buffer of which 5 bytes can be used, and no more');
for (const [index, letter] of [...'HELLO'].entries()) {
  memory.setUint8(pageBytes - 5 + index, letter.charCodeAt(0));
}
show('write 16 bytes', writeFrom(edge - 5, 16, 0), '5');
show('the note now', readText(21, 0), '"HELLO from user space"');
show('read 16 bytes', readTo(edge - 5, 16, 16), '5');
// endregion: partial

// region: end
memory.setUint32(0, 4096, true);
set(page);
closeSync(fd);
console.log(
  wrong ? `${wrong} not as they should be.` : 'All as it should be.',
);
process.exitCode = wrong ? 1 : 0;
// endregion: end
