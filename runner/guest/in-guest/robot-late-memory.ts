// Memory whose second part is missing until the host lets it arrive. A call that reaches the missing
// part sleeps there, in the middle of its copy, so that another call can run at exactly that moment.
// The kernel's userfaultfd does it (linux/userfaultfd.h).
import { type Prepared, pageBytes, pages, type Range, store } from './robot-memory.ts';
import { mustCall, numbers } from './robot-syscalls.ts';

const nonBlocking = 0o4000;
const api = { call: 0xc018aa3f, version: 0xaan };
const register = { call: 0xc020aa00, missing: 1n };
const copy = { call: 0xc028aa03 };
const pollIn = 1;

type Late = { back: Range; page: bigint; rest: Uint8Array; length: number };

let descriptor: bigint | undefined;
let waiting: Late[] = [];

/** A struct of 64-bit fields, in memory of its own. */
function fields(...values: bigint[]): bigint {
  const address = pages(8 * values.length);
  store(address, new Uint8Array(BigInt64Array.from(values).buffer));
  return address;
}

function faults(): bigint {
  if (descriptor === undefined) {
    descriptor = mustCall(numbers.userfaultfd, [nonBlocking]);
    mustCall(numbers.ioctl, [descriptor, api.call, fields(api.version, 0n, 0n)]);
  }
  return descriptor;
}

/** Memory that holds `bytes`, of which those from `from` on are missing until they arrive. */
export function lateMemory(bytes: Uint8Array, from: number): Prepared {
  if (from > pageBytes || bytes.length - from > pageBytes) throw new Error('late memory too large');
  const start = pages(2 * pageBytes);
  const page = start + BigInt(pageBytes);
  const range = fields(page, BigInt(pageBytes), register.missing, 0n);
  mustCall(numbers.ioctl, [faults(), register.call, range]);
  const address = page - BigInt(from);
  store(address, bytes.subarray(0, from));
  // What has not arrived cannot be fetched: that would sleep as well.
  const back = { address, length: from };
  waiting.push({ back, page, rest: bytes.subarray(from), length: bytes.length });
  return { value: address, back };
}

/** Waits until a call sleeps at a missing page: 1, or 0 when none did in so many milliseconds. */
export function sleeper(ms: number): bigint {
  const file = pages(8);
  const pollfd = Buffer.alloc(8);
  pollfd.writeInt32LE(Number(faults()), 0);
  pollfd.writeInt16LE(pollIn, 4);
  store(file, pollfd);
  return mustCall(numbers.poll, [file, 1, ms]);
}

/** Lets everything that is missing arrive. */
export function arrive(): void {
  for (const { back, page, rest, length } of waiting) {
    const source = pages(pageBytes);
    store(source, rest);
    const range = fields(page, source, BigInt(pageBytes), 0n, 0n);
    mustCall(numbers.ioctl, [faults(), copy.call, range]);
    back.length = length;
  }
  waiting = [];
}
