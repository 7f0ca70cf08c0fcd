// Asks the module netlink for more messages than a socket can hold, and reads
// too late: once as a socket is by default, once with the error switched off,
// once with room for all.
import { readFileSync } from 'node:fs';
import { getSystemErrorName } from 'node:util';
import koffi from 'koffi';

const libc = koffi.load('libc.so.6');
const socket = libc.func('int socket(int, int, int)');
const bind = libc.func('int bind(int, const void *, uint32_t)');
const setsockopt = libc.func(
  'int setsockopt(int, int, int, const void *, uint32_t)',
);
const write = libc.func('intptr_t write(int, const void *, size_t)');
const recv = libc.func('intptr_t recv(int, _Out_ uint8_t *, size_t, int)');
const close = libc.func('int close(int)');

const anyPort = Buffer.alloc(12);
anyPort.writeUInt16LE(16, 0);

// region: ask
const asked = 5000;

// struct nlmsghdr, NLM_F_REQUEST and NLM_F_ACK; behind it, how many.
const burst = Buffer.alloc(20);
burst.writeUInt32LE(burst.length, 0);
burst.writeUInt16LE(18, 4);
burst.writeUInt16LE(1 | 4, 6);
burst.writeUInt32LE(asked, 16);
// endregion: ask

// region: drain
type Drained = { errors: string[]; numbers: number[]; acks: number };

const buffer = Buffer.alloc(8192);

/** Reads all that is there; what came, in order. */
function drain(fd: number): Drained {
  const got: Drained = { errors: [], numbers: [], acks: 0 };
  for (;;) {
    const dontWait = 0x40;
    const count: number = recv(fd, buffer, buffer.length, dontWait);
    if (count === -1) {
      const error = getSystemErrorName(-koffi.errno());
      if (error === 'EAGAIN') return got;
      got.errors.push(error);
    } else if (buffer.readUInt16LE(4) === 2) got.acks += 1;
    else got.numbers.push(buffer.readUInt32LE(16));
  }
}
// endregion: drain

/** What the kernel counts as lost for this program's one socket. */
function drops(): number {
  const rows = readFileSync('/proc/net/netlink', 'utf8').split('\n');
  const mine = rows
    .map((row) => row.trim().split(/\s+/))
    .find(([, protocol, port]) => protocol === '22' && port !== '0');
  return Number(mine?.[8]);
}

let wrong = 0;

// region: attempt
function attempt(
  title: string,
  prepare: (fd: number) => void,
  wanted: string,
): void {
  const fd: number = socket(16, 3, 22);
  bind(fd, anyPort, anyPort.length);
  prepare(fd);
  write(fd, burst, burst.length);
  const { errors, numbers, acks } = drain(fd);
  const inOrder = numbers.every((number, index) => number === index);
  const lost = asked + 1 - numbers.length - acks;
  const verdict = [
    errors.join(' ') || 'no error',
    acks > 0 ? 'an ACK' : 'no ACK',
    lost > 0 ? `${lost} of ${asked + 1} lost` : 'none lost',
  ].join(', ');
  console.log(`${title}\n  ${verdict}`);
  console.log(`  Drops in /proc/net/netlink: ${drops()}`);
  if (!verdict.startsWith(wanted)) wrong += 1;
  if (drops() !== lost || !inOrder) wrong += 1;
  close(fd);
}
// endregion: attempt

// region: attempts
const [solNetlink, noEnobufs] = [270, 5];
const [solSocket, receiveBuffer] = [1, 33]; // SO_RCVBUFFORCE, for root
const on = Buffer.from([1, 0, 0, 0]);
const sixteenMegabytes = Buffer.from([0, 0, 0, 1]);

attempt('As a socket is by default', () => {}, 'ENOBUFS, no ACK');
attempt(
  'With NETLINK_NO_ENOBUFS',
  (fd) => setsockopt(fd, solNetlink, noEnobufs, on, 4),
  'no error, no ACK',
);
attempt(
  'With a buffer of 16 MB',
  (fd) => setsockopt(fd, solSocket, receiveBuffer, sixteenMegabytes, 4),
  'no error, an ACK, none lost',
);
process.exitCode = wrong === 0 ? 0 : 1;
// endregion: attempts
