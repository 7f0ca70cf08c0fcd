// Does system calls that the host names, with the arguments that it names, and tells what they did.
// Knows nothing of what is right. Loads and stores in our own memory go through /proc/self/mem, so
// that an address is a number here, as it is for the kernel.
import { constants, openSync, readSync, writeSync } from 'node:fs';
import { constants as system } from 'node:os';
import koffi from 'koffi';
import type { RobotArgument, RobotCall, RobotResult } from './requests.ts';

const libc = koffi.load('libc.so.6');
const syscall = libc.func(
  'int64_t syscall(int64_t number, int64_t a, int64_t b, int64_t c, int64_t d, int64_t e, int64_t f)',
);
const copy = libc.func('int64_t memcpy(int64_t to, int64_t from, int64_t bytes)');

// asm/unistd_64.h
const numbers = {
  ...{ read: 0, write: 1, open: 2, close: 3, poll: 7, lseek: 8, mmap: 9, munmap: 11 },
  ...{ rt_sigprocmask: 14, ioctl: 16, pread64: 17, pwrite64: 18, dup: 32, nanosleep: 35 },
  ...{ getpid: 39, socket: 41, sendto: 44, recvfrom: 45, bind: 49, getsockname: 51 },
  ...{ setsockopt: 54, kill: 62, gettid: 186, signalfd4: 289 },
};

const pageBytes = 4096;
const protReadWrite = 3;
const mapPrivateAnonymous = 0x22;
const badAddresses = {
  null: 0n,
  // In the kernel's half, in its direct map of memory.
  kernel: 0xffff888000001000n,
  // Above the lowest address that may be mapped, below where anything is.
  unmapped: 0x10000n,
  // The last page of the half that belongs to programs is never mapped.
  high: 0x7ffffffff000n,
} as const;

const errnoNames = new Map(Object.entries(system.errno).map(([name, number]) => [number, name]));
// It has two names, and the kernel's own texts use this one.
errnoNames.set(system.errno.EAGAIN, 'EAGAIN');
const memory = openSync('/proc/self/mem', constants.O_RDWR);

/** Calls that return a descriptor. */
const opening = new Set(['open', 'dup', 'socket', 'signalfd4']);

/** What is open and mapped because of a call of the host's: as long as it is, no module goes. */
const open = new Set<Number64>();
const mapped = new Map<bigint, Number64>();

type Number64 = number | bigint;
type Background = Promise<RobotResult>;

function raw(number: number, args: Number64[]): bigint {
  const all = [...args, 0, 0, 0, 0, 0, 0]
    .slice(0, 6)
    .map((each) => BigInt.asIntN(64, BigInt(each)));
  return BigInt(syscall(number, ...all));
}

/** Fresh pages; never unmapped, for the robot lives as short as its guest. */
function pages(bytes: number): bigint {
  const length = Math.max(1, Math.ceil(bytes / pageBytes)) * pageBytes;
  const address = raw(numbers.mmap, [0, length, protReadWrite, mapPrivateAnonymous, -1, 0]);
  if (address < 0n) throw new Error('the robot has no memory');
  return address;
}

function store(address: bigint, bytes: Uint8Array): void {
  if (bytes.length > 0) writeSync(memory, bytes, 0, bytes.length, Number(address));
}

function fetch(address: bigint, length: number): string {
  const bytes = Buffer.alloc(length);
  if (length > 0) readSync(memory, bytes, 0, length, address);
  return bytes.toString('hex');
}

type Prepared = { value: Number64; back?: { address: bigint; length: number } };

function prepare(argument: RobotArgument, results: Map<string, bigint>): Prepared {
  if (typeof argument === 'number') return { value: argument };
  if ('result' in argument) {
    const value = results.get(argument.result) ?? -1n;
    return { value: value + BigInt(argument.plus ?? 0) };
  }
  if ('bad' in argument) return { value: badAddresses[argument.bad] };
  if ('text' in argument) return { value: placed(Buffer.from(`${argument.text}\0`)) };
  if ('bytes' in argument && !('edge' in argument)) {
    return { value: placed(Buffer.from(argument.bytes, 'hex')) };
  }
  if ('edge' in argument) return atEdge(argument.edge, Buffer.from(argument.bytes ?? '', 'hex'));
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
  raw(numbers.munmap, [start + BigInt(whole), pageBytes]);
  const address = start + BigInt(whole - length);
  store(address, bytes.subarray(0, length));
  return { value: address, back: { address, length } };
}

function finish(value: bigint, errno: number, prepared: Prepared[]): RobotResult {
  const failed = value < 0n && value > -4096n;
  return {
    value: Number(value),
    errno: failed ? (errnoNames.get(errno) ?? `errno ${errno}`) : '',
    memory: prepared.flatMap(({ back }) => (back ? [fetch(back.address, back.length)] : [])),
  };
}

/** Does the calls in order. Throws only for a call that it does not know. */
export async function doCalls(calls: RobotCall[]): Promise<RobotResult[]> {
  const named = new Map<string, bigint>();
  const background = new Map<string, Background>();
  const done: RobotResult[] = [];
  for (const each of calls) {
    const prepared = each.arguments.map((argument) => prepare(argument, named));
    const args = prepared.map(({ value }) => value);
    const result = await doOne(each, prepared, args, background);
    if (each.as !== undefined && !each.background) named.set(each.as, BigInt(result.value));
    done.push(result);
  }
  return done;
}

async function doOne(
  call: RobotCall,
  prepared: Prepared[],
  args: Number64[],
  background: Map<string, Background>,
): Promise<RobotResult> {
  const nothing: RobotResult = { value: 0, errno: '', memory: [] };
  if (call.call === 'peek') {
    const [from = 0, length = 0] = args;
    const room = pages(Number(length));
    copy(room, from, length);
    return { ...nothing, memory: [fetch(room, Number(length))] };
  }
  if (call.call === 'poke') {
    const [to = 0, from = 0] = args;
    const [, bytes] = call.arguments;
    const length =
      typeof bytes === 'object' && 'bytes' in bytes ? (bytes.bytes ?? '').length / 2 : 0;
    copy(to, from, length);
    return nothing;
  }
  if (call.call === 'release') {
    release();
    return nothing;
  }
  if (call.call === 'await') {
    const [name] = call.arguments;
    const waiting = background.get(typeof name === 'object' && 'text' in name ? name.text : '');
    return await soon(waiting, Number(args[1] ?? 1000));
  }
  const number = (numbers as Record<string, number>)[call.call];
  if (number === undefined) throw new Error(`the robot does not know ${call.call}`);
  if (call.background && call.as !== undefined) {
    background.set(call.as, later(number, args, prepared));
    return nothing;
  }
  const value = raw(number, args);
  const result = finish(value, koffi.errno(), prepared);
  if (result.errno === '') keepBooks(call.call, value, args);
  return result;
}

function keepBooks(call: string, value: bigint, args: Number64[]): void {
  const [first = 0, length = 0, , , file = -1] = args;
  if (opening.has(call)) open.add(Number(value));
  if (call === 'close') open.delete(Number(first));
  if (call === 'mmap' && Number(file) >= 0) mapped.set(value, length);
  if (call === 'munmap') mapped.delete(BigInt(first));
}

/** Gives back all that calls have opened and mapped. */
function release(): void {
  for (const descriptor of open) raw(numbers.close, [descriptor]);
  for (const [address, length] of mapped) raw(numbers.munmap, [address, length]);
  open.clear();
  mapped.clear();
}

function later(number: number, args: Number64[], prepared: Prepared[]): Background {
  const all = [...args, 0, 0, 0, 0, 0, 0]
    .slice(0, 6)
    .map((each) => BigInt.asIntN(64, BigInt(each)));
  return new Promise((resolve) => {
    syscall.async(number, ...all, (_: unknown, value: Number64) => {
      resolve(finish(BigInt(value), koffi.errno(), prepared));
    });
  });
}

async function soon(waiting: Background | undefined, ms: number): Promise<RobotResult> {
  const late = new Promise<RobotResult>((resolve) => {
    setTimeout(() => resolve({ value: -1, errno: 'ETIMEDOUT', memory: [] }), ms);
  });
  return await Promise.race([waiting ?? late, late]);
}
