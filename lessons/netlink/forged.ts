// Lies to the module trusting about who speaks: one socket writes another's
// port into the header, and the kernel delivers to that one what it never
// asked for.
import koffi from 'koffi';

const libc = koffi.load('libc.so.6');
const socket = libc.func('int socket(int, int, int)');
const bind = libc.func('int bind(int, const void *, uint32_t)');
const write = libc.func('intptr_t write(int, const void *, size_t)');
const recvfrom = libc.func(
  'intptr_t recvfrom(int, _Out_ uint8_t *, size_t, int, _Out_ uint8_t *, _Inout_ uint32_t *)',
);

// region: ports
/** A socket on protocol 22, with a port of our choice. */
function open(port: number): number {
  const fd: number = socket(16, 3, 22);
  const address = Buffer.alloc(12);
  address.writeUInt16LE(16, 0);
  address.writeUInt32LE(port, 4);
  if (fd === -1 || bind(fd, address, 12) === -1) throw new Error('no socket');
  return fd;
}

const liar = open(1001);
const victim = open(1002);
// endregion: ports

// region: forge
const order = 'delete everything';
const message = Buffer.alloc(16 + order.length);
message.writeUInt32LE(message.length, 0);
message.writeUInt16LE(16, 4);
message.writeUInt16LE(1, 6);
message.writeUInt32LE(1002, 12); // nlmsg_pid: a lie, it is 1001
message.write(order, 16);
write(liar, message, message.length);
// endregion: forge

// region: look
const buffer = Buffer.alloc(8192);
const from = Buffer.alloc(12);

/** What waits at a socket, and from which port it came, says the kernel. */
function look(fd: number): string {
  const dontWait = 0x40;
  const size = [from.length];
  const count: number = recvfrom(fd, buffer, 8192, dontWait, from, size);
  if (count === -1) return 'nothing';
  const text = buffer.toString('latin1', 16, buffer.readUInt32LE(0));
  return `"${text}", from port ${from.readUInt32LE(4)}`;
}
// endregion: look

const [atLiar, atVictim] = [look(liar), look(victim)];
console.log(`port 1001 sent it and gets ${atLiar}`);
console.log(`port 1002 sent nothing and gets ${atVictim}`);
process.exitCode = atVictim === `"${order}", from port 0` ? 0 : 1;
