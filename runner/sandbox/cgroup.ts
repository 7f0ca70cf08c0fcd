// A cap on memory and processes by control group where one can be had: as root, or in a delegated
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

export type Caps = { memoryBytes: number; processes: number };

/** A control group for one sandbox, or nothing where there are none. */
export type Cage = {
  /** The command that does the same from inside the group, so that none of its processes is ever outside. */
  enter(command: string[]): string[];
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
  const controllers = ['memory', 'pids'].map((name) => join(cgroupRoot, name));
  return controllers.every((folder) => exists(join(folder, 'tasks'))) ? controllers : [];
}

/** Makes the group below which sandboxes get theirs; in version 2 its controllers must be there. */
function tryFolder(folder: string, method: 'cgroup-v2' | 'cgroup-v1'): boolean {
  try {
    mkdirSync(folder, { recursive: true });
    if (method === 'cgroup-v1') return true;
    writeFileSync(join(folder, 'cgroup.subtree_control'), '+memory +pids');
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

let made = 0;

/** A group with these caps; one that does nothing where `capMethod` is `rlimits`. */
export function openCage(caps: Caps): Cage {
  const method = capMethod();
  if (method === 'rlimits' || known === undefined)
    return { enter: (command) => command, release() {} };
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
    release: () => folders.forEach(removeFolder),
  };
}

/** The first arguments are the groups' files, the rest is the command. */
function enterScript(groups: number): string {
  return `${'echo $$ >"$1" && shift && '.repeat(groups)}exec "$@"`;
}

function capFiles(method: CapMethod, { memoryBytes, processes }: Caps): [string, number][] {
  return method === 'cgroup-v2'
    ? [
        ['memory.max', memoryBytes],
        ['memory.swap.max', 0],
        ['pids.max', processes],
      ]
    : [
        ['memory.limit_in_bytes', memoryBytes],
        ['pids.max', processes],
      ];
}
