// Subscribes to a real-time signal without blocking it first.
import { openSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import koffi from 'koffi';

const libc = koffi.load('libc.so.6');
const ioctl = libc.func(
  'int ioctl(int fd, unsigned long command, uintptr_t argument)',
);
const fd = openSync('/dev/signal', 'r+');
const iow = (number: number, bytes: number) =>
  ((1 << 30) | (bytes << 16) | (0xe2 << 8) | number) >>> 0;

const argument = Buffer.alloc(8);
argument.writeInt32LE(34, 4);
console.log(
  'subscribe to signal 34:',
  ioctl(fd, iow(1, 8), koffi.address(argument)),
);
argument.writeInt32LE(4711, 0);
console.log('have it sent');
ioctl(fd, iow(2, 4), koffi.address(argument));
await sleep(100);
console.log('and live on');
