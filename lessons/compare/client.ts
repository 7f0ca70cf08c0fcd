// Measures how long a payload of 8 bytes, 1 KB and 64 KB takes from the
// kernel to this program by each of the seven ways. Prints a table for each
// size as soon as it is measured, with lines of JSON for the plot in the page.
// Exit code 0 when every payload came as it should, or was refused as it should.
import { randomInt } from 'node:crypto';
import { constants, openSync, readFileSync, unlinkSync } from 'node:fs';
import { release } from 'node:os';
import { getSystemErrorName } from 'node:util';
import koffi from 'koffi';

const rounds = 100;
const inARow = 10;
const warmUpMs = 60;
const samples = rounds * inARow;
const sizes = [8, 1024, 65536];

// Addresses are plain numbers, so that koffi has nothing to convert.
const libc = koffi.load('libc.so.6');
const abs = libc.func('int abs(int)');
const getppid = libc.func('int getppid()');
const ioctl = libc.func('int ioctl(int, unsigned long, uintptr_t)');
const read = libc.func('intptr_t read(int, uintptr_t, size_t)');
const pread = libc.func('intptr_t pread(int, uintptr_t, size_t, int64_t)');
const write = libc.func('intptr_t write(int, uintptr_t, size_t)');
const mmap = libc.func(
  'intptr_t mmap(uintptr_t, size_t, int, int, int, int64_t)',
);
const socket = libc.func('int socket(int, int, int)');
const bind = libc.func('int bind(int, uintptr_t, uint32_t)');
const signalfd = libc.func('int signalfd(int, uintptr_t, int)');
const blockSignals = libc.func(
  'int pthread_sigmask(int, uintptr_t, uintptr_t)',
);

/** What a call returned; stops the program where that was an error. */
function must(what: string, returned: number): number {
  if (returned !== -1) return returned;
  throw new Error(`${what}: ${getSystemErrorName(-koffi.errno())}`);
}

// region: memory
const readAndWrite = 3;
const anonymous = 0x22;

/** Memory with its address, and a view of it. */
function mapped(bytes: number, flags: number, fd: number) {
  const map = mmap(0, bytes, readAndWrite, flags, fd, 0);
  const address = must('mmap', map);
  const view = new DataView(koffi.view(BigInt(address), bytes));
  return { address, view };
}

/** Where a payload arrives: 64 KB, and room for netlink's header. */
const inbox = mapped(65536 + 4096, anonymous, -1);
/** What is sent into the kernel: requests, addresses, masks. */
const outbox = mapped(4096, anonymous, -1);
// endregion: memory

// region: device
const device = openSync('/dev/compare', constants.O_RDWR);
const shared = mapped(65536, 1 /* MAP_SHARED */, device);

// As in compare_uapi.h. The structure has 16 bytes.
const [copy, share, writeFile, signal] = [32, 33, 34, 35].map(
  (number) => ((1 << 30) | (16 << 16) | (0xe0 << 8) | number) >>> 0,
) as [number, number, number, number];
const signalNumber = 40;

/** One ioctl with struct compare_request; `bytes`, or -1. */
function ask(command: number, bytes: number): number {
  outbox.view.setBigUint64(0, BigInt(inbox.address), true);
  outbox.view.setUint32(8, bytes, true);
  outbox.view.setUint32(12, signalNumber, true);
  return ioctl(device, command, outbox.address) === -1 ? -1 : bytes;
}
// endregion: device

/** The three files of a folder, by the size of the payload. */
const openAll = (folder: string) =>
  new Map(sizes.map((bytes) => [bytes, openSync(`${folder}/${bytes}`, 'r')]));
const proc = openAll('/proc/compare');
const sys = openAll('/sys/kernel/compare');
const readFrom = (files: Map<number, number>, bytes: number): number =>
  pread(files.get(bytes) ?? -1, inbox.address, bytes, 0);

const written = openSync(
  '/run/compare',
  constants.O_RDONLY | constants.O_CREAT,
  0o600,
);

// region: netlink
const headerBytes = 16;
const netlink = must('socket', socket(16, 3 | constants.O_NONBLOCK, 31));
outbox.view.setUint16(0, 16, true); // AF_NETLINK; the rest is 0, the kernel
must('bind', bind(netlink, outbox.address, 12));

function request(bytes: number): number {
  outbox.view.setUint32(0, headerBytes + 4, true); // nlmsg_len
  outbox.view.setUint32(4, 16 | (1 << 16), true); // type; NLM_F_REQUEST
  outbox.view.setUint32(headerBytes, bytes, true);
  write(netlink, outbox.address, headerBytes + 4);
  const came = read(netlink, inbox.address, inbox.view.byteLength);
  return came === -1 ? -1 : came - headerBytes;
}
// endregion: netlink

// region: signal
// Blocked, a signal waits until somebody reads it from a signalfd.
const mask = 1n << BigInt(signalNumber - 1);
outbox.view.setBigUint64(0, mask, true);
blockSignals(0, outbox.address, 0);
const signals = must(
  'signalfd',
  signalfd(-1, outbox.address, constants.O_NONBLOCK),
);
const siginfoBytes = 128;
const siginfoAddress = 48; // ssi_ptr in struct signalfd_siginfo

function receiveSignal(bytes: number): number {
  if (ask(signal, bytes) === -1) return -1;
  const came = read(signals, inbox.address, siginfoBytes);
  return came === siginfoBytes ? bytes : -1;
}
// endregion: signal

// region: ways
type Way = {
  way: string;
  call: string;
  before?: () => void;
  /** Gets a payload across; returns its size, or -1. */
  cross: (bytes: number) => number;
  /** Is it this very payload, and no older one? */
  isFresh: (start: bigint, end: bigint) => boolean;
};

/** Its first 8 bytes, here, are a time between start and end. */
const madeBetween = (view: DataView, offset: number): Way['isFresh'] => {
  return (start, end) => {
    const made = view.getBigUint64(offset, true);
    return start <= made && made <= end;
  };
};

/** Times are in nanoseconds, by the clock that the module goes by too. */
const now = process.hrtime.bigint;
let sent = 0n;

const ways: Way[] = [
  {
    way: 'uaccess',
    call: 'read',
    cross: (bytes) => read(device, inbox.address, bytes),
    isFresh: madeBetween(inbox.view, 0),
  },
  {
    way: 'uaccess',
    call: 'ioctl',
    cross: (bytes) => ask(copy, bytes),
    isFresh: madeBetween(inbox.view, 0),
  },
  {
    // The other way round: what is written shows in the shared pages.
    way: 'uaccess',
    call: 'write',
    before: () => {
      sent = now();
      inbox.view.setBigUint64(0, sent, true);
    },
    cross: (bytes) => write(device, inbox.address, bytes),
    isFresh: () => shared.view.getBigUint64(0, true) === sent,
  },
  {
    way: 'procfs',
    call: 'pread',
    cross: (bytes) => readFrom(proc, bytes),
    isFresh: madeBetween(inbox.view, 0),
  },
  {
    way: 'sysfs',
    call: 'pread',
    cross: (bytes) => readFrom(sys, bytes),
    isFresh: madeBetween(inbox.view, 0),
  },
  {
    way: 'netlink',
    call: 'write, read',
    cross: request,
    isFresh: madeBetween(inbox.view, headerBytes),
  },
  {
    way: 'file',
    call: 'ioctl, pread',
    cross: (bytes) => {
      if (ask(writeFile, bytes) === -1) return -1;
      return pread(written, inbox.address, bytes, 0);
    },
    isFresh: madeBetween(inbox.view, 0),
  },
  {
    way: 'mmap',
    call: 'ioctl',
    cross: (bytes) => ask(share, bytes),
    isFresh: madeBetween(shared.view, 0),
  },
  {
    way: 'signal',
    call: 'ioctl, read',
    cross: receiveSignal,
    isFresh: madeBetween(inbox.view, siginfoAddress),
  },
];
// endregion: ways

// region: units
// What is in every figure, and the unit. Nothing crosses: 0 bytes.
const units: Way[] = [
  { way: 'clock', call: '', cross: () => 0 },
  { way: 'koffi', call: 'abs', cross: () => abs(0) },
  { way: 'getppid', call: 'getppid', cross: () => getppid() && 0 },
].map((unit) => ({ ...unit, isFresh: () => true }));
// endregion: units

// region: measure
/** One crossing: how long it took in microseconds, NaN if it went wrong. */
function measure({ before, cross, isFresh, bytes }: Job): number {
  before?.();
  const start = now();
  const came = cross(bytes);
  const end = now();
  if (came !== bytes || !isFresh(start, end)) return Number.NaN;
  return Number(end - start) / 1000;
}
// endregion: measure

// region: trial
/** Does a payload come across, the whole of it, and a fresh one? */
function tryOnce({ before, cross, isFresh }: Way, bytes: number): string {
  before?.();
  const start = now();
  const came = cross(bytes);
  if (came === -1) return getSystemErrorName(-koffi.errno());
  if (came !== bytes) return `${came} bytes of ${bytes}`;
  return isFresh(start, now()) ? 'came' : 'an old one';
}

const refusals = new Map([
  ['sysfs 65536', '4095 bytes of 65536'],
  ['signal 1024', 'EINVAL'],
  ['signal 65536', 'EINVAL'],
]);
// endregion: trial

type Job = Way & { bytes: number; times: Float64Array };

function newJob(way: Way, bytes: number): Job {
  return { ...way, bytes, times: new Float64Array(samples) };
}

let wrong = 0;
const refused: string[] = [];

/** The ways that can carry this size. */
function jobsOf(bytes: number): Job[] {
  return ways.flatMap((way) => {
    const wanted = refusals.get(`${way.way} ${bytes}`) ?? 'came';
    const got = tryOnce(way, bytes);
    const name = `${way.way}, ${sizeName(bytes)}: ${got}`;
    if (got !== wanted) {
      wrong += 1;
      console.log(`${name}   <- should be: ${wanted}`);
    }
    if (got !== 'came') refused.push(name);
    return got === 'came' ? [newJob(way, bytes)] : [];
  });
}

// region: rounds
/** Whoever comes first finds cold caches: each round in another order. */
function shuffle<T>(list: T[]): void {
  for (let last = list.length - 1; last > 0; last -= 1) {
    const other = randomInt(last + 1);
    [list[last], list[other]] = [list[other] as T, list[last] as T];
  }
}

function measureAll(jobs: Job[]): void {
  // Until the client's own code has been compiled, and QEMU's has.
  for (const job of jobs) {
    const until = performance.now() + warmUpMs;
    while (performance.now() < until) measure(job);
  }
  const order = [...jobs];
  for (let round = 0; round < rounds; round += 1) {
    shuffle(order);
    for (const job of order) {
      for (let index = 0; index < inARow; index += 1) {
        job.times[round * inARow + index] = measure(job);
      }
    }
  }
}
// endregion: rounds

// region: quartiles
/** A quarter was faster than `low`, a half than `median`. */
function quartiles(job: Job) {
  if (job.times.some(Number.isNaN)) {
    wrong += 1;
    console.log(`${job.way}: some payloads did not come, or old ones`);
  }
  const sorted = job.times.toSorted();
  const at = (part: number) => sorted[Math.floor(part * samples)] ?? 0;
  return { job, low: at(0.25), median: at(0.5), high: at(0.75) };
}
// endregion: quartiles

const cpuinfo = readFileSync('/proc/cpuinfo', 'utf8');
const processor = /^model name\s*: (.*)$/m.exec(cpuinfo)?.[1] ?? 'unknown';
const round2 = (value: number) => Math.round(value * 100) / 100;
const printLine = (line: object) =>
  console.log(`@compare ${JSON.stringify(line)}`);

function sizeName(bytes: number): string {
  return bytes < 1024 ? `${bytes} bytes` : `${bytes / 1024} KB`;
}

type Result = ReturnType<typeof quartiles>;

/** A line for the plot, and a row of the table. */
function print({ job, low, median, high }: Result, unit: number): void {
  const { way, call, bytes } = job;
  printLine({ way, call, bytes, us: [low, median, high].map(round2) });
  const megabytes = (bytes / median).toFixed(0); // = bytes per us
  const speed = way === 'mmap' ? 'no copy' : megabytes;
  const row = [
    `  ${way}`.padEnd(11),
    call.padEnd(14),
    median.toFixed(1).padStart(8),
    `${low.toFixed(1)} - ${high.toFixed(1)}`.padStart(18),
    (median / unit).toFixed(1).padStart(10),
    bytes > 8 ? speed.padStart(9) : '',
  ];
  console.log(row.join('').trimEnd());
}

printLine({ kernel: release(), processor, samples });
console.log(`\nLinux ${release()} on ${processor}`);
console.log(`${samples} crossings for each line; times in microseconds`);

// region: sizes
// One size after the other: whoever stops the program keeps what it has.
let unit = 1;
for (const bytes of [0, ...sizes]) {
  const jobs = bytes ? jobsOf(bytes) : units.map((way) => newJob(way, 0));
  measureAll(jobs);
  const results = jobs.map(quartiles);
  unit = results.find(({ job }) => job.way === 'getppid')?.median ?? unit;
  const title = bytes ? sizeName(bytes) : 'In all the others';
  const head = `${title.padEnd(27)}median       middle half  getppids`;
  console.log(`\n${head}${bytes > 8 ? '     MB/s' : ''}`);
  for (const result of results) print(result, unit);
}
// endregion: sizes
console.log(`\nWhat did not go\n  ${refused.join('\n  ')}`);

unlinkSync('/run/compare');
const verdict = `${wrong} not as they should be.`;
console.log(wrong ? verdict : 'All as it should be.');
process.exitCode = wrong ? 1 : 0;
