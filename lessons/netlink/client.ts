// Talks to the module netlink on protocol 22: the article's test first, then acknowledgements and
// errors, a kernel that speaks first to two sockets at once, and who is refused. Prints a line for
// each; exit code 0 when all were right.
import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { getSystemErrorName } from 'node:util';
import koffi from 'koffi';

// region: libc
const libc = koffi.load('libc.so.6');
const socket = libc.func('int socket(int family, int type, int protocol)');
const bind = libc.func('int bind(int fd, const void *address, uint32_t size)');
const setsockopt = libc.func(
  'int setsockopt(int fd, int level, int name, const void *value, uint32_t size)',
);
const sendto = libc.func(
  'intptr_t sendto(int fd, const void *bytes, size_t count, int flags, const void *address, uint32_t size)',
);
const recv = libc.func('intptr_t recv(int fd, _Out_ uint8_t *bytes, size_t count, int flags)');
const seteuid = libc.func('int seteuid(uint32_t uid)');
const unshare = libc.func('int unshare(int what)');
const setns = libc.func('int setns(int fd, int what)');
// endregion: libc

// region: numbers
const protocol22 = 22;
const [echo, tick, burst] = [16, 17, 18];
const [isRequest, wantsAck] = [1, 4];
const errorType = 2;
const [netlinkLevel, addMembership, capAck, extAck] = [270, 1, 10, 11];
// endregion: numbers

// region: show
/** What a call of libc returned, or the name of its error; errno lives only until the next call. */
function result(returned: number): string {
  return returned === -1 ? getSystemErrorName(-koffi.errno()) : String(returned);
}

let wrong = 0;

/** Prints one line, and marks it when it is not what a right module answers. */
function show(what: string, got: string, wanted: string): void {
  if (got !== wanted) wrong += 1;
  console.log(`  ${what.padEnd(41)} ${got}${got === wanted ? '' : `   <- should be ${wanted}`}`);
}
// endregion: show

// region: open
// struct sockaddr_nl: family 16, then the port, which is 0 for the kernel, and the groups: none.
const kernel = Buffer.alloc(12);
kernel.writeUInt16LE(16, 0);

/** A netlink socket with a port of its own; it waits at most five seconds for a message. */
function open(protocol: number): number {
  const fd: number = socket(16, 3, protocol);
  if (fd === -1) throw new Error(`socket: ${result(fd)}`);
  const fiveSeconds = Buffer.alloc(16);
  fiveSeconds.writeBigInt64LE(5n, 0);
  setsockopt(fd, 1, 20, fiveSeconds, 16);
  // To the port 0, which asks for a free one. Who has no port hears no group.
  if (bind(fd, kernel, kernel.length) === -1) throw new Error(`bind: ${result(-1)}`);
  return fd;
}
// endregion: open

// region: message
/** struct nlmsghdr and what follows it; `claimed` is the length that the header shall tell. */
function message(type: number, flags: number, payload: Buffer, claimed?: number): Buffer {
  const bytes = Buffer.alloc(16 + payload.length);
  bytes.writeUInt32LE(claimed ?? bytes.length, 0);
  bytes.writeUInt16LE(type, 4);
  bytes.writeUInt16LE(flags, 6);
  bytes.writeUInt32LE(1, 8); // sequence number: comes back in the answer
  payload.copy(bytes, 16);
  return bytes;
}

const send = (fd: number, bytes: Buffer): string =>
  result(sendto(fd, bytes, bytes.length, 0, kernel, kernel.length));
// endregion: message

// region: receive
type Received = { type: number; sequence: number; payload: Buffer };

const buffer = Buffer.alloc(8192);

/** The next message, or the name of the error; `wait` false: only one that is there already. */
function receive(fd: number, wait = false): Received | string {
  const count: number = recv(fd, buffer, buffer.length, wait ? 0 : 0x40);
  if (count === -1) return result(count);
  const length = buffer.readUInt32LE(0);
  return {
    type: buffer.readUInt16LE(4),
    sequence: buffer.readUInt32LE(8),
    payload: Buffer.from(buffer.subarray(16, length)),
  };
}

/** An answer in words. An error message that carries 0 is an acknowledgement. */
function words(answer: Received | string): string {
  if (typeof answer === 'string') return answer === 'EAGAIN' ? 'no answer' : answer;
  if (answer.type !== errorType) return JSON.stringify(String(answer.payload));
  const error = answer.payload.readInt32LE(0);
  return error === 0 ? 'ACK' : getSystemErrorName(error);
}
// endregion: receive

// region: article
console.log("The article's test");
const first = open(protocol22);
const text = Buffer.from('NetLink test by Qiankun');
show(`send "${text}"`, send(first, message(echo, isRequest, text)), '39');
show('receive', words(receive(first)), '"NetLink test by Qiankun"');
show('receive once more', words(receive(first)), 'no answer');
// endregion: article

// region: acks
console.log('Acknowledgements and errors');
const nothing = Buffer.alloc(0);
send(first, message(echo, isRequest | wantsAck, text));
show('an echo that asks for an ACK', words(receive(first)), '"NetLink test by Qiankun"');
show('and behind it', words(receive(first)), 'ACK');
send(first, message(99, isRequest, nothing));
show('a type that the module does not know', words(receive(first)), 'ENOTSUP');
send(first, message(burst, isRequest, nothing));
show('a burst without its number', words(receive(first)), 'EINVAL');
// endregion: acks

// region: extended
/** The kernel's words, which follow the copy of the request's header: one attribute, type 1. */
function reason(answer: Received | string): string {
  if (typeof answer === 'string') return answer;
  const attribute = answer.payload.subarray(20);
  return String(attribute.subarray(4, attribute.readUInt16LE(0) - 1));
}

const on = Buffer.from([1, 0, 0, 0]);
setsockopt(first, netlinkLevel, capAck, on, 4);
setsockopt(first, netlinkLevel, extAck, on, 4);
send(first, message(burst, isRequest, nothing));
show('why?', reason(receive(first)), 'a burst needs a number of 4 bytes');
// endregion: extended

// region: silence
console.log('What gets no answer at all');
send(first, message(echo, 0, text));
show('no NLM_F_REQUEST', words(receive(first)), 'no answer');
send(first, message(0, isRequest, text));
show("a type below 16, netlink's own", words(receive(first)), 'no answer');
show('a header that claims 4096 bytes', send(first, message(echo, isRequest, text, 4096)), '39');
show('and its answer', words(receive(first)), 'no answer');
// endregion: silence

// region: multicast
console.log('The kernel speaks first');
function join(fd: number, group: number): string {
  const number = Buffer.from([group, 0, 0, 0]);
  return result(setsockopt(fd, netlinkLevel, addMembership, number, 4));
}
const second = open(protocol22);
for (const fd of [first, second]) {
  show('join group 1', join(fd, 1), '0');
}
const [one, other] = [receive(first, true), receive(second, true)];
show('the one hears', words(one), '"the kernel speaks first\\u0000"');
show('the other hears', words(other), '"the kernel speaks first\\u0000"');
const tellsNumber = (heard: Received | string) =>
  typeof heard !== 'string' && heard.type === tick ? heard.sequence : heard;
show('was it the same message?', String(tellsNumber(one) === tellsNumber(other)), 'true');
const users = () => readFileSync('/sys/module/netlink/refcnt', 'utf8').trim();
show('users of the module', users(), '2');
closeSync(first);
closeSync(second);
show('and with both sockets closed', users(), '0');
// endregion: multicast

// region: refused
console.log('Who may do what');
const nobody = 65534;
seteuid(nobody);
const plain = open(protocol22);
send(plain, message(echo, isRequest, text));
show('nobody sends an echo', words(receive(plain)), '"NetLink test by Qiankun"');
show('nobody joins group 1', join(plain, 1), 'EPERM');
const burstOfOne = message(burst, isRequest, Buffer.from([1, 0, 0, 0]));
send(plain, burstOfOne);
show('nobody wants a burst', words(receive(plain)), 'EPERM');
seteuid(0);
writeSync(plain, burstOfOne);
show("root writes that into nobody's socket", words(receive(plain)), 'EPERM');
closeSync(plain);
// endregion: refused

// region: nobody-there
console.log('Where nobody listens');
show('a protocol that nobody has', result(socket(16, 3, 31)), 'EPROTONOSUPPORT');
const newNetwork = 0x40000000;
const home = openSync('/proc/self/ns/net', 'r');
if (unshare(newNetwork) === -1) throw new Error(`unshare: ${result(-1)}`);
const away = open(protocol22);
const sentAway = send(away, message(echo, isRequest, text));
setns(home, newNetwork);
show('protocol 22 in another network namespace', sentAway, 'ECONNREFUSED');
closeSync(away);
closeSync(home);
// endregion: nobody-there

console.log(wrong === 0 ? 'All as it should be.' : `Not as it should be: ${wrong} of the above.`);
process.exitCode = wrong === 0 ? 0 : 1;
