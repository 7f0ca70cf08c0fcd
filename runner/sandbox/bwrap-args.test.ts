import { describe, expect, it } from 'vitest';
import { bwrapArgs, type Sandbox } from './bwrap-args.ts';

const plain: Sandbox = {
  bwrap: 'bwrap',
  binds: [{ from: '/cache/usr', to: '/usr', mode: 'ro' }],
  proc: false,
  dev: 'none',
  identity: { kind: 'user-namespace', uid: 65534, gid: 65534 },
  env: {},
  cwd: '/',
  command: ['true'],
};

/** The position of a run of arguments, or -1. */
function at(args: string[], ...wanted: string[]): number {
  return args.findIndex((_, index) => wanted.every((word, n) => args[index + n] === word));
}

describe('bwrapArgs', () => {
  it('shuts out network, processes and environment, and dies with its caller, in every sandbox', () => {
    const args = bwrapArgs(plain);
    expect(args).toEqual(
      expect.arrayContaining([
        ...['--unshare-net', '--unshare-pid', '--unshare-ipc', '--clearenv'],
        ...['--die-with-parent', '--new-session'],
      ]),
    );
    expect(args.slice(args.indexOf('--'))).toEqual(['--', 'true']);
  });

  it('makes the empty root read-only after everything was mounted', () => {
    const args = bwrapArgs({
      ...plain,
      dev: 'null',
      tmpfs: [{ path: '/work', bytes: 4096, permissions: '1777' }],
      files: [{ descriptor: 3, path: '/work/a.c', permissions: '0444' }],
    });
    const end = at(args, '--remount-ro', '/');
    expect(at(args, '--ro-bind', '/cache/usr', '/usr')).toBeLessThan(end);
    expect(at(args, '--size', '4096', '--perms', '1777', '--tmpfs', '/work')).toBeLessThan(end);
    expect(at(args, '--perms', '0444', '--file', '3', '/work/a.c')).toBeLessThan(end);
    expect(at(args, '--tmpfs', '/work')).toBeLessThan(at(args, '--file', '3'));
    expect(args).not.toContain('--proc');
  });

  it('makes the folder above a device before the device, so that not only root can enter it', () => {
    const args = bwrapArgs({ ...plain, dev: 'null' });
    const made = at(args, '--dir', '/dev');
    expect(made).toBeGreaterThan(0);
    expect(made).toBeLessThan(at(args, '--dev-bind', '/dev/null', '/dev/null'));
  });

  it('takes a whole host folder as its root', () => {
    const args = bwrapArgs({ ...plain, rootDir: '/cache/root', binds: [], proc: true });
    expect(at(args, '--ro-bind', '/cache/root', '/')).toBeGreaterThan(0);
    expect(at(args, '--proc', '/proc')).toBeGreaterThan(0);
    expect(args).not.toContain('--remount-ro');
  });

  it('knows three modes of a bind', () => {
    const args = bwrapArgs({
      ...plain,
      binds: [
        { from: '/a', to: '/x/a', mode: 'ro' },
        { from: '/b', to: '/x/b', mode: 'rw' },
        { from: '/dev/kvm', to: '/dev/kvm', mode: 'dev' },
      ],
    });
    expect(at(args, '--ro-bind', '/a', '/x/a')).toBeGreaterThan(at(args, '--dir', '/x'));
    expect(at(args, '--bind', '/b', '/x/b')).toBeGreaterThan(0);
    expect(at(args, '--dev-bind', '/dev/kvm', '/dev/kvm')).toBeGreaterThan(0);
  });

  it('lets an ordinary user in by a user namespace, the last that can be made', () => {
    const args = bwrapArgs(plain);
    expect(at(args, '--unshare-user', '--disable-userns', '--uid', '65534')).toBeGreaterThan(0);
  });

  it('has root drop to other ids, with no capability left', () => {
    const args = bwrapArgs({
      ...plain,
      identity: { kind: 'drop', uid: 1_900_000_001, gid: 1_900_000_001, setpriv: '/bin/setpriv' },
    });
    expect(args).not.toContain('--unshare-user');
    expect(at(args, '--cap-drop', 'ALL', '--cap-add', 'CAP_SETUID')).toBeGreaterThan(0);
    expect(args.slice(args.indexOf('--'))).toEqual([
      ...['--', '/bin/setpriv', '--reuid', '1900000001', '--regid', '1900000001'],
      ...['--clear-groups', '--bounding-set=-all', '--inh-caps=-all', '--no-new-privs', '--'],
      'true',
    ]);
  });

  it('sets limits before the user changes', () => {
    const args = bwrapArgs({
      ...plain,
      identity: { kind: 'drop', uid: 1, gid: 1, setpriv: '/bin/setpriv' },
      prlimit: '/bin/prlimit',
      limits: { addressSpaceBytes: 1024, cpuSeconds: 2, processes: 3, fileBytes: 4, openFiles: 5 },
    });
    const start = args.indexOf('/bin/prlimit');
    expect(args.slice(start, start + 8)).toEqual([
      ...['/bin/prlimit', '--core=0', '--as=1024', '--cpu=2:3'],
      ...['--fsize=4', '--nofile=5', '--nproc=3', '--'],
    ]);
    expect(args[start + 8]).toBe('/bin/setpriv');
  });

  it('refuses limits without the program that sets them', () => {
    expect(() => bwrapArgs({ ...plain, limits: { openFiles: 5 } })).toThrow('prlimit');
  });
});
