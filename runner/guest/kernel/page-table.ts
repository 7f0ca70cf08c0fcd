// Walks the page tables of x86-64 in a guest's memory, as its processor does.
// Intel SDM volume 3, chapter 4.5: 4 or 5 levels of 512 entries of 8 bytes.

/** Bytes of a guest's memory at a physical address. */
export type ReadMemory = (physical: number, bytes: number) => Promise<Buffer>;

export type PageTable = { read: ReadMemory; root: number; levels: 4 | 5 };

/** The entry that maps an address, and how much it maps. */
export type Leaf = { virtual: bigint; bytes: bigint; entry: bigint };

const present = 1n;
const writable = 2n;
const large = 1n << 7n;
/** Accessed and dirty: set by the processor itself. */
const byProcessor = (1n << 5n) | (1n << 6n);
const frame = 0x000f_ffff_ffff_f000n;
const entryBytes = 8;

/** The leaf that maps `virtual`, without the bits that the processor sets; undefined where none does. */
export async function leafOf(table: PageTable, virtual: bigint): Promise<Leaf | undefined> {
  const [leaf] = await leavesOf(table, virtual, virtual + 1n);
  return leaf;
}

/** All leaves that map the addresses from `from` up to `to`, in order; what isn't mapped is left out. */
export async function leavesOf(table: PageTable, from: bigint, to: bigint): Promise<Leaf[]> {
  return await leavesBelow(table, { at: table.root, level: table.levels, from, to });
}

type Part = { at: number; level: number; from: bigint; to: bigint };

async function leavesBelow({ read }: Pick<PageTable, 'read'>, part: Part): Promise<Leaf[]> {
  const { at, level, from, to } = part;
  const shift = BigInt(12 + 9 * (level - 1));
  const bytes = 1n << shift;
  const entries = await read(at, 512 * entryBytes);
  const leaves: Leaf[] = [];
  for (let virtual = from & ~(bytes - 1n); virtual < to; virtual += bytes) {
    const index = Number((virtual >> shift) & 511n);
    const entry = entries.readBigUInt64LE(index * entryBytes);
    if ((entry & present) === 0n) continue;
    if (isLeaf(level, entry)) {
      leaves.push({ virtual, bytes, entry: entry & ~byProcessor });
      continue;
    }
    const next = { at: Number(entry & frame), level: level - 1 };
    const first = virtual > from ? virtual : from;
    const end = virtual + bytes < to ? virtual + bytes : to;
    leaves.push(...(await leavesBelow({ read }, { ...next, from: first, to: end })));
  }
  return leaves;
}

function isLeaf(level: number, entry: bigint): boolean {
  return level === 1 || (level <= 3 && (entry & large) !== 0n);
}

/** The physical address of `virtual`, which `leaf` maps. */
export function physicalOf({ entry, bytes }: Leaf, virtual: bigint): number {
  const within = bytes - 1n;
  return Number((entry & frame & ~within) | (virtual & within));
}

export function isWritable({ entry }: Leaf): boolean {
  return (entry & writable) !== 0n;
}
