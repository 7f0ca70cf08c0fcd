// Compares a guest's kernel with its template's, both read from outside. Knows nothing of what an
// exercise does: an honest module changes none of this.
import { parseJumpLabels, undoJumpLabels } from './jump-labels.ts';
import type { KernelMap, Range } from './kernel-map.ts';
import { type Leaf, leavesOf, type PageTable, type ReadMemory } from './page-table.ts';
import { levelsOf, type Registers } from './registers.ts';
import { nameOf, type Symbols } from './symbols.ts';

/** What was changed, and where: names of symbols or registers. */
export type KernelChange = { kind: ChangeKind; places: string[] };
export type ChangeKind =
  | 'code'
  | 'constants'
  | 'settings'
  | 'handlers'
  | 'mapping'
  | 'registers'
  /** Nothing could be compared. */
  | 'unreadable';

export type Compared = {
  map: KernelMap;
  template: ReadMemory;
  guest: ReadMemory;
  registers: Registers;
  /** Asked for only where something differs. */
  symbols(): Promise<Symbols>;
};

const word = 8;
const pieceBytes = 1024 * 1024;
/** More places than that say nothing more. */
const placesKept = 4;
/** The kernel's half of the addresses begins here. */
const kernelHalf = 0xffff_8000_0000_0000n;

/** Everything that differs; empty for every honest module. */
export async function compareKernel(compared: Compared): Promise<KernelChange[]> {
  const found: { kind: ChangeKind; at: bigint[] }[] = [
    { kind: 'code', at: await changedCode(compared) },
    { kind: 'constants', at: await changedWords(compared, compared.map.constants) },
    { kind: 'settings', at: await changedWords(compared, compared.map.settings) },
    { kind: 'handlers', at: await changedPointers(compared) },
    { kind: 'mapping', at: await changedMapping(compared) },
  ];
  const changes: KernelChange[] = [];
  for (const { kind, at } of found) {
    if (at.length === 0) continue;
    const symbols = await compared.symbols();
    const places = [...new Set(at.map((address) => nameOf(symbols, address)))];
    changes.push({ kind, places: places.slice(0, placesKept) });
  }
  const handlers = await changedHandlers(compared);
  if (handlers.length > 0) changes.push({ kind: 'handlers', places: handlers });
  const registers = changedRegisters(compared);
  if (registers.length > 0) changes.push({ kind: 'registers', places: registers });
  return changes;
}

/** Pieces of a range that differ, from the guest and from the template. */
async function* changedPieces({ guest, template }: Compared, range: Range, size = pieceBytes) {
  for (let at = 0; at < range.bytes; at += size) {
    const bytes = Math.min(size, range.bytes - at);
    const is = await guest(range.physical + at, bytes);
    const was = await template(range.physical + at, bytes);
    if (!is.equals(was)) yield { is, was, address: BigInt(`0x${range.address}`) + BigInt(at) };
  }
}

/** Addresses of the words that differ. */
function differing(is: Buffer, was: Buffer, address: bigint): bigint[] {
  const found: bigint[] = [];
  for (let at = 0; at < was.length && found.length < placesKept; at += word) {
    const end = Math.min(at + word, was.length);
    if (!is.subarray(at, end).equals(was.subarray(at, end))) found.push(address + BigInt(at));
  }
  return found;
}

async function changedWords(compared: Compared, ranges: Range[]): Promise<bigint[]> {
  const found: bigint[] = [];
  for (const range of ranges) {
    for await (const { is, was, address } of changedPieces(compared, range)) {
      found.push(...differing(is, was, address));
    }
  }
  return found;
}

async function changedCode(compared: Compared): Promise<bigint[]> {
  const { jumpLabels, code } = compared.map;
  const found: bigint[] = [];
  for (const range of code) {
    if ((await changedPieces(compared, range).next()).done) continue;
    // Whole: a jump label can lie across the end of a piece.
    for await (const { is, was, address } of changedPieces(compared, range, range.bytes)) {
      const table = await compared.template(jumpLabels.physical, jumpLabels.bytes);
      undoJumpLabels(is, was, address, parseJumpLabels(table, BigInt(`0x${jumpLabels.address}`)));
      found.push(...differing(is, was, address));
    }
  }
  return found;
}

/** Pointers to code and constants in the kernel's own data that lead out of the kernel now. */
async function changedPointers(compared: Compared): Promise<bigint[]> {
  const image = [...compared.map.code.slice(0, 1), ...compared.map.constants.slice(0, 1)];
  const inImage = (value: bigint): boolean =>
    image.some(({ address, bytes }) => {
      const first = BigInt(`0x${address}`);
      return value >= first && value < first + BigInt(bytes);
    });
  const found: bigint[] = [];
  for (const range of compared.map.data) {
    for await (const { is, was, address } of changedPieces(compared, range)) {
      for (let at = 0; at + word <= was.length; at += word) {
        const before = was.readBigUInt64LE(at);
        const now = is.readBigUInt64LE(at);
        if (now === before || now < kernelHalf || !inImage(before) || inImage(now)) continue;
        found.push(address + BigInt(at));
      }
    }
  }
  return found;
}

async function changedMapping({ map, guest, template }: Compared): Promise<bigint[]> {
  const table = (read: ReadMemory): PageTable => ({
    read: throughPages(read),
    root: map.pageTable,
    levels: levelsOf(map.registers),
  });
  const tables = { guest: table(guest), template: table(template) };
  const found: bigint[] = [];
  for (const { address, bytes } of [...map.code, ...map.constants]) {
    const from = BigInt(`0x${address}`);
    const to = from + BigInt(bytes);
    const was = await leavesOf(tables.template, from, to);
    const is = new Map(
      (await leavesOf(tables.guest, from, to)).map((leaf) => [leaf.virtual, leaf] as const),
    );
    const same = ({ virtual, entry, bytes: mapped }: Leaf): boolean =>
      is.get(virtual)?.entry === entry && is.get(virtual)?.bytes === mapped;
    found.push(...was.filter((leaf) => !same(leaf)).map(({ virtual }) => virtual));
  }
  return found;
}

/** Reads whole pages and keeps them: a walk asks for many words of the same ones. */
function throughPages(read: ReadMemory): ReadMemory {
  const pages = new Map<number, Promise<Buffer>>();
  return async (physical, bytes) => {
    const page = physical - (physical % 4096);
    const kept = pages.get(page) ?? read(page, 4096);
    pages.set(page, kept);
    return (await kept).subarray(physical - page, physical - page + bytes);
  };
}

async function changedHandlers({ map, guest, template }: Compared): Promise<string[]> {
  // Many of them lie in the same pages, and each read is a question to the emulator.
  const reads = { guest: throughPages(guest), template: throughPages(template) };
  const changed = new Set<string>();
  for (const { physical, symbol } of map.handlers) {
    const is = await reads.guest(physical, word);
    if (!is.equals(await reads.template(physical, word))) changed.add(symbol);
  }
  return [...changed];
}

function changedRegisters({ map, registers }: Compared): string[] {
  const names = Object.keys(map.registers) as (keyof Registers)[];
  return names.filter((name) => map.registers[name] !== registers[name]);
}
