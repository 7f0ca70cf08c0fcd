// Has /dev/signal send signals to this process, and receives them with their
// values: by signalfd, in TypeScript alone. Then what Node can do without it,
// what gets lost, and what is refused. Prints a line for each; exit code 0
// when all were right.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { getSystemErrorName } from 'node:util';
import koffi from 'koffi';

// region: libc
const libc = koffi.load('libc.so.6');
const ioctl = libc.func(
  'int ioctl(int fd, unsigned long command, uintptr_t argument)',
);
const fcntl = libc.func('int fcntl(int fd, int command, uintptr_t argument)');
const signalfd = libc.func(
  'int signalfd(int fd, const void *mask, int flags)',
);
const setMask = libc.func(
  'int pthread_sigmask(int how, const void *mask, void *before)',
);
const setrlimit = libc.func(
  'int setrlimit(int resource, const void *limits)',
);
// endregion: libc

/** What a call of libc returned, or the name of its error. */
function result(returned: number): string {
  return returned === -1
    ? getSystemErrorName(-koffi.errno())
    : String(returned);
}

let wrong = 0;

/**
 * Prints one line, and marks it when it is not what a right module answers.
 */
function show(what: string, got: string, wanted: string): void {
  if (got !== wanted) wrong += 1;
  console.log(
    `  ${what.padEnd(44)} ${got}${got === wanted ? '' : `   <- should be ${wanted}`}`,
  );
}

// region: block
const usr1 = 10;
const usr2 = 12;
/** The first real-time signal that the C library leaves to programs. */
const realTime = 34;

// A set of signals: one bit for each, the lowest for signal 1.
const wanted = Buffer.alloc(128);
for (const number of [usr1, realTime, realTime + 1]) {
  const byte = (number - 1) >> 3;
  wanted.writeUInt8(wanted.readUInt8(byte) | (1 << ((number - 1) & 7)), byte);
}
const block = 0;
const nonBlocking = 0x800;
const closeOnExec = 0x80000;
if (setMask(block, wanted, null) !== 0)
  throw new Error('the signals cannot be blocked');
const signals: number = signalfd(-1, wanted, nonBlocking | closeOnExec);
if (signals === -1) throw new Error(`signalfd failed: ${result(-1)}`);
// endregion: block

// region: receive
type Received = {
  number: number;
  code: number;
  value: number;
  pid: number;
  fd: number;
};
const record = Buffer.alloc(128);

/** The next signal that is waiting, or null; it does not wait for one. */
function take(): Received | null {
  try {
    readSync(signals, record);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return null;
    throw error;
  }
  // struct signalfd_siginfo; see man 2 signalfd.
  return {
    number: record.readUInt32LE(0),
    code: record.readInt32LE(8),
    pid: record.readUInt32LE(12),
    fd: record.readInt32LE(20),
    value: record.readInt32LE(44),
  };
}

/**
 * Collects signals until there are `count` of them, or none has come for two
 * seconds.
 */
async function collect(count: number): Promise<Received[]> {
  const all: Received[] = [];
  for (let idle = 0; all.length < count && idle < 400; idle += 1) {
    for (let next = take(); next; next = take()) {
      all.push(next);
      idle = 0;
    }
    if (all.length < count) await sleep(5);
  }
  return all;
}
const values = (received: Received[]) =>
  received.map(({ value }) => value).join(' ');
// endregion: receive

// region: device
const fd = openSync('/dev/signal', 'r+');
const iow = (number: number, bytes: number) =>
  ((1 << 30) | (bytes << 16) | (0xe2 << 8) | number) >>> 0;
const argument = Buffer.alloc(8);

/** Asks for signals of this number to a process; 0 is this one. */
function subscribe(number: number, pid = 0): string {
  argument.writeInt32LE(pid, 0);
  argument.writeInt32LE(number, 4);
  return result(ioctl(fd, iow(1, 8), koffi.address(argument)));
}
function order(command: number, value: number): string {
  argument.writeInt32LE(value, 0);
  return result(ioctl(fd, iow(command, 4), koffi.address(argument)));
}
const send = (value: number) => order(2, value);
const start = (last: number) => order(3, last);
// endregion: device

// region: first
console.log('A signal with a value');
show('nobody has subscribed yet', send(1), 'ENOTCONN');
show('subscribe to signal 34', subscribe(realTime), '0');
show('have 4711 sent', send(4711), '0');
const [first] = await collect(1);
show('the signal', String(first?.number), '34');
show('its value', String(first?.value), '4711');
const queued = -1;
show('its code is SI_QUEUE', String(first?.code === queued), 'true');
show('the process that sent it', String(first?.pid), '0');
// endregion: first

// region: later
console.log('The kernel speaks first');
show('start five of them', start(5), '0');
show('the values, as they come', values(await collect(5)), '1 2 3 4 5');
// endregion: later

// region: merged
console.log('What is kept while nobody looks');
for (const value of [1, 2, 3]) send(value);
show('signal 34, sent three times', values(await collect(3)), '1 2 3');
show('subscribe to SIGUSR1', subscribe(usr1), '0');
for (const value of [1, 2, 3]) send(value);
show('SIGUSR1, sent three times', values(await collect(1)), '1');
show('another one of them', String(take()), 'null');
// endregion: merged

// region: full
const sigpending = 11;
/** How many signals may wait for this user's processes. */
function limitTo(count: number): void {
  const limits = Buffer.alloc(16);
  limits.writeBigUInt64LE(BigInt(count), 0);
  limits.writeBigUInt64LE(1000n, 8);
  if (setrlimit(sigpending, limits) === -1)
    throw new Error(`setrlimit: ${result(-1)}`);
}
limitTo(2);
subscribe(realTime);
show(
  'allow two; send four',
  [1, 2, 3, 4].map(send).join(' '),
  '0 0 EAGAIN EAGAIN',
);
show('the values', values(await collect(2)), '1 2');
limitTo(1000);
// endregion: full

// region: node
console.log("Node's own way");
const heard: unknown[] = [];
process.on('SIGUSR2', (...all) => heard.push(...all));
show('subscribe to SIGUSR2', subscribe(usr2), '0');
show('have 4711 sent', send(4711), '0');
while (heard.length === 0) await sleep(5);
show('what the handler is told', heard.join(' '), 'SIGUSR2 12');
// endregion: node

// region: fasync
console.log('SIGIO, as every driver can send it');
const [setOwner, setSignal, setFlags] = [15, 10, 4];
const thread = 0;
const asynchronous = 0o20000;
const owner = Buffer.alloc(8);
owner.writeInt32LE(thread, 0);
owner.writeInt32LE(process.pid, 4);
show(
  'to this thread',
  result(fcntl(fd, setOwner, koffi.address(owner))),
  '0',
);
show('as signal 35', result(fcntl(fd, setSignal, realTime + 1)), '0');
show('from now on', result(fcntl(fd, setFlags, asynchronous)), '0');
subscribe(realTime);
show('start one', start(1), '0');
const both = await collect(3);
const io = both.find(({ number }) => number === realTime + 1);
show('it says which file is meant', String(io?.fd === fd), 'true');
fcntl(fd, setFlags, 0);
// endregion: fasync

// region: refused
console.log('What the device refuses');
show('SIGKILL', subscribe(9), 'EINVAL');
show('signal 65', subscribe(65), 'EINVAL');
show(
  'a process that does not exist',
  subscribe(realTime, 4_000_000),
  'ESRCH',
);
show(
  'an argument that leads nowhere',
  result(ioctl(fd, iow(1, 8), 8)),
  'EFAULT',
);
const child = spawn('sleep', ['1000']);
show('subscribe a child to SIGTERM', subscribe(15, child.pid), '0');
show('send it', send(0), '0');
const [, signal] = await once(child, 'exit');
show('the child was ended by', String(signal), 'SIGTERM');
show('send it again', send(0), 'ESRCH');
// endregion: refused

// region: end
closeSync(fd);
closeSync(signals);
console.log(
  wrong === 0
    ? 'All as it should be.'
    : `Not as it should be: ${wrong} of the above.`,
);
process.exitCode = wrong === 0 ? 0 : 1;
// endregion: end
