// A client that is run in the template and nowhere else, before there is anyone to see it: what it
// uses is compiled by the time that a learner's client uses it.
import { closeSync, openSync, readFileSync, readSync, writeSync } from 'node:fs';
import koffi from 'koffi';

type Answer = { value: number; text?: string };

interface Named {
  name: string;
}

const libc = koffi.load('libc.so.6');
const open = libc.func('int open(const char *path, int flags)');
const read = libc.func('int64_t read(int fd, _Out_ uint8_t *buffer, size_t count)');
const write = libc.func('int64_t write(int fd, const void *buffer, size_t count)');
const ioctl = libc.func('int ioctl(int fd, unsigned long request, _Inout_ uint32_t *value)');
const close = libc.func('int close(int fd)');
const pair = koffi.struct({ first: 'uint32_t', second: 'uint64_t' });

class Failure extends Error {
  readonly errno: number;

  constructor(what: string, errno: number) {
    super(`${what}: ${errno}`);
    this.errno = errno;
  }
}

function check<T extends number | bigint>(what: string, value: T): T {
  if (value < 0) throw new Failure(what, koffi.errno());
  return value;
}

const file: number = check('open', open('/etc/hostname', 0));
const buffer = new Uint8Array(64);
const count = Number(check('read', read(file, buffer, BigInt(buffer.length))));
const answer: Answer = { value: count, text: Buffer.from(buffer.subarray(0, count)).toString() };
try {
  check('write', write(file, Buffer.from('x'), 1));
} catch (error) {
  console.log((error as Error).message.padEnd(20), (error as Failure).errno.toString(16));
}
console.log(
  ioctl(file, 0xdead, [0]),
  koffi.errno(),
  koffi.sizeof(pair),
  [answer],
  new Map([[1, 2n]]),
);
check('close', close(file));

const again = openSync('/etc/hostname', 'r');
readSync(again, buffer);
closeSync(again);
const named: Named[] = [{ name: readFileSync('/proc/version', 'utf8').slice(0, 5) }];
for (const [index, { name }] of named.entries()) writeSync(1, `${index} ${JSON.stringify(name)}\n`);
await new Promise<void>((resolve) => setTimeout(resolve, 1));
