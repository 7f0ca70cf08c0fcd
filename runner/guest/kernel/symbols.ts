// The kernel's own symbol table, /proc/kallsyms, as root reads it in the template before anybody
// else's code has run there.

/** Sorted by address; a symbol of a module carries its name, as in `port_fops [virtio_console]`. */
export type Symbols = { addresses: BigUint64Array; names: string[] };

/** Reads the text of /proc/kallsyms. Addresses that are no kernel addresses are left out. */
export function parseSymbols(text: string): Symbols {
  const found: { address: bigint; name: string }[] = [];
  for (const line of text.split('\n')) {
    const [hex = '', kind = '', name = '', module = ''] = line.split(/\s+/);
    // Kind A: an offset into per-CPU data.
    if (!/^[f][0-9a-f]{15}$/.test(hex) || kind === 'A') continue;
    found.push({ address: BigInt(`0x${hex}`), name: module ? `${name} ${module}` : name });
  }
  found.sort((a, b) => (a.address < b.address ? -1 : a.address > b.address ? 1 : 0));
  return {
    addresses: BigUint64Array.from(found, ({ address }) => address),
    names: found.map(({ name }) => name),
  };
}

/** Text that `parseSymbols` reads again, without what it leaves out. */
export function printSymbols({ addresses, names }: Symbols): string {
  return names.map((name, index) => `${addresses[index]?.toString(16)} T ${name}`).join('\n');
}

/** Addresses of all symbols of that name, in whatever module. */
export function addressesOf({ addresses, names }: Symbols, wanted: string): bigint[] {
  return names.flatMap((name, index) =>
    name === wanted || name.startsWith(`${wanted} [`) ? [addresses[index] ?? 0n] : [],
  );
}

/** `symbol+0x10`, the nearest symbol at or below `address`. */
export function nameOf(symbols: Symbols, address: bigint): string {
  const { addresses, names } = symbols;
  const at = indexBelow(addresses, address);
  const base = addresses[at];
  if (base === undefined) return `0x${address.toString(16)}`;
  const offset = address - base;
  // Of several names for one address the first that isn't a section mark says most.
  let best = at;
  while (addresses[best - 1] === base) best -= 1;
  while (best < at && /^(?:__pfx_|_stext|_text|__start|__end)/.test(names[best] ?? '')) best += 1;
  return offset === 0n ? `${names[best]}` : `${names[best]}+0x${offset.toString(16)}`;
}

/** How many bytes lie between a symbol and the next one. */
export function sizeAt({ addresses }: Symbols, address: bigint): number {
  const next = addresses[indexBelow(addresses, address) + 1] ?? address;
  return Number(next - address);
}

/** Index of the last address that isn't above `address`; -1 where all are. */
function indexBelow(addresses: BigUint64Array, address: bigint): number {
  let low = -1;
  let high = addresses.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((addresses[middle] ?? 0n) <= address) low = middle;
    else high = middle - 1;
  }
  return low;
}
