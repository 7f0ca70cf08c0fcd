// Maps both pages of /dev/freed, has the driver free them, and looks again.
import { openSync, writeSync } from 'node:fs';
import { getSystemErrorName } from 'node:util';
import koffi from 'koffi';

const libc = koffi.load('libc.so.6');
const mmap = libc.func(
  'intptr_t mmap(uintptr_t address, size_t length, int access, int flags, int fd, int64_t offset)',
);

const pageBytes = 4096;
const readable = 1;
const shared = 1;
const fd = openSync('/dev/freed', 'r+');

function pageAt(offset: number): Buffer {
  const address: number = mmap(0, pageBytes, readable, shared, fd, offset);
  if (address === -1)
    throw new Error(`mmap failed: ${getSystemErrorName(-koffi.errno())}`);
  return Buffer.from(koffi.view(BigInt(address), pageBytes));
}
const textOf = (page: Buffer) => page.toString('latin1', 0, page.indexOf(0));

const byFrame = pageAt(0);
const byPage = pageAt(pageBytes);
for (const when of ['before', 'after']) {
  console.log(`${when} the driver frees its pages`);
  console.log(`  remap_pfn_range:  ${textOf(byFrame)}`);
  console.log(`  vm_insert_page:   ${textOf(byPage)}`);
  if (when === 'before') writeSync(fd, 'free');
}
