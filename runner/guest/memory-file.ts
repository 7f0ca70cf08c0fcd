// A guest's memory as an anonymous file of this process (memfd). A template's is sealed against
// writing before the first clone maps it, so that no guest can spoil it for the others.
import { closeSync, fstatSync, ftruncateSync, read, write } from 'node:fs';
import { open } from 'node:fs/promises';
import { promisify } from 'node:util';
import koffi from 'koffi';

const libc = koffi.load('libc.so.6');
const memfdCreate = libc.func('int memfd_create(const char *name, unsigned int flags)');
const fcntl = libc.func('int fcntl(int fd, int command, int argument)');

// linux/memfd.h, linux/fcntl.h
const MFD_CLOEXEC = 1;
const MFD_ALLOW_SEALING = 2;
const F_ADD_SEALS = 1033;
const F_SEAL_SEAL = 1;
const F_SEAL_SHRINK = 2;
const F_SEAL_GROW = 4;
const F_SEAL_WRITE = 8;

const readAt = promisify(read);
const writeAt = promisify(write);

/** Copied in pieces of this size; a piece of zeros stays a hole. */
const pieceBytes = 1024 * 1024;
const zeros = Buffer.alloc(pieceBytes);

/**
 * An empty memory file of `bytes` bytes.
 * @returns its descriptor, closed on exec; the caller closes it.
 */
export function createMemoryFile(bytes: number): number {
  const fd: number = memfdCreate('guest-memory', MFD_CLOEXEC | MFD_ALLOW_SEALING);
  if (fd < 0) throw new Error(`memfd_create failed with errno ${koffi.errno()}`);
  ftruncateSync(fd, bytes);
  return fd;
}

/** From here on nobody can write the file or change its size; private mappings of it are free to. */
export function sealMemoryFile(fd: number): void {
  const seals = F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL;
  if (fcntl(fd, F_ADD_SEALS, seals) < 0) {
    throw new Error(`sealing the guest's memory failed with errno ${koffi.errno()}`);
  }
}

/**
 * Copies a memory file to the disk, holes kept; the file is on the disk when this resolves.
 * @param onPiece is called before each piece with the part that is done, from 0 to 1
 */
export async function saveMemoryFile(
  fd: number,
  path: string,
  onPiece: (done: number) => void = () => {},
): Promise<void> {
  const target = await open(path, 'w', 0o600);
  try {
    const bytes = fstatSync(fd).size;
    await target.truncate(bytes);
    await copyPieces(fd, target.fd, bytes, onPiece);
    await target.sync();
  } finally {
    await target.close();
  }
}

/** Reads a saved memory file back and seals it. */
export async function loadMemoryFile(path: string): Promise<number> {
  const source = await open(path, 'r');
  try {
    const { size } = await source.stat();
    const fd = createMemoryFile(size);
    try {
      await copyPieces(source.fd, fd, size);
      sealMemoryFile(fd);
      return fd;
    } catch (error) {
      closeSync(fd);
      throw error;
    }
  } finally {
    await source.close();
  }
}

/**
 * So many bytes of a memory file.
 * @throws Error where the file ends before
 */
export async function readMemoryFile(fd: number, position: number, bytes: number): Promise<Buffer> {
  const { bytesRead, buffer } = await readAt(fd, Buffer.alloc(bytes), 0, bytes, position);
  if (bytesRead !== bytes)
    throw new Error(`${bytesRead} of ${bytes} bytes of memory could be read`);
  return buffer;
}

async function copyPieces(
  from: number,
  to: number,
  bytes: number,
  onPiece: (done: number) => void = () => {},
): Promise<void> {
  const piece = Buffer.alloc(pieceBytes);
  for (let offset = 0; offset < bytes; offset += pieceBytes) {
    onPiece(offset / bytes);
    const { bytesRead } = await readAt(from, piece, 0, pieceBytes, offset);
    const part = piece.subarray(0, bytesRead);
    if (part.equals(zeros.subarray(0, bytesRead))) continue;
    await writeAt(to, part, 0, bytesRead, offset);
  }
}
