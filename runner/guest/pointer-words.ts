// What a bad address tells about the mistake behind it. Each kind is recognized by a value that
// nothing else produces; of any other address nothing is said.
import { errnoName } from './errno.ts';
import type { FaultingAccess } from './faulting-access.ts';

/** The highest page of the address space holds error pointers: linux/err.h, MAX_ERRNO. */
const firstErrorPointer = 2n ** 64n - 4095n;
const userSpaceEnd = 2n ** 47n;
const moduleArea = { start: 0xffff_ffff_c000_0000n, end: 0xffff_ffff_ff00_0000n };

/** Fill bytes of the kernel's debugging, linux/poison.h, with what memory holds them. */
const fills: [number, string][] = [
  [0x6b, 'memory that has been freed (the allocator fills freed objects with 0x6b)'],
  [0x5a, 'memory that was never initialized (the allocator fills new objects with 0x5a)'],
  [0xaa, 'a page that has been freed (freed pages are filled with 0xaa)'],
  [0xbb, 'the guard zone of a freed object (filled with 0xbb)'],
  [0xcc, 'the guard zone of an object (filled with 0xcc)'],
];

/** What a pointer with this value is, or undefined. `after "the code used "`. */
export function pointerWords(address: bigint): string | undefined {
  const shown = `0x${address.toString(16)}`;
  const bytes = bytesOf(address);
  // A field's offset is added to the low bytes only.
  const high = bytes.slice(0, 6);
  const fill = fills.find(([byte]) => high.every((one) => one === byte));
  if (fill) return `the pointer ${shown}, which was read from ${fill[1]}`;
  if (address >> 16n === 0xdead_0000_0000n) {
    return `the pointer ${shown} of a list entry that had already been removed from its list`;
  }
  if (bytes.every((byte) => byte >= 0x20 && byte < 0x7f)) {
    const text = String.fromCharCode(...bytes.toReversed());
    return `${shown} as an address, which is the text "${text}": text was written over a pointer`;
  }
  return undefined;
}

export type Fault = {
  address: bigint;
  access: FaultingAccess | null;
  /** The address was jumped to, not read or written. */
  fetched: boolean;
  /** The module that was unloaded last. */
  unloaded?: string | undefined;
  /** A module that is not the kernel's own is loaded. */
  ownLoaded?: boolean;
  stackPointer?: bigint | undefined;
};

/** A page fault's address in words. */
export function faultWords(fault: Fault): string | undefined {
  const { address, access, fetched, unloaded, ownLoaded, stackPointer } = fault;
  const base = access?.base ?? address;
  const known = pointerWords(base);
  if (known) return `the code used ${known}`;
  if (base >= firstErrorPointer) {
    const name = access && errnoName(Number(2n ** 64n - base));
    // A structure's members lie at multiples of 8: container_of() makes such addresses of NULL too.
    const orNull = name && base % 8n !== 0n ? '' : ', or what container_of() makes of NULL,';
    const which = name
      ? `an error pointer, ERR_PTR(-${name})${orNull || ','}`
      : `an error pointer${orNull}`;
    return `the code used ${which} as an address; check the pointer first, with IS_ERR() if it is one`;
  }
  const inModules = address >= moduleArea.start && address < moduleArea.end;
  // With a module of the learner's loaded, the address may as well be one of its own.
  if (inModules && (unloaded || !ownLoaded)) {
    const what = fetched ? 'jumped to' : 'used';
    const gone = unloaded
      ? `where a module was before it was unloaded (the last one was ${unloaded}): it`
      : 'where modules are loaded and none is now: one whose init function failed';
    return (
      `the kernel ${what} address 0x${address.toString(16)}, ${gone} ` +
      'left something registered, such as a timer, a work item, or a file'
    );
  }
  if (stackPointer !== undefined && isNear(address, stackPointer)) {
    return (
      `the code ran past the edge of a kernel stack (address 0x${address.toString(16)}): ` +
      'look for a large local array; the whole stack has 16 KB'
    );
  }
  if (!fetched && address >= 0x1_0000n && address < userSpaceEnd) {
    return (
      `the code used address 0x${address.toString(16)}, which belongs to user space; ` +
      'copy with copy_from_user() or copy_to_user() instead'
    );
  }
  return undefined;
}

/** Within the size of a kernel stack, THREAD_SIZE. */
function isNear(address: bigint, stackPointer: bigint): boolean {
  const far = address > stackPointer ? address - stackPointer : stackPointer - address;
  return far < 16n * 1024n;
}

function bytesOf(address: bigint): number[] {
  return [7n, 6n, 5n, 4n, 3n, 2n, 1n, 0n].map((at) => Number((address >> (8n * at)) & 0xffn));
}
