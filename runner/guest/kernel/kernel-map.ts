// What of a kernel's memory has to stay as it was in the template, and where it is: recorded when the
// template is made, before anybody else's code has run in it.
import * as z from 'zod';
import {
  isWritable,
  leafOf,
  leavesOf,
  type PageTable,
  physicalOf,
  type ReadMemory,
} from './page-table.ts';
import { levelsOf, type Registers, registers } from './registers.ts';
import { addressesOf, type Symbols, sizeAt } from './symbols.ts';

const address = z.string().regex(/^[0-9a-f]{16}$/);
const range = z.strictObject({
  /** Virtual, hexadecimal. */
  address,
  physical: z.int().nonnegative(),
  bytes: z.int().positive(),
});
export type Range = z.infer<typeof range>;

export const kernelMap = z.strictObject({
  registers,
  pageTable: z.int().nonnegative(),
  /** Machine code; a jump label in it may be switched on or off. */
  code: z.array(range),
  /** Read-only data and the interrupt descriptor table. */
  constants: z.array(range),
  /** What decides whether a fault of the kernel is loud, and whether its log is shown. */
  settings: z.array(range),
  /** Writable data, in which pointers to code and constants must not lead elsewhere. */
  data: z.array(range),
  /** Where the kernel keeps a pointer to a handler of the channel or the terminal. */
  handlers: z.array(z.strictObject({ physical: z.int(), symbol: z.string() })),
  jumpLabels: range,
});
export type KernelMap = z.infer<typeof kernelMap>;

/**
 * Handlers of the channel and of the virtual devices behind it: their objects live as long as the guest.
 * None that a work queue calls, for a worker keeps the function that it called last.
 */
const handlerSymbols = [
  ...['port_fops', 'portdev_fops', 'in_intr', 'out_intr', 'hv_ops'],
  ...['vring_interrupt', 'vp_vring_interrupt', 'virtio_pci_config_ops', 'vp_notify'],
];
/** Without these nothing could be said of the channel. */
const requiredHandlers = ['port_fops', 'in_intr', 'out_intr'];

const settingSymbols = [
  ...['console_printk', 'suppress_printk', 'ignore_loglevel', 'dmesg_restrict', 'kptr_restrict'],
  ...['panic_on_oops', 'panic_on_warn', 'panic_timeout', 'panic_on_taint', 'softlockup_panic'],
  ...['sysctl_hung_task_panic', 'sysctl_hung_task_timeout_secs', 'sysctl_panic_on_rcu_stall'],
  ...['slub_debug', 'modprobe_path', 'core_pattern', 'poweroff_cmd'],
];
/** Of a setting so many bytes are compared: a number, four of them, or the beginning of a path. */
const settingBytes = 16;

/** Idle's stack lies in the data and holds return addresses that come and go. */
const idleStackBytes = 16 * 1024;

export type KernelFacts = {
  symbols: Symbols;
  registers: Registers;
  /** Physical address of the kernel's first byte. */
  physical: number;
  /** The template's memory. */
  memory: ReadMemory;
  memoryBytes: number;
};

/** The physical address at which the kernel's code begins, as /proc/iomem shows it to root. */
export function kernelCodeStart(iomem: string): number {
  const start = /^ *([0-9a-f]+)-[0-9a-f]+ : Kernel code$/m.exec(iomem)?.[1];
  if (start === undefined) throw new Error('/proc/iomem names no kernel code');
  return Number.parseInt(start, 16);
}

/** @throws Error where the kernel's symbols lack one without which nothing could be compared */
export async function mapKernel(facts: KernelFacts): Promise<KernelMap> {
  const { symbols } = facts;
  const one = (name: string): bigint => {
    const [found] = addressesOf(symbols, name);
    if (found === undefined) throw new Error(`the kernel has no symbol ${name}`);
    return found;
  };
  const base = one('_text');
  const physicalAt = (virtual: bigint): number => facts.physical + Number(virtual - base);
  const from = (virtual: bigint, bytes: number): Range => ({
    address: virtual.toString(16),
    physical: physicalAt(virtual),
    bytes,
  });
  const between = (first: bigint, end: bigint): Range => from(first, Number(end - first));
  const pageTable = physicalAt(one('init_top_pgt'));
  const levels = levelsOf(facts.registers);
  const table: PageTable = { read: facts.memory, root: pageTable, levels };
  const leaf = await leafOf(table, base);
  if (!leaf || physicalOf(leaf, base) !== facts.physical) {
    throw new Error('the page tables and /proc/iomem disagree about where the kernel is');
  }
  const settings = settingSymbols.flatMap((name) =>
    addressesOf(symbols, name).map((at) => from(at, Math.min(settingBytes, sizeAt(symbols, at)))),
  );
  return {
    registers: facts.registers,
    pageTable,
    code: [between(base, one('_etext')), ...(await modulePages(symbols, table))],
    constants: [
      between(one('__start_rodata'), one('__end_rodata')),
      from(one('idt_table'), pageBytes),
    ],
    settings: settings.filter(({ bytes }) => bytes > 0),
    data: [
      between(one('_sdata') + BigInt(idleStackBytes), one('_edata')),
      between(one('__bss_start'), one('__bss_stop')),
    ],
    handlers: await findHandlers(facts, await passingPages(facts, table, one)),
    jumpLabels: between(one('__start___jump_table'), one('__stop___jump_table')),
  };
}

/** The read-only pages of the modules that have a handler of ours, as virtio_console in 6.1. */
async function modulePages({ addresses, names }: Symbols, table: PageTable): Promise<Range[]> {
  const owners = new Set<string>();
  for (const name of names) {
    const [, symbol = '', module = ''] = /^(\S+) \[(.+)\]$/.exec(name) ?? [];
    if (handlerSymbols.includes(symbol)) owners.add(module);
  }
  const pages = new Set<bigint>();
  for (const [index, name] of names.entries()) {
    const module = / \[(.+)\]$/.exec(name)?.[1];
    if (module !== undefined && owners.has(module)) pages.add((addresses[index] ?? 0n) & ~0xfffn);
  }
  const ranges: Range[] = [];
  for (const page of [...pages].toSorted((a, b) => (a < b ? -1 : 1))) {
    const leaf = await leafOf(table, page);
    if (!leaf || isWritable(leaf)) continue;
    ranges.push({ address: page.toString(16), physical: physicalOf(leaf, page), bytes: pageBytes });
  }
  return ranges;
}

const searchedBytes = 1024 * 1024;
const pageBytes = 4096;

/**
 * Pages whose words come and go: the kernel's image, whose data is looked at by itself, and all that
 * is mapped as vmalloc's, the stacks of processes among it.
 */
async function passingPages(
  { memory, physical }: KernelFacts,
  table: PageTable,
  one: (symbol: string) => bigint,
): Promise<Set<number>> {
  const storedIn = async (symbol: string): Promise<bigint> => {
    const bytes = await memory(physical + Number(one(symbol) - one('_text')), 8);
    return bytes.readBigUInt64LE();
  };
  const pages = new Set<number>();
  const add = (start: number, bytes: number): void => {
    for (let at = start; at < start + bytes; at += pageBytes) pages.add(at);
  };
  add(physical, Number(one('_end') - one('_text')));
  const from = await storedIn('vmalloc_base');
  for (const leaf of await leavesOf(table, from, await storedIn('vmemmap_base'))) {
    add(physicalOf(leaf, leaf.virtual), Number(leaf.bytes));
  }
  return pages;
}

/** Every place in the template's memory that holds the address of a handler. */
async function findHandlers(
  facts: KernelFacts,
  passing: Set<number>,
): Promise<KernelMap['handlers']> {
  const wanted = new Map<bigint, string>();
  for (const name of handlerSymbols) {
    for (const at of addressesOf(facts.symbols, name)) wanted.set(at, name);
  }
  const found: KernelMap['handlers'] = [];
  for (let at = 0; at < facts.memoryBytes; at += searchedBytes) {
    const words = await wordsAt(facts.memory, at);
    for (const [index, word] of words.entries()) {
      const symbol = wanted.get(word);
      const physical = at + index * 8;
      if (symbol === undefined || passing.has(physical - (physical % pageBytes))) continue;
      found.push({ physical, symbol });
    }
  }
  for (const name of requiredHandlers) {
    if (!found.some(({ symbol }) => symbol === name)) throw new Error(`nothing points to ${name}`);
  }
  return found;
}

async function wordsAt(memory: ReadMemory, at: number): Promise<BigUint64Array> {
  const bytes = await memory(at, searchedBytes);
  return new BigUint64Array(bytes.buffer, bytes.byteOffset, bytes.length / 8);
}
