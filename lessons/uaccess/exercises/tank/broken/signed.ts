// Fills /dev/tank, or asks for its level: node tank.ts [litres]
import { openSync } from 'node:fs';
import { getSystemErrorName } from 'node:util';
import koffi from 'koffi';

const libc = koffi.load('libc.so.6');
const ioctl = libc.func('int ioctl(int, unsigned long, uintptr_t)');

const fd = openSync('/dev/tank', 'r+');
const [litres] = process.argv.slice(2);

/** The name of the error of the call before; errno lives until the next one. */
function errorName(): string {
  return getSystemErrorName(-koffi.errno());
}

/** Asks for the level, in litres. Throws the name of the error where the tank refuses. */
function askLevel(): number {
  const getLevel = ((2 << 30) | (4 << 16) | (0x54 << 8) | 1) >>> 0;
  const answer = Buffer.alloc(4);
  if (ioctl(fd, getLevel, koffi.address(answer)) === -1) throw new Error(errorName());
  return answer.readInt32LE();
}

/** Fills in so many litres. Throws the name of the error where the tank refuses. */
function fill(amount: number): void {
  const fillIn = ((1 << 30) | (4 << 16) | (0x54 << 8) | 2) >>> 0;
  const order = Buffer.alloc(4);
  order.writeUInt32LE(amount);
  if (ioctl(fd, fillIn, koffi.address(order)) === -1) throw new Error(errorName());
}

try {
  if (litres !== undefined) fill(Number(litres));
  console.log(`level ${askLevel()}`);
} catch (error) {
  console.log(`refused: ${(error as Error).message}`);
  process.exitCode = 1;
}
