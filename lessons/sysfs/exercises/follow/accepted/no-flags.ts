// Prints the level of /sys/kernel/meter now, and then each time that it
// changes. Argument: how many values to print in all.
import { closeSync, openSync, readSync } from 'node:fs';
import koffi from 'koffi';

const libc = koffi.load('libc.so.6');
const poll = libc.func('int poll(_Inout_ void *files, unsigned long count, int milliseconds)');

/** Waits for one of `events` on a file; false when nothing came in time. */
function wait(fd: number, events: number, milliseconds: number): boolean {
  const file = Buffer.alloc(8); // struct pollfd
  file.writeInt32LE(fd, 0);
  file.writeInt16LE(events, 4);
  return poll(file, 1, milliseconds) === 1;
}

const text = Buffer.alloc(64);

/** Reads the file from `position` on; null means where the last read ended. */
function read(fd: number, position: number | null): string {
  return text.toString('utf8', 0, readSync(fd, text, 0, 64, position)).trim();
}

const count = Number(process.argv[2] ?? 1);
const fd = openSync('/sys/kernel/meter/level', 'r');
for (let printed = 0; printed < count; printed++) {
  if (printed > 0) wait(fd, 0, -1);
  console.log(read(fd, 0));
}
closeSync(fd);
