// An open descriptor sent over a unix socket beside some bytes, which Node itself cannot do.
import type { Duplex } from 'node:stream';
import koffi from 'koffi';

const libc = koffi.load('libc.so.6');
const iovec = koffi.struct({ base: 'void *', length: 'size_t' });
// struct msghdr of <sys/socket.h>
const messageHeader = koffi.struct({
  name: 'void *',
  nameLength: 'uint32',
  parts: koffi.pointer(iovec),
  partCount: 'size_t',
  control: 'void *',
  controlLength: 'size_t',
  flags: 'int',
});
const sendmsg = libc.func('sendmsg', 'int64', ['int', koffi.pointer(messageHeader), 'int']);

const SOL_SOCKET = 1;
const SCM_RIGHTS = 1;
const MSG_DONTWAIT = 0x40;
const MSG_NOSIGNAL = 0x4000;

/**
 * Sends `bytes` and a descriptor to whoever holds the other end of a socket; it never waits.
 * @throws Error when the socket is not a connected one with room for them
 */
export function sendDescriptor(socket: Duplex, bytes: Uint8Array, descriptor: number): void {
  // Bytes that Node still holds back would come after these.
  const fd = socket.writableLength === 0 ? descriptorOf(socket) : -1;
  const sent: number = sendmsg(
    fd,
    {
      ...{ name: null, nameLength: 0, flags: 0 },
      ...{ parts: [{ base: bytes, length: bytes.length }], partCount: 1 },
      ...{ control: rightsMessage(descriptor), controlLength: 24 },
    },
    MSG_DONTWAIT | MSG_NOSIGNAL,
  );
  if (sent !== bytes.length) throw new Error(`sendmsg failed with errno ${koffi.errno()}`);
}

/** One struct cmsghdr with one descriptor, padded to eight bytes. */
function rightsMessage(descriptor: number): Buffer {
  const message = Buffer.alloc(24);
  message.writeBigUInt64LE(20n, 0);
  message.writeInt32LE(SOL_SOCKET, 8);
  message.writeInt32LE(SCM_RIGHTS, 12);
  message.writeInt32LE(descriptor, 16);
  return message;
}

/** Node keeps a socket's descriptor where it says nothing of it. */
function descriptorOf(socket: Duplex): number {
  const { _handle: handle } = socket as { _handle?: { fd?: number } | null };
  return handle?.fd ?? -1;
}
