// Talks to the module netlink on protocol 22: the article's test first, then
// acknowledgements and errors, a kernel that speaks first to two sockets at
// once, and who is refused. Prints a line for each; exit code 0 when all were
// right.
import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { getSystemErrorName } from 'node:util';
import koffi from 'koffi';

// region: libc
const libc = koffi.load('libc.so.6');
const socket = libc.func('int socket(int, int, int)');
const bind = libc.func('int bind(int, const void *, uint32_t)');
const getsockname = libc.func(
  'int getsockname(int, _Out_ uint8_t *, _Inout_ uint32_t *)',
);
const setsockopt = libc.func(
  'int setsockopt(int, int, int, const void *, uint32_t)',
);
const sendto = libc.func(
  'intptr_t sendto(int, const void *, size_t, int, const void *, uint32_t)',
);
const recv = libc.func('intptr_t recv(int, _Out_ uint8_t *, size_t, int)');
const seteuid = libc.func('int seteuid(uint32_t)');
const unshare = libc.func('int unshare(int)');
const setns = libc.func('int setns(int, int)');
// endregion: libc

// As in <linux/netlink.h> and netlink_uapi.h.
const [afNetlink, sockRaw, protocol22] = [16, 3, 22];
const [echo, tick, burst] = [16, 17, 18];
const [isRequest, wantsAck] = [1, 4];
const errorType = 2;
const [solNetlink, addMembership, capAck, extAck] = [270, 1, 10, 11];

/** What libc returned, or its error; errno lives until the next call. */
function result(returned: number): string {
  if (returned !== -1) return String(returned);
  return getSystemErrorName(-koffi.errno());
}

let wrong = 0;

/** Prints one line, and marks it when it is not what a right module does. */
function show(what: string, got: string, wanted: string): void {
  const right = got === wanted;
  if (!right) wrong += 1;
  const mark = right ? '' : `   <- should be ${wanted}`;
  console.log(`  ${what.padEnd(41)} ${got}${mark}`);
}

// region: open
// struct sockaddr_nl: the family, 2 bytes of nothing, the port, the groups.
// Port 0 is the kernel's.
const kernel = Buffer.alloc(12);
kernel.writeUInt16LE(afNetlink, 0);

/** A socket with a port of its own; it waits 5 s for a message, no longer. */
function open(protocol: number): number {
  const fd: number = socket(afNetlink, sockRaw, protocol);
  if (fd === -1) throw new Error(`socket: ${result(fd)}`);
  const fiveSeconds = Buffer.alloc(16);
  fiveSeconds.writeBigInt64LE(5n, 0);
  setsockopt(fd, 1, 20, fiveSeconds, 16); // SO_RCVTIMEO
  // To bind to port 0 is to ask for a free one.
  const bound: number = bind(fd, kernel, kernel.length);
  if (bound === -1) throw new Error(`bind: ${result(bound)}`);
  return fd;
}

/** The port that a socket has got. */
function portOf(fd: number): number {
  const address = Buffer.alloc(12);
  getsockname(fd, address, [12]);
  return address.readUInt32LE(4);
}
// endregion: open

// region: message
type Header = { claimedLength?: number; claimedPort?: number };

/** struct nlmsghdr and the payload. Two fields of the header can lie. */
function message(
  type: number,
  flags: number,
  payload: Buffer,
  { claimedLength, claimedPort = 0 }: Header = {},
): Buffer {
  const bytes = Buffer.alloc(16 + payload.length);
  bytes.writeUInt32LE(claimedLength ?? bytes.length, 0);
  bytes.writeUInt16LE(type, 4);
  bytes.writeUInt16LE(flags, 6);
  bytes.writeUInt32LE(1, 8); // sequence number: comes back in the answer
  bytes.writeUInt32LE(claimedPort, 12); // nlmsg_pid
  payload.copy(bytes, 16);
  return bytes;
}

const send = (fd: number, bytes: Buffer): string =>
  result(sendto(fd, bytes, bytes.length, 0, kernel, kernel.length));
// endregion: message

// region: receive
type Received = { type: number; sequence: number; payload: Buffer };

const buffer = Buffer.alloc(8192);
const dontWait = 0x40;

/** The next message, or an error's name. Waits only when it is told to. */
function receive(fd: number, flags = dontWait): Received | string {
  const count: number = recv(fd, buffer, buffer.length, flags);
  if (count === -1) return result(count);
  return {
    type: buffer.readUInt16LE(4),
    sequence: buffer.readUInt32LE(8),
    payload: Buffer.from(buffer.subarray(16, buffer.readUInt32LE(0))),
  };
}

/** An answer in words. An error message with the error 0 is an ACK. */
function words(answer: Received | string): string {
  if (typeof answer === 'string') {
    return answer === 'EAGAIN' ? 'no answer' : answer;
  }
  if (answer.type !== errorType)
    return JSON.stringify(String(answer.payload));
  const error = answer.payload.readInt32LE(0);
  return error === 0 ? 'ACK' : getSystemErrorName(error);
}
// endregion: receive

// region: article
console.log("The article's test");
const first = open(protocol22);
const text = Buffer.from('NetLink test by Qiankun');
const same = JSON.stringify(String(text));
show(`send ${same}`, send(first, message(echo, isRequest, text)), '39');
show('receive', words(receive(first)), same);
show('receive once more', words(receive(first)), 'no answer');
// endregion: article

// region: acks
console.log('Acknowledgements and errors');
const nothing = Buffer.alloc(0);
send(first, message(echo, isRequest | wantsAck, text));
show('an echo that asks for an ACK', words(receive(first)), same);
show('and behind it', words(receive(first)), 'ACK');
send(first, message(99, isRequest, nothing));
show('a type that the module has not', words(receive(first)), 'ENOTSUP');
send(first, message(burst, isRequest, nothing));
show('a burst without its number', words(receive(first)), 'EINVAL');
// endregion: acks

// region: extended
const on = Buffer.from([1, 0, 0, 0]);
setsockopt(first, solNetlink, capAck, on, 4);
setsockopt(first, solNetlink, extAck, on, 4);

/** The kernel's words: an attribute behind the error and the header. */
function reason(answer: Received | string): string {
  if (typeof answer === 'string') return answer;
  const attribute = answer.payload.subarray(4 + 16);
  return String(attribute.subarray(4, attribute.readUInt16LE(0) - 1));
}

send(first, message(burst, isRequest, nothing));
const why = 'a burst needs a number of 4 bytes';
show('and why, in words?', reason(receive(first)), why);
// endregion: extended

// region: silence
console.log('What gets no answer at all');
send(first, message(echo, 0, text));
show('no NLM_F_REQUEST', words(receive(first)), 'no answer');
send(first, message(0, isRequest, text));
show("a type below 16, netlink's own", words(receive(first)), 'no answer');
send(first, message(echo, isRequest, text, { claimedLength: 4096 }));
show('a header that claims 4096 bytes', words(receive(first)), 'no answer');
// endregion: silence

// region: forged
console.log("A header with another socket's port");
const second = open(protocol22);
const forged = { claimedPort: portOf(second) };
send(first, message(echo, isRequest, text, forged));
show('to that socket comes', words(receive(second)), 'no answer');
show('to the sender comes', words(receive(first)), same);
// endregion: forged

// region: multicast
console.log('The kernel speaks first');
function join(fd: number, group: number): string {
  const number = Buffer.from([group, 0, 0, 0]);
  return result(setsockopt(fd, solNetlink, addMembership, number, 4));
}
show('the one joins group 1', join(first, 1), '0');
show('the other joins group 1', join(second, 1), '0');
const numberOf = (heard: Received | string): number =>
  typeof heard !== 'string' && heard.type === tick ? heard.sequence : NaN;
let one = receive(first, 0);
const other = receive(second, 0);
// Where a tick fell between the two joins, the first has one more.
while (numberOf(one) < numberOf(other)) one = receive(first, 0);
show('the one hears', words(one), '"the kernel speaks first"');
show('the other hears', words(other), '"the kernel speaks first"');
const sameTick = numberOf(one) === numberOf(other);
show('was it the same message?', String(sameTick), 'true');
// endregion: multicast

// region: users
const users = () => readFileSync('/sys/module/netlink/refcnt', 'utf8').trim();
show('users of the module', users(), '2');
closeSync(first);
closeSync(second);
show('and with both sockets closed', users(), '0');
// endregion: users

// region: refused
console.log('Who may do what');
seteuid(65534); // nobody
const plain = open(protocol22);
send(plain, message(echo, isRequest, text));
show('nobody sends an echo', words(receive(plain)), same);
show('nobody joins group 1', join(plain, 1), 'EPERM');
const burstOfOne = message(burst, isRequest, on);
send(plain, burstOfOne);
show('nobody wants a burst', words(receive(plain)), 'EPERM');
seteuid(0);
writeSync(plain, burstOfOne);
show("root writes to nobody's socket", words(receive(plain)), 'EPERM');
closeSync(plain);
// endregion: refused

// region: nobody-there
console.log('Where nobody listens');
const unused: number = socket(afNetlink, sockRaw, 31);
show('protocol 31', result(unused), 'EPROTONOSUPPORT');
const newNetwork = 0x40000000; // CLONE_NEWNET
const home = openSync('/proc/self/ns/net', 'r');
if (unshare(newNetwork) === -1) throw new Error(`unshare: ${result(-1)}`);
const away = open(protocol22);
const sentAway = send(away, message(echo, isRequest, text));
setns(home, newNetwork);
show('22, in another network namespace', sentAway, 'ECONNREFUSED');
// endregion: nobody-there

const verdict = `Not as it should be: ${wrong} of the above.`;
console.log(wrong === 0 ? 'All as it should be.' : verdict);
process.exitCode = wrong === 0 ? 0 : 1;
