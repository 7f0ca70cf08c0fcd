// Asks /dev/padding for its two answers, as a program of 64 bits and as one
// of 32.
import { openSync } from 'node:fs';
import { getSystemErrorName } from 'node:util';
import koffi from 'koffi';

const libc = koffi.load('libc.so.6');
const ioctl = libc.func(
  'int ioctl(int fd, unsigned long command, uintptr_t argument)',
);
const mmap = libc.func(
  'intptr_t mmap(uintptr_t address, size_t length, int access, int flags, int fd, int64_t offset)',
);
const fd = openSync('/dev/padding', 'r+');

// region: numbers
/**
 * What _IOWR makes of the driver's letter, a number, and the size of the
 * structure.
 */
const iowr = (number: number, bytes: number) =>
  ((3 << 30) | (bytes << 16) | (0xe1 << 8) | number) >>> 0;
const careless = iowr(5, 24);
const careful = iowr(6, 16);
/** How a 32-bit compiler counts the careless one. */
const carelessIn32Bits = iowr(5, 16);
// endregion: numbers

// region: hole
/** The first 16 bytes of the answer, in groups of four. */
function answer(command: number, bytes: number): string {
  const buffer = Buffer.alloc(bytes);
  if (ioctl(fd, command, koffi.address(buffer)) === -1)
    return getSystemErrorName(-koffi.errno());
  return buffer.toString('hex', 0, 16).replaceAll(/(.{8})(?=.)/g, '$1 ');
}
console.log('Asked by a program of 64 bits');
console.log(`  careless  ${answer(careless, 24)}`);
console.log(`  careful   ${answer(careful, 16)}`);
// endregion: hole

// region: gate
// int 0x80 is the door for programs of 32 bits, and open to others too:
// whoever comes in by it is taken for one of them. The numbers go in eax,
// ebx, ecx and edx.
const code = Buffer.from([
  ...[0x53, 0x89, 0xfb, 0x89, 0xf1], // push rbx; mov ebx, edi; mov ecx, esi
  ...[0xb8, 54, 0, 0, 0, 0xcd, 0x80], // mov eax, 54; int 0x80
  ...[0x5b, 0xc3], // pop rbx; ret
]);
const privateAndAnonymous = 0x22;
const below4GB = 0x40;
const executable = 4;
const readAndWrite = 3;
const flags = privateAndAnonymous | below4GB;
const page: number = mmap(0, 4096, readAndWrite | executable, flags, -1, 0);
if (page === -1)
  throw new Error(`mmap failed: ${getSystemErrorName(-koffi.errno())}`);
Buffer.from(koffi.view(BigInt(page), 4096)).set(code);
const signature = koffi.proto(
  'int ioctl32(int fd, unsigned int command, unsigned int argument)',
);
const ioctl32 = koffi.decode(BigInt(page), signature) as (
  ...all: number[]
) => number;
// endregion: gate

// region: asked-by-32
/** What comes back through that door: 0, or the name of an error. */
function asked(command: number): string {
  const returned = ioctl32(fd, command, page + 1024);
  return returned < 0 ? getSystemErrorName(returned) : String(returned);
}
console.log('Asked by a program of 32 bits');
console.log(`  careless  ${asked(carelessIn32Bits)}`);
console.log(`  careful   ${asked(careful)}`);
// endregion: asked-by-32
