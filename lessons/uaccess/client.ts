// Talks to /dev/uaccess: every crossing of the boundary once as it should go, then every way in
// which it can be cut short or refused. Prints a line for each; exit code 0 when all were right.
import { closeSync, constants, openSync, readSync, writeSync } from 'node:fs';
import { getSystemErrorName } from 'node:util';
import koffi from 'koffi';

// region: libc
// Addresses are plain numbers here (uintptr_t), so that a wrong one can be passed on purpose.
const libc = koffi.load('libc.so.6');
const ioctl = libc.func('int ioctl(int fd, unsigned long command, uintptr_t argument)');
const pread = libc.func('intptr_t pread(int fd, uintptr_t to, size_t count, int64_t position)');
const pwrite = libc.func('intptr_t pwrite(int fd, uintptr_t from, size_t count, int64_t position)');
const mmap = libc.func(
  'intptr_t mmap(uintptr_t address, size_t length, int access, int flags, int fd, int64_t offset)',
);
const mprotect = libc.func('int mprotect(uintptr_t address, size_t length, int access)');
// endregion: libc

// region: show
/** What a call of libc returned, or the name of its error; errno lives only until the next call. */
function result(returned: number): string {
  return returned === -1 ? getSystemErrorName(-koffi.errno()) : String(returned);
}

let wrong = 0;

/** Prints one line, and marks it when it is not what a right module answers. */
function show(what: string, got: string, wanted: string): void {
  if (got !== wanted) wrong += 1;
  console.log(`  ${what.padEnd(44)} ${got}${got === wanted ? '' : `   <- should be ${wanted}`}`);
}
// endregion: show

// region: open
// Without O_CREAT: where the module is missing this must fail, and not make a plain file in /dev.
const fd = openSync('/dev/uaccess', constants.O_RDWR | constants.O_TRUNC);
// endregion: open

// region: blocks
console.log('A block of bytes');
const note = 'hello from user space';
show(`write "${note}"`, String(writeSync(fd, note)), '21');

const buffer = Buffer.alloc(64);
/** Reads up to `count` bytes at `position`, or where the file stands when that is null. */
function readText(count: number, position: number | null): string {
  return JSON.stringify(buffer.toString('utf8', 0, readSync(fd, buffer, 0, count, position)));
}
show('read up to 64 bytes from the start', readText(64, 0), '"hello from user space"');
show('read up to 5', readText(5, 0), '"hello"');
show('read at the end', readText(64, null), '""');
// endregion: blocks

// region: page
// Memory of which the program knows the address: a page, and behind it one it may not touch.
const pageBytes = 4096;
const readable = 1;
const writable = 2;
const privateAndAnonymous = 0x22;
const page: number = mmap(0, 2 * pageBytes, readable | writable, privateAndAnonymous, -1, 0);
if (page === -1) throw new Error(`mmap failed: ${result(page)}`);
const edge = page + pageBytes;
if (mprotect(edge, pageBytes, 0) === -1) throw new Error(`mprotect failed: ${result(-1)}`);
const memory = new DataView(koffi.view(BigInt(page), pageBytes));
// endregion: page

// region: numbers
// As in uaccess_uapi.h: direction, size of what the argument points to, driver, command.
const getLimit = ((2 << 30) | (4 << 16) | (0xe0 << 8) | 1) >>> 0;
const setLimit = ((1 << 30) | (4 << 16) | (0xe0 << 8) | 2) >>> 0;
// endregion: numbers

// region: values
console.log('One number');
show('ask for the limit', result(ioctl(fd, getLimit, page)), '0');
show('the number that the kernel put there', String(memory.getUint32(0, true)), '4096');
memory.setUint32(0, 32, true);
show('set the limit to 32', result(ioctl(fd, setLimit, page)), '0');
show('write 20 bytes where 11 more fit', result(pwrite(fd, page, 20, 21)), '11');
show('write one more', result(pwrite(fd, page, 1, 32)), 'ENOSPC');
memory.setUint32(0, 5000, true);
show('set a limit beyond what the device has', result(ioctl(fd, setLimit, page)), 'EINVAL');
show('send a number that it does not know', result(ioctl(fd, 0x5401, page)), 'ENOTTY');
// endregion: values

// region: pointers
console.log('A pointer that leads nowhere');
const nowhere = 8;
const insideKernel = 0xffff888000000000n;
show('write from there', result(pwrite(fd, nowhere, 16, 0)), 'EFAULT');
show('read to there', result(pread(fd, nowhere, 16, 0)), 'EFAULT');
show('set the limit from there', result(ioctl(fd, setLimit, nowhere)), 'EFAULT');
show('ask for the limit, to there', result(ioctl(fd, getLimit, nowhere)), 'EFAULT');
show("write from the kernel's own memory", result(pwrite(fd, insideKernel, 16, 0)), 'EFAULT');
show('set the limit from there', result(ioctl(fd, setLimit, insideKernel)), 'EFAULT');
// endregion: pointers

// region: partial
console.log('A buffer of which only 5 bytes can be used');
for (const [index, letter] of ['H', 'E', 'L', 'L', 'O'].entries()) {
  memory.setUint8(pageBytes - 5 + index, letter.charCodeAt(0));
}
show('write 16 bytes', result(pwrite(fd, edge - 5, 16, 0)), '5');
show('the note now', readText(21, 0), '"HELLO from user space"');
show('read 16 bytes', result(pread(fd, edge - 5, 16, 16)), '5');
// endregion: partial

// region: end
memory.setUint32(0, 4096, true);
ioctl(fd, setLimit, page);
closeSync(fd);
console.log(wrong === 0 ? 'All as it should be.' : `Not as it should be: ${wrong} of the above.`);
process.exitCode = wrong === 0 ? 0 : 1;
// endregion: end
