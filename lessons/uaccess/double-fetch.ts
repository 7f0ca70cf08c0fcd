// Races /dev/double_fetch: other threads ask for 64 bytes, which is allowed,
// while this one keeps changing the 64 into 128 and back. First the command
// that fetches the length twice, then the one that fetches it once.
import { closeSync, openSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import koffi from 'koffi';

const libc = koffi.load('libc.so.6');
const ioctl = libc.func('int ioctl(int, unsigned long, uintptr_t)');

// region: request
// struct double_fetch_request: where the answer goes, how long it may be.
const answer = Buffer.alloc(128);
const request = Buffer.alloc(16);
request.writeBigUInt64LE(BigInt(koffi.address(answer)), 0);
const length = new Uint32Array(request.buffer, request.byteOffset + 8, 1);
const allowed = 64;
const tooMuch = 128;
// endregion: request

const fd = openSync('/dev/double_fetch', 'r+');
const fetchTwice = ((1 << 30) | (16 << 16) | (0xe0 << 8) | 3) >>> 0;
const fetchOnce = ((1 << 30) | (16 << 16) | (0xe0 << 8) | 4) >>> 0;

// region: race
/** One call on another thread: it is in the kernel while this one goes on. */
const call = (command: number) =>
  new Promise<number>((resolve, reject) => {
    const done = (error: Error | null, returned: number) =>
      error ? reject(error) : resolve(returned);
    ioctl.async(fd, command, koffi.address(request), done);
  });

/** 50 calls at once while their argument changes; the most one returned. */
async function race(command: number): Promise<number> {
  let waiting = 50;
  const calls = Array.from({ length: waiting }, async () => {
    const returned = await call(command);
    waiting -= 1;
    return returned;
  });
  while (waiting > 0) {
    for (let flip = 0; flip < 1000; flip += 1) {
      length[0] = flip % 2 ? allowed : tooMuch;
    }
    await setImmediate();
  }
  return Math.max(...(await Promise.all(calls)));
}

/** Races until too much came back, or `rounds` times; the most of all. */
async function mostOf(command: number, rounds: number): Promise<number> {
  let most = 0;
  for (let round = 0; round < rounds && most <= allowed; round += 1) {
    most = Math.max(most, await race(command));
  }
  return most;
}
// endregion: race

const show = (bytes: Buffer) => bytes.toString('latin1').replaceAll('\0', '');
const twice = await mostOf(fetchTwice, 40);
console.log(`fetched twice: up to ${twice} bytes came back`);
console.log(`  the allowed ${allowed}: ${show(answer.subarray(0, allowed))}`);
console.log(`  the others:     ${show(answer.subarray(allowed))}`);
const once = await mostOf(fetchOnce, 10);
console.log(`fetched once:  up to ${once} bytes came back`);
closeSync(fd);
process.exitCode = twice === tooMuch && once === allowed ? 0 : 1;
