// What a program in the compiler's sandbox can see and do: looked at from inside.
import { beforeAll, expect, it } from 'vitest';
import type { Toolchain } from '../../runner/build/index.ts';
import { runInToolchain } from '../../runner/build/toolchain-sandbox.ts';
import { build } from '../../runner/config.ts';
import { ensureToolchain } from '../../runner/image/index.ts';

let toolchain: Toolchain;
beforeAll(async () => {
  toolchain = await ensureToolchain('6.12');
});

/** Runs a shell line inside and returns what it printed on both streams, and its exit code. */
async function inside(
  script: string,
  proc = false,
): Promise<{ text: string; code: number | null }> {
  const end = await runInToolchain({
    root: toolchain.root,
    inputs: [{ name: 'given.txt', bytes: Buffer.from('given\n') }],
    results: 0,
    script: () => `exec 1>&2\n${script}`,
    limits: build.limits,
    proc,
  });
  return { text: end.messages.toString().trim(), code: end.code };
}

it('has the toolchain and nothing else', async () => {
  const { text } = await inside(
    'ls /; ls /dev; cat /proc/self/maps; ls /etc /root /home /tmp /sys',
  );
  const lines = text.split('\n');
  const root = ['bin', 'dev', 'lib', 'lib64', 'proc', 'sbin', 'usr', 'work'];
  expect(lines.slice(0, root.length + 1)).toEqual([...root, 'null']);
  expect(lines[root.length + 1]).toMatch(/^7ffc\w+-7ffc\w+ .* \[stack\]$/);
  for (const folder of ['/etc', '/root', '/home', '/tmp', '/sys']) {
    expect(text).toContain(`ls: cannot access '${folder}': No such file or directory`);
  }
});

it('has no environment but its own', async () => {
  const { text } = await inside('env');
  expect(text.split('\n').map((line) => line.split('=')[0])).toEqual(
    expect.arrayContaining(['PATH', 'LC_ALL', 'TMPDIR', 'PWD']),
  );
  expect(text.split('\n')).toHaveLength(4);
});

it('can write only into its own folder', async () => {
  const { text } = await inside(
    'cat given.txt; for at in / /usr /usr/bin /dev /proc/self; do (: > $at/new); done; : > new && ls; (: > given.txt)',
  );
  expect(text).toMatch(/^given\n/);
  expect(text.match(/cannot create .*: (Read-only file system|Permission denied)/g)).toHaveLength(
    6,
  );
  expect(text).toContain('given.txt\nnew\n');
});

it('is nobody that the host knows, with no rights and no way to get any', async () => {
  const { text } = await inside('id -u; cat /proc/self/status', true);
  const status = new Map(text.split('\n').map((line) => line.split(/:\s*/) as [string, string]));
  expect(Number(text.split('\n')[0])).toBeGreaterThanOrEqual(65_534);
  for (const set of ['CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb']) {
    expect(status.get(set), set).toBe('0000000000000000');
  }
  expect(status.get('NoNewPrivs')).toBe('1');
  expect(status.get('Seccomp')).toBe('2');
  expect(status.get('Groups')?.trim().replace('65534', '')).toBe('');
});

it('sees no process but its own, and no network', async () => {
  const { text } = await inside('cat /proc/[0-9]*/comm', true);
  expect([...new Set(text.split('\n'))]).toEqual(['bwrap', 'sh']);
  const devices = await inside('cat /proc/net/dev', true);
  expect([...devices.text.matchAll(/^ *(\w+):/gm)].map(([, name]) => name)).toEqual(['lo']);
});

it('cannot make namespaces, mounts or sockets', async () => {
  const { text } = await inside(
    [
      'unshare --user true',
      'unshare --mount true',
      'perl -e \'socket(my $s, 1, 1, 0) or print "socket: $!\\n"\'',
      'perl -e \'syscall(165, 0, 0, 0, 0, 0) == 0 or print "mount: $!\\n"\'',
      'perl -e \'syscall(435, 0, 0) >= 0 or print "clone3: $!\\n"\'',
    ].join('; '),
  );
  expect(text.split('\n')).toEqual([
    'unshare: unshare failed: Operation not permitted',
    'unshare: unshare failed: Operation not permitted',
    'socket: Operation not permitted',
    'mount: Operation not permitted',
    'clone3: Function not implemented',
  ]);
});

it('is limited in processes, time, memory and files', async () => {
  const { text } = await inside('ulimit -p; ulimit -t; ulimit -v; ulimit -f; ulimit -n; ulimit -c');
  const { limits } = build;
  expect(text.split('\n').map(Number)).toEqual([
    limits.processes,
    limits.cpuSeconds,
    limits.memoryBytes / 1024,
    limits.fileBytes / 512,
    build.openFiles,
    0,
  ]);
});
