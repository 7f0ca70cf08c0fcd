// Does system calls that the host names, with the arguments that it names, and tells what they did.
// Knows nothing of what is right.
import koffi from 'koffi';
import type { RobotArgument, RobotCall, RobotResult } from './requests.ts';
import { arrive, lateMemory, sleeper } from './robot-late-memory.ts';
import { fetch, type Prepared, pages, place } from './robot-memory.ts';
import { doCall, doCallAsync, type Number64, numbers, type Outcome } from './robot-syscalls.ts';

const libc = koffi.load('libc.so.6');
const copy = libc.func('int64_t memcpy(int64_t to, int64_t from, int64_t bytes)');

const badAddresses = {
  null: 0n,
  // In the kernel's half, in its direct map of memory.
  kernel: 0xffff888000001000n,
  // Above the lowest address that may be mapped, below where anything is.
  unmapped: 0x10000n,
  // The last page of the half that belongs to programs is never mapped.
  high: 0x7ffffffff000n,
} as const;

/** Calls that return a descriptor. */
const opening = new Set(['open', 'dup', 'socket', 'signalfd4']);

/** What is open and mapped because of a call of the host's: as long as it is, no module goes. */
const open = new Set<Number64>();
const mapped = new Map<bigint, Number64>();

type Background = Promise<RobotResult>;

function prepare(argument: RobotArgument, results: Map<string, bigint>): Prepared {
  if (typeof argument === 'number') return { value: argument };
  if ('result' in argument) {
    const value = results.get(argument.result) ?? -1n;
    return { value: value + BigInt(argument.plus ?? 0) };
  }
  if ('bad' in argument) return { value: badAddresses[argument.bad] };
  if ('late' in argument) return lateMemory(Buffer.from(argument.late, 'hex'), argument.from);
  return place(argument);
}

function finish({ value, errno }: Outcome, prepared: Prepared[]): RobotResult {
  const memory = prepared.flatMap(({ back }) => (back ? [fetch(back)] : []));
  return { value: Number(value), errno, memory };
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
    return { ...nothing, memory: [fetch({ address: room, length: Number(length) })] };
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
    return release();
  }
  if (call.call === 'arrive') {
    arrive();
    return nothing;
  }
  if (call.call === 'sleeper') return { ...nothing, value: Number(sleeper(Number(args[0]))) };
  if (call.call === 'await') {
    const [name] = call.arguments;
    const waiting = background.get(typeof name === 'object' && 'text' in name ? name.text : '');
    return await soon(waiting, Number(args[1] ?? 1000));
  }
  const number = (numbers as Record<string, number>)[call.call];
  if (number === undefined) throw new Error(`the robot does not know ${call.call}`);
  if (call.background && call.as !== undefined) {
    const ended = doCallAsync(number, args).then((outcome) => finish(outcome, prepared));
    background.set(call.as, ended);
    return nothing;
  }
  let outcome = doCall(number, args);
  for (let time = 1; time < (call.times ?? 1); time++) outcome = doCall(number, args);
  const result = finish(outcome, prepared);
  if (result.errno === '') keepBooks(call.call, outcome.value, args);
  return result;
}

function keepBooks(call: string, value: bigint, args: Number64[]): void {
  const [first = 0, length = 0, , , file = -1] = args;
  if (opening.has(call)) open.add(Number(value));
  if (call === 'close') open.delete(Number(first));
  if (call === 'mmap' && Number(file) >= 0) mapped.set(value, length);
  if (call === 'munmap' || call === 'mremap') mapped.delete(BigInt(first));
  if (call === 'mremap') mapped.set(value, args[2] ?? length);
}

/**
 * Gives back all that calls have opened and mapped; a call that sleeps in late memory wakes up. The
 * result is the first that was refused.
 */
function release(): RobotResult {
  arrive();
  const done = [
    ...[...open].map((file) => doCall(numbers.close, [file])),
    ...[...mapped].map(([address, length]) => doCall(numbers.munmap, [address, length])),
  ];
  open.clear();
  mapped.clear();
  return finish(done.find(({ errno }) => errno !== '') ?? { value: 0n, errno: '' }, []);
}

async function soon(waiting: Background | undefined, ms: number): Promise<RobotResult> {
  const late = new Promise<RobotResult>((resolve) => {
    setTimeout(() => resolve({ value: -1, errno: 'ETIMEDOUT', memory: [] }), ms);
  });
  return await Promise.race([waiting ?? late, late]);
}
