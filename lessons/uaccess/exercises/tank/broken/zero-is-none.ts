// Fills /dev/tank, or asks for its level: node tank.ts [litres]
import { openSync } from 'node:fs';
import { getSystemErrorName } from 'node:util';
import koffi from 'koffi';

const libc = koffi.load('libc.so.6');
const ioctl = libc.func('int ioctl(int, unsigned long, uintptr_t)');

const fd = openSync('/dev/tank', 'r+');
const [litres] = process.argv.slice(2);

// As in tank_uapi.h: direction, size, letter, number.
const TANK_GET_LEVEL = ((2 << 30) | (4 << 16) | (0x54 << 8) | 1) >>> 0;
const TANK_FILL = ((1 << 30) | (4 << 16) | (0x54 << 8) | 2) >>> 0;

/** The __u32 that is handed over. */
const number = Buffer.alloc(4);

/** The name of the error of the call before; errno lives until the next one. */
function errorName(): string {
  return getSystemErrorName(-koffi.errno());
}

/** Asks for the level, in litres. Throws the name of the error where the tank refuses. */
function askLevel(): number {
  if (ioctl(fd, TANK_GET_LEVEL, koffi.address(number)) === -1) throw new Error(errorName());
  return number.readUInt32LE(0);
}

/** Fills in so many litres. Throws the name of the error where the tank refuses. */
function fill(amount: number): void {
  number.writeUInt32LE(amount, 0);
  if (ioctl(fd, TANK_FILL, koffi.address(number)) === -1) throw new Error(errorName());
}

try {
  const amount = Number(litres ?? 0);
  if (amount) fill(amount);
  console.log(`level ${askLevel()}`);
} catch (error) {
  console.log(`refused: ${(error as Error).message}`);
  process.exitCode = 1;
}
