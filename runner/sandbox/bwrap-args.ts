// The bubblewrap command line of a sandbox, from a description of what is inside. Pure: the compiler
// and the emulator both start through it, each with its own description.

export type Bind = {
  /** Path on the host. */
  from: string;
  /** Path inside. */
  to: string;
  /** `dev` is writable and lets device nodes work. */
  mode: 'ro' | 'rw' | 'dev';
};

export type Tmpfs = {
  path: string;
  /** Largest size of everything in it; the memory is only taken when it is written to. */
  bytes: number;
  /** Octal permissions, such as `1777`. */
  permissions: string;
};

/** A file whose bytes bubblewrap reads from an inherited descriptor, to its end, before it starts. */
export type FileFromDescriptor = { descriptor: number; path: string; permissions: string };

/**
 * Who the command is inside.
 * - `user-namespace`: started by an ordinary user; the ids exist only inside.
 * - `drop`: started by root. bubblewrap stays root for its mounts, so that it can bind folders which
 *   only root can enter; the command then changes to ids that own nothing on the host.
 */
export type Identity =
  | { kind: 'user-namespace'; uid: number; gid: number }
  | {
      kind: 'drop';
      uid: number;
      gid: number;
      /** Path of util-linux's setpriv inside. */
      setpriv: string;
      /** Supplementary groups, for a device that is open to one; none by default. */
      groups?: number[];
    };

/** Limits of each process, as prlimit(1) sets them; where one is left out the host's own holds. */
export type ResourceLimits = {
  /** Address space, bytes. */
  addressSpaceBytes?: number;
  /** Processor time, seconds: a signal at the limit, death one second after. */
  cpuSeconds?: number;
  /** Largest file that may be written, bytes. */
  fileBytes?: number;
  openFiles?: number;
  /** Processes and threads of the sandbox's user. */
  processes?: number;
};

export type Sandbox = {
  /** Where bubblewrap is, such as `bwrap`. */
  bwrap: string;
  /** Host folder that becomes `/`, read-only; without it `/` is empty but for what is named below. */
  rootDir?: string;
  binds: Bind[];
  /** Links made inside, from `path` to `target`. */
  symlinks?: { path: string; target: string }[];
  tmpfs?: Tmpfs[];
  files?: FileFromDescriptor[];
  /** Mounts a /proc of the sandbox's own processes. */
  proc: boolean;
  /** `null` has /dev/null alone; `minimal` is bubblewrap's own set with zero, random and tty. */
  dev: 'none' | 'null' | 'minimal';
  identity: Identity;
  env: Record<string, string>;
  cwd: string;
  limits?: ResourceLimits;
  /** Path of util-linux's prlimit inside; needed where there are limits. */
  prlimit?: string;
  /** Descriptor of a compiled seccomp filter. */
  seccompDescriptor?: number;
  command: string[];
};

/**
 * The whole argument list, program first. Inside are no network, no other process and none of the
 * caller's environment; all dies with the caller. Descriptors that the caller hands down stay open.
 */
export function bwrapArgs(sandbox: Sandbox): string[] {
  return [
    sandbox.bwrap,
    ...['--die-with-parent', '--new-session', '--unshare-pid', '--unshare-net', '--unshare-ipc'],
    ...['--unshare-uts', '--hostname', 'crossings', '--unshare-cgroup-try', '--clearenv'],
    ...identityArgs(sandbox.identity),
    ...(sandbox.rootDir === undefined ? [] : ['--ro-bind', sandbox.rootDir, '/']),
    ...mountFolders(sandbox),
    ...bindArgs(sandbox.binds.filter(({ mode }) => mode !== 'dev')),
    ...(sandbox.symlinks ?? []).flatMap(({ path, target }) => ['--symlink', target, path]),
    ...(sandbox.proc ? ['--proc', '/proc'] : []),
    ...devArgs[sandbox.dev],
    // After /dev, which would hide them.
    ...bindArgs(sandbox.binds.filter(({ mode }) => mode === 'dev')),
    ...(sandbox.tmpfs ?? []).flatMap(({ path, bytes, permissions }) => [
      ...['--size', String(bytes), '--perms', permissions, '--tmpfs', path],
    ]),
    ...(sandbox.files ?? []).flatMap(({ descriptor, path, permissions }) => [
      ...['--perms', permissions, '--file', String(descriptor), path],
    ]),
    // Last, when every mount point has been made.
    ...(sandbox.rootDir === undefined ? ['--remount-ro', '/'] : []),
    ...Object.entries(sandbox.env).flatMap(([name, value]) => ['--setenv', name, value]),
    ...['--chdir', sandbox.cwd],
    ...(sandbox.seccompDescriptor === undefined
      ? []
      : ['--seccomp', String(sandbox.seccompDescriptor)]),
    '--',
    ...limitCommand(sandbox),
    ...dropCommand(sandbox.identity),
    ...sandbox.command,
  ];
}

/**
 * Folders above mount points. bubblewrap makes them too, but where the mount is not a folder only
 * root may enter them.
 */
function mountFolders({ binds, dev, files = [], tmpfs = [] }: Sandbox): string[] {
  const paths = [...binds.map(({ to }) => to), ...files.map(({ path }) => path)];
  const folders = paths.map((path) => path.slice(0, path.lastIndexOf('/')));
  const wanted = new Set(dev === 'null' ? ['/dev', ...folders] : folders);
  for (const { path } of [{ path: '' }, ...tmpfs]) wanted.delete(path);
  return [...wanted].flatMap((folder) => ['--dir', folder]);
}

function bindArgs(binds: Bind[]): string[] {
  return binds.flatMap(({ from, to, mode }) => [bindOption[mode], from, to]);
}

const bindOption = { ro: '--ro-bind', rw: '--bind', dev: '--dev-bind' } as const;

const devArgs = {
  none: [],
  null: ['--dev-bind', '/dev/null', '/dev/null'],
  minimal: ['--dev', '/dev'],
} as const;

function identityArgs(identity: Identity): string[] {
  if (identity.kind === 'user-namespace') {
    const ids = ['--uid', String(identity.uid), '--gid', String(identity.gid)];
    return ['--unshare-user', '--disable-userns', ...ids, '--cap-drop', 'ALL'];
  }
  const kept = ['CAP_SETUID', 'CAP_SETGID', 'CAP_SETPCAP'];
  return ['--cap-drop', 'ALL', ...kept.flatMap((capability) => ['--cap-add', capability])];
}

/** Takes the last capabilities away, those that changing the user needed. */
function dropCommand(identity: Identity): string[] {
  if (identity.kind === 'user-namespace') return [];
  return [
    identity.setpriv,
    ...['--reuid', String(identity.uid), '--regid', String(identity.gid)],
    ...(identity.groups ? ['--groups', identity.groups.join(',')] : ['--clear-groups']),
    ...['--bounding-set=-all', '--inh-caps=-all', '--no-new-privs', '--'],
  ];
}

function limitCommand({ limits = {}, prlimit }: Sandbox): string[] {
  const options = [
    limitOption('as', limits.addressSpaceBytes),
    limits.cpuSeconds === undefined ? [] : [`--cpu=${limits.cpuSeconds}:${limits.cpuSeconds + 1}`],
    limitOption('fsize', limits.fileBytes),
    limitOption('nofile', limits.openFiles),
    limitOption('nproc', limits.processes),
  ].flat();
  if (options.length === 0) return [];
  if (prlimit === undefined) throw new Error('A sandbox with limits names the path of prlimit.');
  return [prlimit, '--core=0', ...options, '--'];
}

function limitOption(name: string, value: number | undefined): string[] {
  return value === undefined ? [] : [`--${name}=${value}`];
}
