// Prints the letters that fall into /dev/letters, a number on each line. The
// device sends SIGUSR2 for each letter. Argument: how many to print in all.
import { closeSync, openSync, readSync } from 'node:fs';
import koffi from 'koffi';

const libc = koffi.load('libc.so.6');
const ioctl = libc.func('int ioctl(int fd, unsigned long command)');
const setMask = libc.func('int pthread_sigmask(int how, const void *mask, void *before)');
const signalfd = libc.func('int signalfd(int fd, const void *mask, int flags)');
const poll = libc.func('int poll(_Inout_ void *files, unsigned long count, int milliseconds)');

// A set of signals has one bit for each, the lowest for signal 1. In this one is SIGUSR2, number 12.
const usr2 = Buffer.alloc(128);
usr2.writeUInt16LE(1 << (12 - 1), 0);

/** Blocks SIGUSR2 in this thread: from now on it stays pending until somebody takes it. */
function block(): void {
  const add = 0;
  if (setMask(add, usr2, null) !== 0) throw new Error('SIGUSR2 cannot be blocked');
}

/** A file from which SIGUSR2 is taken. */
function openSignals(): number {
  const nonBlocking = 0x800;
  return signalfd(-1, usr2, nonBlocking);
}

/** Sleeps until SIGUSR2 is pending. */
function wait(signals: number): void {
  const file = Buffer.alloc(8); // struct pollfd
  file.writeInt32LE(signals, 0);
  const readable = 1;
  file.writeInt16LE(readable, 4);
  if (poll(file, 1, 2000) !== 1) throw new Error('no signal came for two seconds');
}

const record = Buffer.alloc(128); // struct signalfd_siginfo

/** Takes the signal that is pending, and returns its value. */
function take(signals: number): number {
  readSync(signals, record);
  return record.readInt32LE(44);
}

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
block();
const signals = openSignals();
watch();
for (let printed = 0; printed < count; ) {
  wait(signals);
  for (let next = letter(); next !== null; next = letter()) {
    console.log(next);
    printed++;
  }
  take(signals);
}
closeSync(signals);
