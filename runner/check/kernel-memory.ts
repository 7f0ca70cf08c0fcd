// What the guest's kernel says of the memory in use, and whether it grew. Pure.

/** How many of what: slab objects by cache, and pages that are nobody's. */
export type KernelMemory = Record<string, number>;

/** The guest's shell prints what `kernelMemory` reads; builtins only, for a program costs memory. */
export const tellKernelMemory = 'printf "%s\\n" "$(</proc/slabinfo)" "$(</proc/meminfo)"';

const pageKiB = 4;
const loosePages = 'loose pages';

/**
 * Reads /proc/slabinfo followed by /proc/meminfo. The randomised caches of one kmalloc size are
 * added up. Loose pages are those that the kernel counts as taken and names no user of; there may
 * be none where the figures were tampered with.
 */
export function kernelMemory(text: string): KernelMemory {
  const memory: KernelMemory = {};
  for (const [, cache = '', active] of text.matchAll(/^([\w:-]+) +(\d+) +\d+ +\d+ +\d+ +\d+ :/gm)) {
    const name = cache.replace(/^kmalloc-(?:[a-z]+-)*(?:\d+-)?(\d+k?)$/, 'kmalloc-$1');
    memory[name] = (memory[name] ?? 0) + Number(active);
  }
  const kib = (name: string) => Number(new RegExp(`^${name}: +(\\d+) kB`, 'm').exec(text)?.[1]);
  const users = ['MemFree', 'Buffers', 'Cached', 'Slab', 'AnonPages', 'PageTables', 'KernelStack'];
  const loose = users.reduce((left, user) => left - kib(user), kib('MemTotal'));
  if (!Number.isNaN(loose)) memory[loosePages] = Math.round(loose / pageKiB);
  return memory;
}

/** Growth that is no leak: the kernel's own work goes on meanwhile. */
const stray = 40;

/** What there is more of than before, in words; undefined where there is no more. */
export function grown(before: KernelMemory, after: KernelMemory): string | undefined {
  const more = Object.entries(after)
    .map(([name, count]) => ({ name, by: count - (before[name] ?? 0) }))
    .filter(({ by }) => by >= stray);
  const worst = more.toSorted((a, b) => b.by - a.by)[0];
  if (!worst) return undefined;
  if (worst.name === loosePages) return `${worst.by} more pages that nobody has given back`;
  return `${worst.by} more objects of ${worst.name}`;
}

/** Whether something was told at all of slabs and of pages. */
export function isTold(memory: KernelMemory): boolean {
  return Object.keys(memory).length > 1 && loosePages in memory;
}

/**
 * Where files are mounted over /proc, so that the figures may be anybody's; '' where none are.
 * @param mounts /proc/self/mountinfo
 */
export function coveredFigures(mounts: string): string {
  const points = [...mounts.matchAll(/^\d+ \d+ \S+ \S+ (\S+) /gm)].map(([, point = '']) => point);
  const proc = points.filter((point) => point === '/proc' || point.startsWith('/proc/'));
  if (proc.length === 1 && proc[0] === '/proc') return '';
  return proc.length === 0 ? 'no /proc is mounted' : `something is mounted over ${proc.at(-1)}`;
}
