// Talks to the generic netlink family "crossings": finds it by its name, has
// a text echoed, is refused by tables alone, and listens on two sockets to a
// kernel that speaks first. Exit code 0 when all was as it should be.
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
const seteuid = libc.func('int seteuid(uint32_t)');

// region: attributes
/** One attribute: its length, its type, its value, zeros up to the next 4. */
function attribute(type: number, value: Buffer): Buffer {
  const length = 4 + value.length;
  const bytes = Buffer.alloc((length + 3) & ~3);
  bytes.writeUInt16LE(length, 0);
  bytes.writeUInt16LE(type, 2);
  value.copy(bytes, 4);
  return bytes;
}

/** The attributes in a piece of a message, by their type. */
function attributes(bytes: Buffer): Map<number, Buffer> {
  const found = new Map<number, Buffer>();
  for (let at = 0; at + 4 <= bytes.length; ) {
    const length = Math.max(bytes.readUInt16LE(at), 4);
    const type = bytes.readUInt16LE(at + 2) & 0x3fff;
    found.set(type, bytes.subarray(at + 4, at + length));
    at += (length + 3) & ~3;
  }
  return found;
}
// endregion: attributes

const asText = (words: string): Buffer => Buffer.from(`${words}\0`);
const asNumber = (value: number): Buffer =>
  Buffer.from(Uint32Array.of(value).buffer);
const words = (value: Buffer | undefined): string =>
  String(value?.subarray(0, -1) ?? '');

const [solNetlink, addMembership, capAck, extAck] = [270, 1, 10, 11];

function open(): number {
  const netlinkGeneric = 16;
  const fd: number = socket(16, 3, netlinkGeneric);
  const anyPort = Buffer.alloc(12);
  anyPort.writeUInt16LE(16, 0);
  const fiveSeconds = Buffer.alloc(16);
  fiveSeconds.writeBigInt64LE(5n, 0);
  setsockopt(fd, 1, 20, fiveSeconds, 16);
  setsockopt(fd, solNetlink, capAck, asNumber(1), 4);
  setsockopt(fd, solNetlink, extAck, asNumber(1), 4);
  if (bind(fd, anyPort, 12) === -1) throw new Error('no netlink socket');
  return fd;
}

// region: ask
type Answer = {
  error: number;
  /** What comes with an error. */
  extended: Map<number, Buffer>;
  values: Map<number, Buffer>;
};

const none = new Map<number, Buffer>();
const buffer = Buffer.alloc(16384);

function receive(fd: number): Answer {
  const count: number = recv(fd, buffer, buffer.length, 0);
  if (count === -1) throw new Error('nothing came');
  const message = Buffer.from(buffer.subarray(0, buffer.readUInt32LE(0)));
  if (message.readUInt16LE(4) !== 2) {
    // 16 bytes of netlink header, 4 of generic netlink's own.
    return {
      error: 0,
      extended: none,
      values: attributes(message.subarray(20)),
    };
  }
  // Header, error number, the request's header.
  const extended = attributes(message.subarray(16 + 4 + 16));
  return { error: message.readInt32LE(16), extended, values: none };
}

/** Sends one command to a family and returns what it answers. */
function ask(family: number, command: number, ...values: Buffer[]): Answer {
  const bytes = Buffer.concat([Buffer.alloc(20), ...values]);
  const [isRequest, wantsAck] = [1, 4];
  bytes.writeUInt32LE(bytes.length, 0);
  bytes.writeUInt16LE(family, 4);
  bytes.writeUInt16LE(isRequest | wantsAck, 6);
  bytes.writeUInt8(command, 16);
  bytes.writeUInt8(1, 17); // version
  write(first, bytes, bytes.length);
  const answer = receive(first);
  // What brings values is followed by the acknowledgement.
  if (answer.values.size > 0) receive(first);
  return answer;
}
// endregion: ask

let wrong = 0;

function show(what: string, got: string, wanted: string): void {
  const right = got === wanted;
  if (!right) wrong += 1;
  const mark = right ? '' : `   <- should be ${wanted}`;
  console.log(`  ${what.padEnd(25)} ${got}${mark}`);
}

/** Prints what became of a command: the error's name, and what came along. */
function showResult(what: string, answer: Answer, wanted: string): void {
  const { error, extended } = answer;
  const missing = extended.get(5)?.readUInt32LE(0);
  const parts = [
    error === 0 ? 'done' : getSystemErrorName(error),
    words(extended.get(1)),
    missing === undefined ? '' : `misses attribute ${missing}`,
  ];
  show(what, parts.filter((part) => part !== '').join(', '), wanted);
}

// region: find
console.log('A family by its name');
const first = open();
const [controller, getFamily] = [16, 3];
const named = (name: string) => attribute(2, asText(name));
const absent = ask(controller, getFamily, named('crossing'));
showResult('is there "crossing"?', absent, 'ENOENT');
const found = ask(controller, getFamily, named('crossings'));
showResult('is there "crossings"?', found, 'done');
const family = found.values.get(1)?.readUInt16LE(0) ?? 0;
const groups = attributes(found.values.get(7) ?? Buffer.alloc(0));
const group = attributes(groups.get(1) ?? Buffer.alloc(0));
show('its first group', words(group.get(1)), 'ticks');
// endregion: find

// region: article
console.log("The article's test");
const [echo, setPeriod] = [1, 3];
const text = (value: Buffer) => attribute(1, value);
const qiankun = 'NetLink test by Qiankun';
const { values } = ask(family, echo, text(asText(qiankun)));
show('an echo', words(values.get(1)), qiankun);
// endregion: article

// region: refused
console.log('Refused');
const misses = 'EINVAL, an echo needs a text, misses attribute 1';
showResult('an echo without a text', ask(family, echo), misses);
const unended = ask(family, echo, text(Buffer.from('no end')));
const failed = 'EINVAL, Attribute failed policy validation';
showResult('a text without its NUL', unended, failed);
const period = (ms: number) => attribute(2, asNumber(ms));
const tooShort = ask(family, setPeriod, period(10));
showResult('a period of 10 ms', tooShort, 'ERANGE, integer out of range');
const strange = ask(family, echo, attribute(9, asNumber(1)));
showResult('an attribute 9', strange, 'EINVAL, Unknown attribute type');
showResult('a command 77', ask(family, 77), 'ENOTSUP');
seteuid(65534);
const forbidden = ask(family, setPeriod, period(100));
showResult('nobody sets the period', forbidden, 'EPERM');
seteuid(0);
const allowed = ask(family, setPeriod, period(100));
showResult('root sets it', allowed, 'done');
// endregion: refused

// region: group
console.log('The kernel speaks first');
const second = open();
const groupId = group.get(2) ?? asNumber(0);
for (const fd of [first, second]) {
  setsockopt(fd, solNetlink, addMembership, groupId, 4);
}
const [one, other] = [receive(first), receive(second)];
show('the one hears', words(one.values.get(1)), 'the kernel speaks first');
show(
  'the other hears',
  words(other.values.get(1)),
  'the kernel speaks first',
);
// endregion: group

const verdict = `Not as it should be: ${wrong} of the above.`;
console.log(wrong === 0 ? 'All as it should be.' : verdict);
process.exitCode = wrong === 0 ? 0 : 1;
