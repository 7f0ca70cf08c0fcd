// Reads and writes the files below /proc/crossings: first the article's test,
// then the guest book, the file position, and everything that the module
// refuses. Prints a line for each; exit code 0 when all were right.
import {
  closeSync,
  openSync,
  readFileSync,
  readSync,
  statSync,
  writeSync,
} from 'node:fs';
import { getSystemErrorName } from 'node:util';
import koffi from 'koffi';

// region: show
let wrong = 0;

/** Prints a line, and marks it when a right module answers otherwise. */
function show(what: string, got: string, wanted: string): void {
  const mark = got === wanted ? '' : `   <- should be ${wanted}`;
  if (mark) wrong += 1;
  console.log(`  ${what.padEnd(44)} ${got}${mark}`);
}

/** What a call of Node returned, or the name of the error that it threw. */
function attempt(call: () => number): string {
  try {
    return String(call());
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? String(error);
  }
}
// endregion: show

// region: article
console.log("The article's test");
const greeting = readFileSync('/proc/crossings/greeting', 'utf8');
show('read the greeting', greeting.trimEnd(), 'Proc! Test by qiankun!');
show('bytes that came', String(greeting.length), '23');
show(
  'bytes that it has, says stat',
  String(statSync('/proc/crossings/greeting').size),
  '0',
);
// endregion: article

// region: read-on
const buffer = Buffer.alloc(256);
/** Reads up to `count` bytes at `position`, or where the file stands. */
function readText(
  fd: number,
  count: number,
  position: number | null,
): string {
  return JSON.stringify(
    buffer.toString('utf8', 0, readSync(fd, buffer, 0, count, position)),
  );
}

const slowly = openSync('/proc/crossings/greeting', 'r');
show('read 5 bytes', readText(slowly, 5, null), '"Proc!"');
show('read on', readText(slowly, 64, null), '" Test by qiankun!\\n"');
show('read at the end', readText(slowly, 64, null), '""');
closeSync(slowly);
// endregion: read-on

// region: guests
console.log('A guest book');
if (readFileSync('/proc/crossings/guests').length > 0) {
  throw new Error('others have signed: rmmod procfs, and insmod it again');
}
const book = openSync('/proc/crossings/guests', 'r+');
show(
  'sign "Ada"',
  attempt(() => writeSync(book, 'Ada')),
  '3',
);
show(
  'sign "Grace", with a line end',
  attempt(() => writeSync(book, 'Grace\n')),
  '6',
);
const reader = openSync('/proc/crossings/guests', 'r');
show('read it all', readText(reader, 256, null), '"1 Ada\\n2 Grace\\n"');
show('read at the end', readText(reader, 256, null), '""');
show(
  'sign "Linus"',
  attempt(() => writeSync(book, 'Linus')),
  '5',
);
show('read on', readText(reader, 256, null), '"3 Linus\\n"');
// endregion: guests

// region: position
console.log('The position');
// Node has pread and pwrite, which take a position along, but nothing that
// moves the one that the open file has.
const libc = koffi.load('libc.so.6');
const lseek = libc.func('int64_t lseek(int fd, int64_t offset, int whence)');
const fromStart = 0;
const fromEnd = 2;
/** What a call of libc returned, or the name of its error, read at once. */
function result(returned: number): string {
  return returned === -1
    ? getSystemErrorName(-koffi.errno())
    : String(returned);
}
show('go back to byte 6', result(lseek(reader, 6, fromStart)), '6');
show(
  'read from there',
  readText(reader, 256, null),
  '"2 Grace\\n3 Linus\\n"',
);
show('go to the end', result(lseek(reader, 0, fromEnd)), 'EINVAL');
show(
  'read 5 bytes at 2, position left alone',
  readText(reader, 5, 2),
  '"Ada\\n2"',
);
show(
  'sign at byte 0',
  attempt(() => writeSync(book, 'Eve', 0)),
  'ESPIPE',
);
// endregion: position

// region: refused
console.log('What it refuses');
show(
  'sign with 41 letters',
  attempt(() => writeSync(book, 'x'.repeat(41))),
  'E2BIG',
);
show(
  'sign with 4 KB',
  attempt(() => writeSync(book, 'x'.repeat(4096))),
  'E2BIG',
);
show(
  'sign with nothing',
  attempt(() => writeSync(book, '\n')),
  'EINVAL',
);
show(
  'sign with an escape sequence',
  attempt(() => writeSync(book, '\x1b[2JEve')),
  'EINVAL',
);
show(
  'sign with two lines',
  attempt(() => writeSync(book, 'Eve\n4 Ada')),
  'EINVAL',
);
const write = libc.func(
  'intptr_t write(int fd, uintptr_t from, size_t count)',
);
const nowhere = 8;
show(
  'sign from a pointer that leads nowhere',
  result(write(book, nowhere, 3)),
  'EFAULT',
);
const greetingAgain = openSync('/proc/crossings/greeting', 'r+');
show(
  'write the greeting, which has no write',
  attempt(() => writeSync(greetingAgain, 'x')),
  'EIO',
);
// endregion: refused

// region: end
for (const fd of [book, reader, greetingAgain]) closeSync(fd);
console.log(
  wrong === 0
    ? 'All as it should be.'
    : `Not as it should be: ${wrong} of the above.`,
);
process.exitCode = wrong === 0 ? 0 : 1;
// endregion: end
