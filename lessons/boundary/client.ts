// Makes system calls by their numbers, then reads /proc/boundary, in which the
// kernel says who is calling. Prints a line for each; exit code 0 when all
// were right.
import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { getSystemErrorName } from 'node:util';
import koffi from 'koffi';

let wrong = 0;

/** Prints one line, and marks it when it is not what it should be. */
function show(what: string, got: string, wanted: string): void {
  const right = got === wanted;
  if (!right) wrong += 1;
  const mark = right ? '' : `   <- should be ${wanted}`;
  console.log(`  ${what.padEnd(42)} ${got}${mark}`);
}

// region: syscall
// What every function of the C library that needs the kernel comes down to:
// a number that says what is wanted, and up to six more.
const libc = koffi.load('libc.so.6');
const syscall = libc.func('int64_t syscall(int64_t, int64_t, int64_t)');

const getpid = 39;
const close = 3;
// endregion: syscall

// region: numbers
console.log('System calls by their numbers');
const isMine = syscall(getpid, 0, 0) === process.pid;
show('39, getpid: is it the number Node gives?', String(isMine), 'true');

const closed = syscall(close, 1000, 0);
const why = getSystemErrorName(-koffi.errno());
show('3, close(1000): what comes back', String(closed), '-1');
show('and errno, in words', why, 'EBADF');

syscall(9999, 0, 0);
const unknown = getSystemErrorName(-koffi.errno());
show('9999, which there is not', unknown, 'ENOSYS');
// endregion: numbers

// region: who
console.log('What the module says of who reads it');
const told = readFileSync('/proc/boundary', 'utf8');
const [program, pid, user] = told
  .split('\n')
  .map((line) => line.split(': ')[1] ?? '');
const own = readFileSync('/proc/self/comm', 'utf8').trim();
show('the program: the name in /proc/self/comm', program ?? '', own);
show('the process: mine', String(pid === `${process.pid}`), 'true');
show('the user', user ?? '', '0');
// endregion: who

// region: by-hand
console.log('The same file in single steps');
const fd = openSync('/proc/boundary', 'r');
const buffer = Buffer.alloc(64);
const first = readSync(fd, buffer) > 0;
show('read: are there bytes?', String(first), 'true');
show('read again: bytes', String(readSync(fd, buffer)), '0');
closeSync(fd);
// endregion: by-hand

const verdict = `${wrong} not as they should be.`;
console.log(wrong ? verdict : 'All as it should be.');
process.exitCode = wrong ? 1 : 0;
