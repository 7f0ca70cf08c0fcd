// Talks to the generic netlink family "crossings": finds it by its name, has a text echoed, is
// refused in five ways by tables alone, and listens on two sockets to a kernel that speaks first.
// Exit code 0 when all was as it should be.
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
const seteuid = libc.func('int seteuid(uint32_t uid)');

// region: attributes
/** One attribute: its length, its type, its value, and zeros up to a multiple of 4. */
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
    const length = bytes.readUInt16LE(at);
    found.set(bytes.readUInt16LE(at + 2) & 0x3fff, bytes.subarray(at + 4, at + length));
    at += (Math.max(length, 4) + 3) & ~3;
  }
  return found;
}

const text = (words: string): Buffer => Buffer.from(`${words}\0`);
const words = (value: Buffer | undefined): string => String(value?.subarray(0, -1));
const number32 = (value: number): Buffer => Buffer.from(Uint32Array.of(value).buffer);
// endregion: attributes

// region: socket
const [solNetlink, addMembership, capAck, extAck] = [270, 1, 10, 11];

function open(): number {
  const fd: number = socket(16, 3, 16); // AF_NETLINK, SOCK_RAW, NETLINK_GENERIC
  const anyPort = Buffer.alloc(12);
  anyPort.writeUInt16LE(16, 0);
  const fiveSeconds = Buffer.alloc(16);
  fiveSeconds.writeBigInt64LE(5n, 0);
  setsockopt(fd, 1, 20, fiveSeconds, 16);
  for (const option of [capAck, extAck]) setsockopt(fd, solNetlink, option, number32(1), 4);
  if (bind(fd, anyPort, 12) === -1) throw new Error('no netlink socket');
  return fd;
}
// endregion: socket

// region: ask
type Answer = { error: number; extended: Map<number, Buffer>; values: Map<number, Buffer> };

const buffer = Buffer.alloc(16384);

function receive(fd: number): Answer {
  if (recv(fd, buffer, buffer.length, 0) === -1) throw new Error('nothing came');
  const message = Buffer.from(buffer.subarray(0, buffer.readUInt32LE(0)));
  if (message.readUInt16LE(4) === 2) {
    const extended = attributes(message.subarray(36));
    return { error: message.readInt32LE(16), extended, values: new Map() };
  }
  return { error: 0, extended: new Map(), values: attributes(message.subarray(20)) };
}

/** Sends one command to a family: the netlink header, 4 bytes of generic header, attributes. */
function ask(fd: number, family: number, command: number, ...values: Buffer[]): Answer {
  const head = Buffer.alloc(20);
  const [isRequest, wantsAck] = [1, 4];
  const bytes = Buffer.concat([head, ...values]);
  bytes.writeUInt32LE(bytes.length, 0);
  bytes.writeUInt16LE(family, 4);
  bytes.writeUInt16LE(isRequest | wantsAck, 6);
  bytes.writeUInt8(command, 16);
  bytes.writeUInt8(1, 17); // version
  write(fd, bytes, bytes.length);
  const answer = receive(fd);
  // What brings values is followed by the acknowledgement.
  if (answer.values.size > 0) receive(fd);
  return answer;
}
// endregion: ask

let wrong = 0;

function show(what: string, got: string, wanted: string): void {
  if (got !== wanted) wrong += 1;
  console.log(`  ${what.padEnd(34)} ${got}${got === wanted ? '' : `   <- should be ${wanted}`}`);
}

// region: refusal
/** An error by its name, and what the kernel adds to it: words, and which attribute it means. */
function refusal({ error, extended }: Answer): string {
  if (error === 0) return 'done';
  const added = [words(extended.get(1)), about(extended.get(5), 'misses attribute')];
  const said = added.filter((part) => part !== '' && part !== 'undefined');
  return [getSystemErrorName(error), ...said].join(', ');
}

const about = (type: Buffer | undefined, what: string): string =>
  type ? `${what} ${type.readUInt32LE(0)}` : '';
// endregion: refusal

// region: find
console.log('A family by its name');
const [controller, getFamily] = [16, 3];
const first = open();
show(
  'is there "crossing"?',
  refusal(ask(first, controller, getFamily, attribute(2, text('crossing')))),
  'ENOENT',
);
const found = ask(first, controller, getFamily, attribute(2, text('crossings')));
show('is there "crossings"?', refusal(found), 'done');
const family = found.values.get(1)?.readUInt16LE(0) ?? 0;
const [group] = [...attributes(found.values.get(7) ?? Buffer.alloc(0)).values()].map(attributes);
show('its multicast group', words(group?.get(1)), 'ticks');
// endregion: find

// region: echo
console.log("The article's test");
const [echo, setPeriod] = [1, 3];
const [textAttribute, periodAttribute] = [1, 2];
const answer = ask(first, family, echo, attribute(textAttribute, text('NetLink test by Qiankun')));
show(
  'echo "NetLink test by Qiankun"',
  words(answer.values.get(textAttribute)),
  'NetLink test by Qiankun',
);
// endregion: echo

// region: refused
console.log('Refused');
const period = (ms: number) => attribute(periodAttribute, number32(ms));
show(
  'an echo without a text',
  refusal(ask(first, family, echo)),
  'EINVAL, an echo needs a text, misses attribute 1',
);
const unended = attribute(textAttribute, Buffer.from('no end'));
show(
  'a text without its NUL',
  refusal(ask(first, family, echo, unended)),
  'EINVAL, Attribute failed policy validation',
);
show(
  'a period of 10 ms',
  refusal(ask(first, family, setPeriod, period(10))),
  'ERANGE, integer out of range',
);
show(
  'an attribute that it does not know',
  refusal(ask(first, family, echo, attribute(9, number32(1)))),
  'EINVAL, Unknown attribute type',
);
show('a command that it does not have', refusal(ask(first, family, 77)), 'ENOTSUP');
seteuid(65534);
show('nobody sets the period', refusal(ask(first, family, setPeriod, period(100))), 'EPERM');
seteuid(0);
show('root sets it', refusal(ask(first, family, setPeriod, period(100))), 'done');
// endregion: refused

// region: group
console.log('The kernel speaks first');
const second = open();
for (const fd of [first, second]) {
  setsockopt(fd, solNetlink, addMembership, group?.get(2) ?? number32(0), 4);
}
show('the one hears', words(receive(first).values.get(textAttribute)), 'the kernel speaks first');
show(
  'the other hears',
  words(receive(second).values.get(textAttribute)),
  'the kernel speaks first',
);
// endregion: group

console.log(wrong === 0 ? 'All as it should be.' : `Not as it should be: ${wrong} of the above.`);
process.exitCode = wrong === 0 ? 0 : 1;
