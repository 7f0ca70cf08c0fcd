// Asks the module netlink for more messages than a socket can hold, and reads too late: once as a
// socket is by default, once with the error switched off, once with room for all.
import { readFileSync } from 'node:fs';
import { getSystemErrorName } from 'node:util';
import koffi from 'koffi';

const libc = koffi.load('libc.so.6');
const socket = libc.func('int socket(int family, int type, int protocol)');
const bind = libc.func('int bind(int fd, const void *address, uint32_t size)');
const setsockopt = libc.func(
  'int setsockopt(int fd, int level, int name, const void *value, uint32_t size)',
);
const write = libc.func('intptr_t write(int fd, const void *bytes, size_t count)');
const recv = libc.func('intptr_t recv(int fd, _Out_ uint8_t *bytes, size_t count, int flags)');
const close = libc.func('int close(int fd)');

const anyPort = Buffer.alloc(12);
anyPort.writeUInt16LE(16, 0);

// region: ask
/** struct nlmsghdr with NLM_F_REQUEST and NLM_F_ACK; behind it how many messages shall come. */
function burst(count: number): Buffer {
  const bytes = Buffer.alloc(20);
  bytes.writeUInt32LE(20, 0);
  bytes.writeUInt16LE(18, 4);
  bytes.writeUInt16LE(1 | 4, 6);
  bytes.writeUInt32LE(count, 16);
  return bytes;
}
// endregion: ask

// region: drain
const buffer = Buffer.alloc(8192);

/** Reads all that is there; what came, in order. */
function drain(fd: number): { errors: string[]; numbers: number[]; acks: number } {
  const got = { errors: [] as string[], numbers: [] as number[], acks: 0 };
  for (;;) {
    const dontWait = 0x40;
    if (recv(fd, buffer, buffer.length, dontWait) === -1) {
      const error = getSystemErrorName(-koffi.errno());
      if (error === 'EAGAIN') return got;
      got.errors.push(error);
    } else if (buffer.readUInt16LE(4) === 2) got.acks += 1;
    else got.numbers.push(buffer.readUInt32LE(16));
  }
}
// endregion: drain

// region: drops
/** What the kernel counted as lost for the socket of protocol 22, from /proc/net/netlink. */
function drops(): number {
  const rows = readFileSync('/proc/net/netlink', 'utf8').trim().split('\n');
  const mine = rows
    .map((row) => row.split(/\s+/))
    .find(([, eth, port]) => eth === '22' && port !== '0');
  return Number(mine?.[8]);
}
// endregion: drops

// region: try
const asked = 5000;
let wrong = 0;

function attempt(title: string, prepare: (fd: number) => void, wanted: string): void {
  const fd: number = socket(16, 3, 22);
  bind(fd, anyPort, anyPort.length);
  prepare(fd);
  write(fd, burst(asked), 20);
  const { errors, numbers, acks } = drain(fd);
  const inOrder = numbers.every((number, index) => number === index);
  const lost = asked + 1 - numbers.length - acks;
  const verdict = `${errors.join(' ') || 'no error'}, ${acks ? 'an ACK' : 'no ACK'}, ${lost ? 'some lost' : 'none lost'}`;
  console.log(title);
  console.log(`  ${verdict}`);
  if (lost) console.log(`  got 0 to ${numbers.length - 1} of ${asked}, lost the rest and the ACK`);
  console.log(`  Drops in /proc/net/netlink: ${drops()}`);
  if (verdict !== wanted || !inOrder || drops() !== lost) wrong += 1;
  close(fd);
}

const one = Buffer.from([1, 0, 0, 0]);
const sixteenMegabytes = Buffer.from([0, 0, 0, 1]);
attempt('As a socket is by default', () => {}, 'ENOBUFS, no ACK, some lost');
attempt(
  'With NETLINK_NO_ENOBUFS',
  (fd) => setsockopt(fd, 270, 5, one, 4),
  'no error, no ACK, some lost',
);
attempt(
  'With SO_RCVBUFFORCE of 16 MB',
  (fd) => setsockopt(fd, 1, 33, sixteenMegabytes, 4),
  'no error, an ACK, none lost',
);
process.exitCode = wrong === 0 ? 0 : 1;
// endregion: try
