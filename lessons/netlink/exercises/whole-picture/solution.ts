// Keeps a picture of the scores that the module scores tells of. Arguments:
// pairs of a seed and a count. For each pair the module plays that many
// changes; then one line with all scores is printed.
import { getSystemErrorName } from 'node:util';
import koffi from 'koffi';

const libc = koffi.load('libc.so.6');
const socket = libc.func('int socket(int, int, int)');
const bind = libc.func('int bind(int, const void *, uint32_t)');
const setsockopt = libc.func('int setsockopt(int, int, int, const void *, uint32_t)');
const write = libc.func('intptr_t write(int, const void *, size_t)');
const recv = libc.func('intptr_t recv(int, _Out_ uint8_t *, size_t, int)');

const [play, change, state] = [16, 17, 18];

/** The picture: the score of each of the eight players. */
const scores: number[] = Array.from({ length: 8 }, () => 0);

function open(): number {
  const fd: number = socket(16, 3, 22);
  const anyPort = Buffer.alloc(12);
  anyPort.writeUInt16LE(16, 0);
  if (bind(fd, anyPort, 12) === -1) throw new Error('no netlink socket');
  const group1 = Buffer.from([1, 0, 0, 0]);
  const [solNetlink, addMembership] = [270, 1];
  setsockopt(fd, solNetlink, addMembership, group1, 4);
  return fd;
}

/** Sends one request; the payload is a list of __u32. */
function request(fd: number, type: number, ...numbers: number[]): void {
  const bytes = Buffer.alloc(16 + 4 * numbers.length);
  bytes.writeUInt32LE(bytes.length, 0);
  bytes.writeUInt16LE(type, 4);
  bytes.writeUInt16LE(1, 6); // NLM_F_REQUEST
  for (const [index, number] of numbers.entries()) bytes.writeUInt32LE(number, 16 + 4 * index);
  write(fd, bytes, bytes.length);
}

const buffer = Buffer.alloc(8192);

/** The next message that is there, or the error: EAGAIN when there is none. */
function receive(fd: number): { type: number; payload: Buffer } | string {
  const dontWait = 0x40;
  const count: number = recv(fd, buffer, buffer.length, dontWait);
  if (count === -1) return getSystemErrorName(-koffi.errno());
  const payload = Buffer.from(buffer.subarray(16, buffer.readUInt32LE(0)));
  return { type: buffer.readUInt16LE(4), payload };
}

/** Puts into the picture what one message tells. */
function take(type: number, payload: Buffer): void {
  if (type === change) {
    scores[payload.readUInt32LE(0)] = payload.readUInt32LE(4);
  } else if (type === state) {
    for (const player of scores.keys()) scores[player] = payload.readUInt32LE(4 * player);
  }
}

/** Reads all that is there, and leaves a picture that is right. */
function follow(fd: number): void {
  // todo: what if recv says that something was lost?
  let lost = false;
  for (;;) {
    const got = receive(fd);
    if (typeof got !== 'string') take(got.type, got.payload);
    else if (got === 'ENOBUFS') lost = true;
    else if (lost) {
      // The queue is empty, so that the answer finds room.
      lost = false;
      request(fd, state);
    } else return;
  }
  // starter: for (;;) {
  // starter:   const got = receive(fd);
  // starter:   if (typeof got === 'string') return;
  // starter:   take(got.type, got.payload);
  // starter: }
  // endtodo
}

const fd = open();
request(fd, state);
follow(fd);
const numbers = process.argv.slice(2).map(Number);
for (let at = 0; at + 1 < numbers.length; at += 2) {
  request(fd, play, numbers[at] ?? 0, numbers[at + 1] ?? 0);
  follow(fd);
  console.log(scores.join(' '));
}
