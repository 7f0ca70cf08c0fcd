// The memory that the robot's calls point at. Loads and stores go through /proc/self/mem, so that an
// address is a number here, as it is for the kernel.
import { constants, openSync, readSync, writeSync } from 'node:fs';
import type { RobotArgument } from './requests.ts';
import { mustCall, type Number64, numbers } from './robot-syscalls.ts';

export const pageBytes = 4096;
const protReadWrite = 3;
const mapPrivateAnonymous = 0x22;

const memory = openSync('/proc/self/mem', constants.O_RDWR);

/** Memory that comes back after a call. */
export type Range = { address: bigint; length: number };
/** An argument as the kernel gets it, and the memory behind it that comes back. */
export type Prepared = { value: Number64; back?: Range };

/** Fresh pages; never unmapped, for the robot lives as short as its guest. */
export function pages(bytes: number): bigint {
  const length = Math.max(1, Math.ceil(bytes / pageBytes)) * pageBytes;
  return mustCall(numbers.mmap, [0, length, protReadWrite, mapPrivateAnonymous, -1, 0]);
}

export function store(address: bigint, bytes: Uint8Array): void {
  if (bytes.length > 0) writeSync(memory, bytes, 0, bytes.length, Number(address));
}

/** The bytes of a range, hexadecimal. */
export function fetch({ address, length }: Range): string {
  const bytes = Buffer.alloc(length);
  if (length > 0) readSync(memory, bytes, 0, length, address);
  return bytes.toString('hex');
}

type Memory = Exclude<
  RobotArgument,
  number | { result: string } | { bad: string } | { late: string }
>;

/** Memory for an argument, filled as it asks. */
export function place(argument: Memory): Prepared {
  if ('text' in argument) return { value: placed(Buffer.from(`${argument.text}\0`)) };
  if ('edge' in argument) return atEdge(argument.edge, Buffer.from(argument.bytes ?? '', 'hex'));
  if ('bytes' in argument) return { value: placed(Buffer.from(argument.bytes, 'hex')) };
  if ('untouched' in argument) {
    const address = pages(argument.untouched);
    return { value: address, back: { address, length: argument.untouched } };
  }
  const bytes =
    'both' in argument ? Buffer.from(argument.both, 'hex') : Buffer.alloc(argument.room);
  const address = placed(bytes);
  return { value: address, back: { address, length: bytes.length } };
}

function placed(bytes: Uint8Array): bigint {
  const address = pages(bytes.length);
  store(address, bytes);
  return address;
}

/** Memory that ends at a page boundary behind which nothing is mapped. */
function atEdge(length: number, bytes: Uint8Array): Prepared {
  const whole = Math.max(1, Math.ceil(length / pageBytes)) * pageBytes;
  const start = pages(whole + pageBytes);
  mustCall(numbers.munmap, [start + BigInt(whole), pageBytes]);
  const address = start + BigInt(whole - length);
  store(address, bytes.subarray(0, length));
  return { value: address, back: { address, length } };
}
