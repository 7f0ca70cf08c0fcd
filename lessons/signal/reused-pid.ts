// Lets a process die, has another one take its number, and asks
// /dev/reused_pid to end the first.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { getSystemErrorName } from 'node:util';
import koffi from 'koffi';

const libc = koffi.load('libc.so.6');
const ioctl = libc.func(
  'int ioctl(int fd, unsigned long command, uintptr_t argument)',
);
const fd = openSync('/dev/reused_pid', 'r+');
const magic = 0xe2 << 8;
const watch = ((1 << 30) | (4 << 16) | magic | 4) >>> 0;
const byReference = magic | 5;
const byNumber = magic | 6;

// region: reuse
/**
 * A process that sleeps, with the number that is asked for if it can be had.
 */
function sleeper(number?: number): ChildProcess {
  // The kernel counts on from here.
  if (number)
    writeFileSync('/proc/sys/kernel/ns_last_pid', String(number - 1));
  return spawn('sleep', ['1000']);
}

const first = sleeper();
const argument = Buffer.alloc(4);
argument.writeInt32LE(first.pid ?? 0);
ioctl(fd, watch, koffi.address(argument));
first.kill('SIGKILL');
await once(first, 'exit');

let second = sleeper(first.pid);
for (let tries = 0; second.pid !== first.pid && tries < 50; tries += 1) {
  second.kill('SIGKILL');
  await once(second, 'exit');
  second = sleeper(first.pid);
}
// endregion: reuse

// region: end-it
const said = (command: number) => {
  const returned = ioctl(fd, command, 0);
  return returned === -1
    ? getSystemErrorName(-koffi.errno())
    : String(returned);
};
const fate = () => second.signalCode ?? 'alive';

console.log(`another process has the number: ${second.pid === first.pid}`);
console.log(`end the first, by reference:    ${said(byReference)}`);
await sleep(100);
console.log(`  the other one is              ${fate()}`);
console.log(`end the first, by number:       ${said(byNumber)}`);
await once(second, 'exit');
console.log(`  the other one is              ${fate()}`);
// endregion: end-it
