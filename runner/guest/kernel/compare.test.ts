import { describe, expect, test } from 'vitest';
import { compareKernel } from './compare.ts';
import type { KernelMap } from './kernel-map.ts';
import { parseSymbols } from './symbols.ts';

// A kernel of a few pages: code, constants, data, a table of jump labels, and the page tables that map
// them at the addresses where Linux has them.
const base = 0xffff_ffff_8000_0000n;
const page = 0x1000;
const at = { code: 0, constants: page, data: 2 * page, labels: 3 * page, settings: 4 * page };
const tables = { root: 5 * page, directory: 6 * page, middle: 7 * page, leaves: 8 * page };
const heap = 9 * page;
const handler = base + BigInt(at.constants);
const site = 0x100;

function memory(): Buffer {
  const bytes = Buffer.alloc(10 * page);
  bytes.fill(0x90, at.code, page);
  // A jump label that is off: at `site`, to 0x40 after it.
  bytes.set([0x0f, 0x1f, 0x44, 0x00, 0x00], at.code + site);
  bytes.writeInt32LE(site - at.labels, at.labels);
  bytes.writeInt32LE(site + 0x45 - (at.labels + 4), at.labels + 4);
  bytes.writeBigUInt64LE(handler, at.data + 8);
  bytes.writeBigUInt64LE(handler, heap);
  bytes.writeInt32LE(8, at.settings);
  const present = 1n;
  const link = (table: number, index: bigint, to: number) =>
    bytes.writeBigUInt64LE(BigInt(to) | present, table + Number(index) * 8);
  link(tables.root, (base >> 39n) & 511n, tables.directory);
  link(tables.directory, (base >> 30n) & 511n, tables.middle);
  link(tables.middle, (base >> 21n) & 511n, tables.leaves);
  for (const index of [0, 1, 2, 3, 4]) link(tables.leaves, BigInt(index), index * page);
  return bytes;
}

const range = (physical: number, bytes: number) => ({
  address: (base + BigInt(physical)).toString(16),
  ...{ physical, bytes },
});
const map: KernelMap = {
  registers: { CR0: '80050033', CR4: '000000f0', EFER: 'd01', DR7: '400', IDT: '0 fff' },
  pageTable: tables.root,
  code: [range(at.code, page)],
  constants: [range(at.constants, page)],
  settings: [range(at.settings, 4)],
  data: [range(at.data, page)],
  handlers: [{ physical: heap, symbol: 'port_fops' }],
  jumpLabels: range(at.labels, 16),
};
const symbols = parseSymbols(
  [
    `${base.toString(16)} T vfs_read`,
    `${(base + BigInt(site)).toString(16)} T vfs_write`,
    `${handler.toString(16)} D sys_call_table`,
    `${(base + BigInt(at.data)).toString(16)} D chrdevs`,
    `${(base + BigInt(at.settings)).toString(16)} D console_printk`,
  ].join('\n'),
);

const reader = (bytes: Buffer) => async (physical: number, length: number) =>
  Buffer.from(bytes.subarray(physical, physical + length));

function compare(change: (bytes: Buffer) => void, registers = map.registers) {
  const guest = memory();
  change(guest);
  const read = { template: reader(memory()), guest: reader(guest) };
  return compareKernel({ map, registers, ...read, symbols: async () => symbols });
}

describe('a guest’s kernel compared with its template’s', () => {
  test('an untouched kernel shows no change', async () => {
    expect(await compare(() => {})).toEqual([]);
  });

  test('patched code names the function', async () => {
    expect(await compare((bytes) => bytes.set([0xcc], at.code + 0x10))).toEqual([
      { kind: 'code', places: ['vfs_read+0x10'] },
    ]);
  });

  test('a jump label that is switched on is no change', async () => {
    const jump = Buffer.from([0xe9, 0x40, 0, 0, 0]);
    expect(await compare((bytes) => bytes.set(jump, at.code + site))).toEqual([]);
  });

  test('a jump at a jump label that leads elsewhere is a change', async () => {
    const jump = Buffer.from([0xe9, 0x44, 0, 0, 0]);
    expect(await compare((bytes) => bytes.set(jump, at.code + site))).toEqual([
      { kind: 'code', places: ['vfs_write'] },
    ]);
  });

  test('an entry of a constant table names the table', async () => {
    expect(await compare((bytes) => bytes.set([1], at.constants + 8))).toEqual([
      { kind: 'constants', places: ['sys_call_table+0x8'] },
    ]);
  });

  test('a silenced console names the setting', async () => {
    expect(await compare((bytes) => bytes.writeInt32LE(0, at.settings))).toEqual([
      { kind: 'settings', places: ['console_printk'] },
    ]);
  });

  test('a pointer in the data that leads out of the kernel names its place', async () => {
    const elsewhere = 0xffff_ffff_c000_0000n;
    expect(await compare((bytes) => bytes.writeBigUInt64LE(elsewhere, at.data + 8))).toEqual([
      { kind: 'handlers', places: ['chrdevs+0x8'] },
    ]);
  });

  test('data that changes without being a pointer into the kernel is no change', async () => {
    const list = 0xffff_ffff_c000_0000n;
    expect(await compare((bytes) => bytes.writeBigUInt64LE(list, at.data + 16))).toEqual([]);
    expect(await compare((bytes) => bytes.writeBigUInt64LE(0n, at.data + 8))).toEqual([]);
  });

  test('a replaced handler of the channel names the handler', async () => {
    expect(await compare((bytes) => bytes.writeBigUInt64LE(1n, heap))).toEqual([
      { kind: 'handlers', places: ['port_fops'] },
    ]);
  });

  test('code that is mapped writable, or from elsewhere, is a change', async () => {
    const change = [{ kind: 'mapping', places: ['vfs_read'] }];
    expect(await compare((bytes) => bytes.writeUInt8(3, tables.leaves))).toEqual(change);
    const other = BigInt(heap) | 1n;
    expect(await compare((bytes) => bytes.writeBigUInt64LE(other, tables.leaves))).toEqual(change);
  });

  test('the accessed and dirty bits of a page are no change', async () => {
    expect(await compare((bytes) => bytes.writeUInt8(0x61, tables.leaves))).toEqual([]);
  });

  test('a control register that lost its write protection is a change', async () => {
    expect(await compare(() => {}, { ...map.registers, CR0: '80040033' })).toEqual([
      { kind: 'registers', places: ['CR0'] },
    ]);
  });
});
