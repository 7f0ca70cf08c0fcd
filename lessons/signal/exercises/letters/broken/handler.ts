// Prints the letters that fall into /dev/letters, a number on each line. The
// device sends SIGUSR2 for each letter. Argument: how many to print in all.
import { openSync, readSync } from 'node:fs';
import koffi from 'koffi';

const libc = koffi.load('libc.so.6');
const ioctl = libc.func('int ioctl(int fd, unsigned long command)');
const box = openSync('/dev/letters', 'r');

/** Asks the device for signals; it sends one at once. */
function watch(): void {
  const lettersWatch = 0x4c01;
  if (ioctl(box, lettersWatch) === -1) throw new Error('the device sends no signals');
}

const text = Buffer.alloc(16);

/** Takes one letter out of the box; null when it is empty. */
function letter(): string | null {
  try {
    return text.toString('utf8', 0, readSync(box, text)).trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return null;
    throw error;
  }
}

const count = Number(process.argv[2] ?? 1);
let printed = 0;
const patience = setTimeout(() => process.exit(1), 2000);
process.on('SIGUSR2', () => {
  console.log(letter());
  printed++;
  if (printed === count) process.exit(0);
  patience.refresh();
});
watch();
