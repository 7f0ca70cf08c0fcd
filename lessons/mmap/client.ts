// Maps the pages of /dev/mmap and works on them together with the kernel: the
// board that both write, the notice that only the kernel writes, the ring
// through which it hands over samples. Then everything that must be refused.
// Prints a line for each; exit code 0 when all were right.
import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { getSystemErrorName } from 'node:util';
import koffi from 'koffi';

// region: libc
const libc = koffi.load('libc.so.6');
const mmap = libc.func(
  'intptr_t mmap(uintptr_t, size_t, int access, int flags, int fd, int64_t)',
);
const munmap = libc.func('int munmap(uintptr_t address, size_t length)');
const mprotect = libc.func(
  'int mprotect(uintptr_t address, size_t length, int access)',
);
const mremap = libc.func(
  'intptr_t mremap(uintptr_t address, size_t before, size_t now, int flags)',
);
const ioctl = libc.func(
  'int ioctl(int fd, unsigned long command, uintptr_t argument)',
);
const poll = libc.func(
  'int poll(uintptr_t wanted, unsigned long count, int milliseconds)',
);
// endregion: libc

let wrong = 0;

/**
 * What a call of libc returned, or the name of its error; an address is only
 * "mapped".
 */
function result(returned: number): string {
  if (returned === -1) return getSystemErrorName(-koffi.errno());
  return returned > 0xffff ? 'mapped' : String(returned);
}

/**
 * Prints one line, and marks it when it is not what a right module answers.
 */
function show(what: string, got: string, wanted: string): void {
  if (got !== wanted) wrong += 1;
  console.log(
    `  ${what.padEnd(46)} ${got}${got === wanted ? '' : `   <- should be ${wanted}`}`,
  );
}

// region: map
const pageBytes = 4096;
const page = { board: 0, notice: 1, ring: 2 };
const ringPages = 5;
const readable = 1;
const writable = 2;
const shared = 1;
const fd = openSync('/dev/mmap', 'r+');

/**
 * Maps `pages` pages of the device from page `first` on; an address, or -1.
 */
function map(
  first: number,
  pages: number,
  access: number,
  flags = shared,
): number {
  return mmap(0, pages * pageBytes, access, flags, fd, first * pageBytes);
}

/**
 * The same, for pages that the client needs: their address, and their bytes.
 */
function mapped(first: number, pages: number, access: number) {
  const address = map(first, pages, access);
  if (address === -1)
    throw new Error(`mmap of page ${first} failed: ${result(address)}`);
  return { address, bytes: koffi.view(BigInt(address), pages * pageBytes) };
}
// endregion: map

// region: same-page
console.log('One page, two owners');
const board = mapped(page.board, 1, readable | writable);
const text = Buffer.from(board.bytes);
const words = (from: number, length: number) =>
  text.toString('latin1', from, from + length);
show(
  'the board, as the kernel left it',
  words(0, 21),
  'the kernel wrote this',
);

text.write('user space wrote this', 100, 'latin1');
const argument = Buffer.alloc(16);
const capitals = ((3 << 30) | (16 << 16) | (0xe1 << 8) | 1) >>> 0;

/**
 * Asks for capitals in `length` bytes of the board; how many letters the
 * kernel changed.
 */
function ask(offset: number, length: number): string {
  argument.writeUInt32LE(offset, 0);
  argument.writeUInt32LE(length, 4);
  const returned = ioctl(fd, capitals, koffi.address(argument));
  return returned === 0
    ? String(argument.readBigUInt64LE(8))
    : result(returned);
}
show('letters that the kernel changed', ask(100, 21), '18');
show('the board now', words(100, 21), 'USER SPACE WROTE THIS');
// endregion: same-page

// region: ring
const capacity = 2048;
const ring = mapped(page.ring, ringPages, readable | writable);
const head = new Uint32Array(ring.bytes, 0, 1);
const tail = new Uint32Array(ring.bytes, 64, 1);
const samples = new Uint32Array(ring.bytes, pageBytes, 2 * capacity);

/**
 * Takes out of the ring what is in it; how many samples, and whether one was
 * not whole.
 */
function drain(): { taken: number; torn: number } {
  let next = tail[0] ?? 0;
  const end = Atomics.load(head, 0);
  const taken = (end - next) >>> 0;
  let torn = 0;
  for (; next !== end; next = (next + 1) >>> 0) {
    const at = 2 * (next % capacity);
    const number = samples[at] ?? 0;
    if (samples[at + 1] !== Math.imul(number, number) >>> 0) torn += 1;
  }
  Atomics.store(tail, 0, next);
  return { taken, torn };
}
// endregion: ring

// region: produce
const produce = ((1 << 30) | (4 << 16) | (0xe1 << 8) | 2) >>> 0;
const notice = mapped(page.notice, 1, readable);
const counters = new BigUint64Array(notice.bytes, 0, 2);
const produced = () => Number(Atomics.load(counters, 0));
const lost = () => Number(Atomics.load(counters, 1));

/** Has the kernel produce samples from now on, by itself. */
function start(count: number): string {
  argument.writeUInt32LE(count, 0);
  return result(ioctl(fd, produce, koffi.address(argument)));
}
// endregion: produce

// region: no-call
console.log('Samples through the ring');
show('start 100 samples', start(100), '0');
while (produced() < 100);
show(
  'look into the ring, without a system call',
  JSON.stringify(drain()),
  '{"taken":100,"torn":0}',
);
// endregion: no-call

// region: wait
// struct pollfd: the descriptor, what is waited for, what happened.
const wanted = Buffer.alloc(8);
const readableNow = 1;
wanted.writeInt32LE(fd, 0);
wanted.writeInt16LE(readableNow, 4);

show('start 5000, more than twice what it holds', start(5000), '0');
const sum = { taken: 0, torn: 0 };
while (sum.taken < 5000 && poll(koffi.address(wanted), 1, 2000) === 1) {
  const { taken, torn } = drain();
  sum.taken += taken;
  sum.torn += torn;
}
show(
  'take them as they come',
  JSON.stringify(sum),
  '{"taken":5000,"torn":0}',
);
// endregion: wait

// region: full
/**
 * Sleeps until the kernel has been through `count` samples in all; it says so
 * on the notice.
 */
async function until(count: number): Promise<void> {
  while (produced() + lost() < count)
    await new Promise((resolve) => setTimeout(resolve, 5));
}
show('start 3000 and take none', start(3000), '0');
await until(8100);
show('samples lost, says the notice', String(lost()), '952');
show(
  'samples in the ring',
  JSON.stringify(drain()),
  '{"taken":2048,"torn":0}',
);

tail[0] = (Atomics.load(head, 0) + 123456) >>> 0;
show('move the tail past the head; start 10', start(10), '0');
await until(8110);
show('samples lost, says the notice', String(lost()), '962');
Atomics.store(tail, 0, Atomics.load(head, 0));
// endregion: full

// region: refused
console.log('What the device refuses');
show(
  'two pages of the board',
  result(map(page.board, 2, readable)),
  'EINVAL',
);
show(
  'one page too many of the ring',
  result(map(page.ring, 6, readable)),
  'EINVAL',
);
show('from the middle of the ring', result(map(3, 1, readable)), 'EINVAL');
show('an offset past everything', result(map(7, 1, readable)), 'EINVAL');
const privately = 2;
show(
  'a private copy of the board',
  result(map(page.board, 1, readable, privately)),
  'EINVAL',
);
show(
  'the notice, to write on',
  result(map(page.notice, 1, readable | writable)),
  'EACCES',
);
show(
  'to write on it later',
  result(mprotect(notice.address, pageBytes, 3)),
  'EACCES',
);
const mayMove = 1;
const grown = mremap(
  ring.address,
  ringPages * pageBytes,
  6 * pageBytes,
  mayMove,
);
show('a longer ring', result(grown), 'EFAULT');
show('capitals past the end of the board', ask(4090, 7), 'EINVAL');
show('a length that wraps around', ask(100, 0xffffffff), 'EINVAL');
show(
  'an argument that leads nowhere',
  result(ioctl(fd, capitals, 8)),
  'EFAULT',
);
show(
  'a number that it does not know',
  result(ioctl(fd, 0x5401, 0)),
  'ENOTTY',
);
// endregion: refused

// region: differ
/** What /proc/self/smaps says of the mapping at `address`. */
function kindOf(address: number): string {
  const [, part = ''] = readFileSync('/proc/self/smaps', 'latin1').split(
    new RegExp(`^${address.toString(16).padStart(8, '0')}-.*$`, 'm'),
  );
  const resident = /^Rss: +(\d+ kB)$/m.exec(part)?.[1];
  const flags = /^VmFlags: (.*)$/m.exec(part)?.[1]?.split(' ') ?? [];
  const kind = flags.includes('pf')
    ? 'page frames'
    : flags.includes('mm')
      ? 'mixed'
      : 'pages';
  return `${kind}, ${resident} resident`;
}

/**
 * Whether another process, such as a debugger, could read there; this one
 * tries it on itself.
 */
function seenFromOutside(address: number): string {
  const memory = openSync('/proc/self/mem', 'r');
  try {
    return `${readSync(memory, Buffer.alloc(16), 0, 16, address)} bytes`;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? String(error);
  } finally {
    closeSync(memory);
  }
}

console.log('How the three differ');
show(
  'the board: remap_pfn_range',
  kindOf(board.address),
  'page frames, 0 kB resident',
);
show(
  'the notice: vm_insert_page',
  kindOf(notice.address),
  'mixed, 4 kB resident',
);
show(
  'the ring: a fault handler',
  kindOf(ring.address),
  'pages, 20 kB resident',
);
show('a debugger reads the board', seenFromOutside(board.address), 'EIO');
show(
  'a debugger reads the notice',
  seenFromOutside(notice.address),
  '16 bytes',
);
show('a debugger reads the ring', seenFromOutside(ring.address), '16 bytes');
// endregion: differ

// region: end
closeSync(fd);
show('the board, after close', words(100, 21), 'USER SPACE WROTE THIS');
for (const [{ address }, pages] of [
  [board, 1],
  [notice, 1],
  [ring, ringPages],
] as const) {
  munmap(address, pages * pageBytes);
}
console.log(
  wrong === 0
    ? 'All as it should be.'
    : `Not as it should be: ${wrong} of the above.`,
);
process.exitCode = wrong === 0 ? 0 : 1;
// endregion: end
