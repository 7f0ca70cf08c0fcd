// A cap on memory, processes and processor time by control group where one can be had: as root, or in a delegated
// subtree of version 2. Elsewhere the resource limits of the processes (prlimit) must do.
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  statfsSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

export type CapMethod = 'cgroup-v2' | 'cgroup-v1' | 'rlimits';

export type Caps = {
  memoryBytes: number;
  processes: number;
  /** Processor time, in cores; not capped where the kernel has no quota, or when left out. */
  cores?: number;
};

/** A control group for one sandbox, or nothing where there are none. */
export type Cage = {
  /** The command that does the same from inside the group, so that none of its processes is ever outside. */
  enter(command: string[]): string[];
  /** Whether the kernel has ended one of the processes for its memory. */
  ranOutOfMemory(): boolean;
  /** Removes the group; call when the processes have gone. */
  release(): void;
};

const cgroupRoot = '/sys/fs/cgroup';
// linux/magic.h
const cgroup2Magic = 0x63677270;

let known: { method: CapMethod; folders: string[] } | undefined;

/** How sandboxes are capped on this machine. */
export function capMethod(): CapMethod {
  known ??= findFolders();
  return known.method;
}

function findFolders(): { method: CapMethod; folders: string[] } {
  for (const [method, parents] of [
    ['cgroup-v2', version2Parents()],
    ['cgroup-v1', version1Parents()],
  ] as const) {
    const folders = parents.map((parent) => join(parent, `crossings-${process.pid}`));
    if (folders.length > 0 && folders.every((folder) => tryFolder(folder, method))) {
      removeOrphans(parents);
      process.once('exit', () => folders.forEach(removeFolder));
      return { method, folders };
    }
  }
  return { method: 'rlimits', folders: [] };
}

/** The group that this process is in, where it may make others: root's or a delegated one. */
function version2Parents(): string[] {
  try {
    if (statfsSync(cgroupRoot).type !== cgroup2Magic) return [];
    const own = /^0::(.+)$/m.exec(readFileSync('/proc/self/cgroup', 'utf8'))?.[1];
    return own === undefined ? [] : [join(cgroupRoot, own)];
  } catch {
    return [];
  }
}

function version1Parents(): string[] {
  const folders = (names: string[]): string[] => names.map((name) => join(cgroupRoot, name));
  const isHierarchy = (folder: string): boolean => exists(join(folder, 'tasks'));
  const needed = folders(['memory', 'pids']);
  return needed.every(isHierarchy) ? [...needed, ...folders(['cpu']).filter(isHierarchy)] : [];
}

/** Makes the group below which sandboxes get theirs; in version 2 its controllers must be there. */
function tryFolder(folder: string, method: 'cgroup-v2' | 'cgroup-v1'): boolean {
  try {
    mkdirSync(folder, { recursive: true });
    if (method === 'cgroup-v1') return true;
    const controllers = join(folder, 'cgroup.subtree_control');
    writeFileSync(controllers, '+memory +pids');
    // Often not delegated: the rest of the caps is worth having without it.
    tryWrite(controllers, '+cpu');
    return true;
  } catch {
    removeFolder(folder);
    return false;
  }
}

/** Groups of servers that were killed: empty ones can be removed, others are in use. */
function removeOrphans(parents: string[]): void {
  for (const parent of parents) {
    for (const name of readdirSync(parent)) {
      const pid = /^crossings-(\d+)$/.exec(name)?.[1];
      if (pid === undefined || exists(`/proc/${pid}`)) continue;
      removeFolder(join(parent, name));
    }
  }
}

function removeFolder(folder: string): void {
  try {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (entry.isDirectory()) rmdirSync(join(folder, entry.name));
    }
    rmdirSync(folder);
  } catch {
    // Still in use, or gone; the next start looks again.
  }
}

function exists(path: string): boolean {
  try {
    statfsSync(path);
    return true;
  } catch {
    return false;
  }
}

function tryWrite(path: string, text: string): void {
  try {
    writeFileSync(path, text);
  } catch {
    // Whoever calls this can do without.
  }
}

let made = 0;

/** A group with these caps; one that does nothing where `capMethod` is `rlimits`. */
export function openCage(caps: Caps): Cage {
  const method = capMethod();
  if (method === 'rlimits' || known === undefined)
    return { enter: (command) => command, ranOutOfMemory: () => false, release() {} };
  made += 1;
  const folders = known.folders.map((folder) => join(folder, String(made)));
  for (const folder of folders) {
    mkdirSync(folder);
    for (const [file, value] of capFiles(method, caps)) {
      const path = join(folder, file);
      if (exists(path)) writeFileSync(path, String(value));
    }
  }
  return {
    enter: (command) => [
      ...['/bin/sh', '-c', enterScript(folders.length), 'enter'],
      ...folders.map((folder) => join(folder, 'cgroup.procs')),
      ...command,
    ],
    ranOutOfMemory: () => folders.some(hasKilled),
    release: () => folders.forEach(removeFolder),
  };
}

/** Reads `oom_kill` of memory.events (version 2) or memory.oom_control (version 1). */
function hasKilled(folder: string): boolean {
  return ['memory.events', 'memory.oom_control'].some((name) => {
    try {
      return Number(/^oom_kill (\d+)$/m.exec(readFileSync(join(folder, name), 'utf8'))?.[1]) > 0;
    } catch {
      return false;
    }
  });
}

/** The first arguments are the groups' files, the rest is the command. */
function enterScript(groups: number): string {
  return `${'echo $$ >"$1" && shift && '.repeat(groups)}exec "$@"`;
}

/** The kernel's own period for a quota of processor time. */
const quotaPeriodUs = 100_000;

function capFiles(method: CapMethod, caps: Caps): [string, number | string][] {
  const { memoryBytes, processes, cores } = caps;
  const quota = cores === undefined ? undefined : Math.round(cores * quotaPeriodUs);
  const isV2 = method === 'cgroup-v2';
  const memory: [string, number][] = isV2
    ? [
        ['memory.max', memoryBytes],
        ['memory.swap.max', 0],
      ]
    : [['memory.limit_in_bytes', memoryBytes]];
  if (quota === undefined) return [...memory, ['pids.max', processes]];
  return [
    ...memory,
    ['pids.max', processes],
    isV2 ? ['cpu.max', `${quota} ${quotaPeriodUs}`] : ['cpu.cfs_quota_us', quota],
  ];
}
