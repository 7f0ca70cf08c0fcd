// Tries to get by /dev/mem what /dev/mmap hands out, and some other places of
// physical memory.
import { openSync, readFileSync, readSync } from 'node:fs';
import { getSystemErrorName } from 'node:util';
import koffi from 'koffi';

const libc = koffi.load('libc.so.6');
const mmap = libc.func(
  'intptr_t mmap(uintptr_t address, size_t length, int access, int flags, int fd, int64_t offset)',
);
const pageBytes = 4096;
const readable = 1;
const shared = 1;

/** One page of a file as bytes, or the name of the error. */
function page(
  fd: number,
  offset: number,
): { address: number; bytes: Buffer } | string {
  const address: number = mmap(0, pageBytes, readable, shared, fd, offset);
  if (address === -1) return getSystemErrorName(-koffi.errno());
  return {
    address,
    bytes: Buffer.from(koffi.view(BigInt(address), pageBytes)),
  };
}

let wrong = 0;
function show(what: string, got: string, wanted: string): void {
  if (got !== wanted) wrong += 1;
  console.log(
    `  ${what.padEnd(44)} ${got}${got === wanted ? '' : `   <- should be ${wanted}`}`,
  );
}
const outcome = (got: ReturnType<typeof page>) =>
  typeof got === 'string' ? got : 'mapped';

// region: frame
console.log('A page of the module');
const notice = page(openSync('/dev/mmap', 'r+'), pageBytes);
if (typeof notice === 'string')
  throw new Error(`the notice cannot be mapped: ${notice}`);
show('by its driver', outcome(notice), 'mapped');
show(
  '  its first 8 bytes, the samples so far',
  notice.bytes.toString('hex', 0, 8),
  '0'.repeat(16),
);

// Eight bytes for each page of this process; the lower 55 bits are the number
// of its page frame.
const entry = Buffer.alloc(8);
readSync(
  openSync('/proc/self/pagemap', 'r'),
  entry,
  0,
  8,
  (notice.address / pageBytes) * 8,
);
const frame = Number(entry.readBigUInt64LE() & ((1n << 55n) - 1n));
if (frame === 0) throw new Error('pagemap does not tell where the page is');
const memory = openSync('/dev/mem', 'r');
show(
  'the same page, by /dev/mem',
  outcome(page(memory, frame * pageBytes)),
  'EPERM',
);
// endregion: frame

// region: places
/**
 * Where the first line of /proc/iomem that holds these words says that
 * something begins.
 */
function addressOf(words: string): number {
  const line = readFileSync('/proc/iomem', 'latin1')
    .split('\n')
    .find((each) => each.includes(words));
  if (!line) throw new Error(`/proc/iomem names no ${words}`);
  return Number.parseInt(line.trim(), 16);
}

console.log('Other places, by /dev/mem');
show(
  "the kernel's own code",
  outcome(page(memory, addressOf('Kernel code'))),
  'EPERM',
);
show(
  'registers that a driver has claimed',
  outcome(page(memory, addressOf('virtio-pci'))),
  'EPERM',
);
const timer = page(memory, addressOf('HPET'));
show('registers that nobody has claimed', outcome(timer), 'mapped');
const rom = page(memory, 0xff000);
show('the last page of the BIOS below 1 MB', outcome(rom), 'mapped');
if (typeof rom !== 'string') {
  show(
    '  16 bytes before its end, a far jump',
    rom.bytes.toString('hex', 0xff0, 0xff5),
    'ea5be000f0',
  );
  show(
    '  behind that, a date',
    rom.bytes.toString('latin1', 0xff5, 0xffd),
    '06/23/99',
  );
}
// endregion: places
process.exitCode = wrong === 0 ? 0 : 1;
