// Guests restored from one template: each its own, none able to harm the others, none left behind.
import { execFileSync, spawn } from 'node:child_process';
import { readdirSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Guest } from '../../runner/guest/guest.ts';
import type { OpenEdition } from '../../runner/run-host.ts';
import { openRunHost, type RunHost } from '../../runner/run-host.ts';
import { capMethod } from '../../runner/sandbox/cgroup.ts';

let host: RunHost;
let edition: OpenEdition;

beforeAll(async () => {
  host = await openRunHost({ editions: ['6.12'], onProgress() {}, ready: 0 });
  edition = await host.open('6.12', () => {});
});

afterAll(() => host.close());

async function said(guest: Guest, line: string): Promise<string> {
  const { output } = await guest.execute(['bash', '-c', line]);
  return Buffer.from(output).toString().trim();
}

async function take(): Promise<Guest> {
  return await edition.pool.take();
}

/** Process ids of emulators whose chain of parents leads to `ancestor`. */
function emulatorsBelow(ancestor: number): number[] {
  return emulators().filter((pid) => {
    for (let at = pid; at > 1; at = parentOf(at)) if (at === ancestor) return true;
    return false;
  });
}

function emulators(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && commandOf(Number(name)).startsWith('qemu-system'))
    .map(Number);
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

function parentOf(pid: number): number {
  try {
    return Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
  } catch {
    return 0;
  }
}

test('clones differ in their entropy and agree with the host on the time', async () => {
  const random = new Set<string>();
  for (let made = 0; made < 8; made++) {
    const guest = await take();
    random.add(await said(guest, 'head -c 16 /dev/urandom | od -An -tx1'));
    const [before, inside, after] = [
      Date.now(),
      Number(await said(guest, 'date +%s%3N')),
      Date.now(),
    ];
    expect(inside).toBeGreaterThan(before - 1000);
    expect(inside).toBeLessThan(after + 1000);
    await guest.stop();
  }
  expect(random.size).toBe(8);
});

test('what one guest writes to its memory and disk no other sees', async () => {
  const first = await take();
  expect(
    await said(first, 'echo mine > /etc/hostname; echo mine > /work/mine; cat /work/mine'),
  ).toBe('mine');
  await first.stop();
  const second = await take();
  expect(await said(second, 'cat /etc/hostname; ls /work')).toBe('crossings');
  await second.stop();
});

test('a guest that has practised has a clean terminal, and its Node still takes a client', async () => {
  const guest = await take();
  await guest.practise();
  let shown = '';
  guest.onTerminal((bytes) => {
    shown += Buffer.from(bytes).toString();
  });
  const client = Buffer.from("console.log('the client' as string);");
  await guest.putFile({ path: '/work/client.ts', bytes: client });
  expect(await guest.foreground(['node', '/work/client.ts'], true)).toEqual({
    code: 0,
    signal: null,
  });
  await guest.drainTerminal();
  expect(shown).toBe('the client\r\n');
  await guest.stop();
});

test('the kernel of a guest prints the paths of files', async () => {
  const guest = await take();
  expect(await said(guest, 'readlink /proc/self/exe')).toBe('/usr/bin/readlink');
  await guest.stop();
});

test('the robot gives back what it was told to open and to map', async () => {
  const guest = await take();
  const [opened, mapping] = await guest.probe([
    { call: 'open', arguments: [{ text: '/etc/hostname' }, 0, 0], as: 'file' },
    { call: 'mmap', arguments: [0, 4096, 1, 1, { result: 'file' }, 0] },
  ]);
  expect(opened?.errno).toBe('');
  const maps = () => said(guest, 'cat /proc/*/maps | grep -c /etc/hostname');
  expect(await maps()).toBe('1');
  const [, read] = await guest.probe([
    { call: 'release', arguments: [] },
    { call: 'read', arguments: [opened?.value ?? -1, { room: 1 }, 1] },
  ]);
  expect(read?.errno).toBe('EBADF');
  expect(await maps()).toBe('0');
  expect(mapping?.errno).toBe('');
  await guest.stop();
});

test('an answer that is too long for the wire is refused, and the guest goes on', async () => {
  const guest = await take();
  const read = { call: 'read', arguments: [{ result: 'file' }, { room: 65_536 }, 65_536] };
  const open = { call: 'open', arguments: [{ text: '/dev/zero' }, 0, 0], as: 'file' };
  await expect(guest.probe([open, read, read, read])).rejects.toThrow('over the limit');
  expect(await said(guest, 'echo still here')).toBe('still here');
  await guest.stop();
});

test('the memory of a template cannot be written by whoever holds its descriptor', () => {
  const template = (edition.pool as unknown as { template: { memory: number } }).template;
  expect(() => writeSync(template.memory, Buffer.from('spoiled'), 0, 7, 0)).toThrow('EPERM');
});

test('the emulator is nobody, alone, without network, under seccomp', async () => {
  const guest = await take();
  const [pid = 0] = emulatorsBelow(guest.pid ?? 0);
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  expect(status).toMatch(/^Seccomp:\s+2$/m);
  expect(status).toMatch(/^CapEff:\s+0+$/m);
  expect(status).toMatch(/^NoNewPrivs:\s+1$/m);
  const own = Number(/^Uid:\s+(\d+)/m.exec(status)?.[1]);
  if (process.getuid?.() === 0) expect(own).not.toBe(0);
  if (capMethod() !== 'rlimits') {
    expect(readFileSync(`/proc/${pid}/cgroup`, 'utf8')).toContain('/crossings-');
  }
  const interfaces = readFileSync(`/proc/${pid}/net/dev`, 'utf8').trim().split('\n').slice(2);
  expect(interfaces.map((line) => line.trim().split(':')[0])).toEqual(['lo']);
  await guest.stop();
  expect(emulatorsBelow(process.pid)).toEqual([]);
});

test('a server killed outright leaves no emulator behind', async () => {
  const program = join(import.meta.dirname, '../fixtures/holds-a-guest.ts');
  const child = spawn(process.execPath, [program], { stdio: ['ignore', 'pipe', 'inherit'] });
  await new Promise((resolve) => child.stdout.once('data', resolve));
  const left = emulatorsBelow(child.pid ?? 0);
  expect(left.length).toBeGreaterThan(0);
  child.kill('SIGKILL');
  for (let waited = 0; waited < 100 && left.some((pid) => commandOf(pid) !== ''); waited++) {
    await sleep(50);
  }
  expect(left.filter((pid) => commandOf(pid) !== '')).toEqual([]);
});

test('descriptors are given back', async () => {
  const open = (): number => readdirSync('/proc/self/fd').length;
  const guest = await take();
  await guest.stop();
  const before = open();
  for (let made = 0; made < 3; made++) await (await take()).stop();
  expect(open()).toBeLessThanOrEqual(before);
});

test('twenty at once', async () => {
  const guests = await Promise.all(Array.from({ length: 20 }, take));
  const names = await Promise.all(guests.map((guest) => said(guest, 'uname -n')));
  expect(names).toEqual(Array.from({ length: 20 }, () => 'crossings'));
  await Promise.all(guests.map((guest) => guest.stop()));
  expect(execFileSync('sh', ['-c', `pgrep -P ${process.pid} bwrap || true`]).toString()).toBe('');
});
