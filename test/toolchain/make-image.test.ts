// Images are made from the real mirror in a cache folder of the test's own, and whatever comes
// between (a kill, no mirror, no network) leaves nothing that the next start stumbles over.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, test } from 'vitest';

let cache: string;
beforeAll(async () => {
  cache = await mkdtemp(join(tmpdir(), 'crossings-image-'));
});
afterAll(() => rm(cache, { recursive: true, force: true }));

const program = join(import.meta.dirname, '../fixtures/make-toolchain.ts');

function start(environment: Record<string, string> = {}, before: string[] = []): ChildProcess {
  const [command = '', ...args] = [...before, process.execPath, program];
  return spawn(command, args, {
    env: { ...process.env, CROSSINGS_CACHE: cache, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

/** Its lines, up to one that fits `until` or to the end. */
async function linesOf(child: ChildProcess, until?: RegExp): Promise<string[]> {
  const lines: string[] = [];
  if (!child.stdout) return lines;
  for await (const line of createInterface({ input: child.stdout })) {
    lines.push(line);
    if (until?.test(line)) break;
  }
  return lines;
}

/** Command lines of the processes that work in the cache folder. */
async function workersLeft(): Promise<string[]> {
  const names = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const lines = names.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => ''));
  return (await Promise.all(lines)).filter((line) => line.includes(cache));
}

test('without a Debian archive in the apt configuration it says so, with the repair', async () => {
  const apt = join(cache, 'apt-of-another-distribution');
  await mkdir(apt);
  await writeFile(join(apt, 'sources.list'), 'deb http://archive.example/ubuntu noble main\n');
  const lines = await linesOf(start({ CROSSINGS_APT: apt }));
  expect(lines.at(-1)).toMatch(/^failed no-mirror: No Debian archive .* Add a Debian mirror/);
});

test('without a network it says so, and leaves nothing half made', async () => {
  const apt = join(cache, 'apt-of-a-dead-mirror');
  await mkdir(apt);
  // Port 9 of this machine: nobody listens.
  await writeFile(join(apt, 'sources.list'), 'deb http://127.0.0.1:9/debian bookworm main\n');
  const lines = await linesOf(start({ CROSSINGS_APT: apt }));
  expect(lines.at(-1)).toMatch(/^failed network: .* mirror cannot be reached\. .* start again/);
  expect(await readdir(join(cache, 'images/temporary'))).toEqual([]);
});

test('killed in the middle it leaves no process, and the next start makes it whole', async () => {
  const child = start();
  await linesOf(child, /unpacking/);
  expect(await workersLeft()).not.toEqual([]);
  child.kill('SIGKILL');
  await once(child, 'exit');
  await expect.poll(workersLeft, { timeout: 10_000 }).toEqual([]);
  expect(await readdir(join(cache, 'images/temporary'))).toHaveLength(1);

  const again = await linesOf(start());
  expect(again.at(-1)).toMatch(/^made .*\/images\/toolchain-newest-.*\/root$/);
  expect(await readdir(join(cache, 'images/temporary'))).toEqual([]);
});

test('made once, it is found again without a network', async () => {
  const user = process.getuid?.() === 0 ? [] : ['--map-root-user'];
  const lines = await linesOf(start({}, ['unshare', ...user, '--net']));
  expect(lines.at(-1)).toMatch(/^made /);
  expect(lines.join()).not.toContain('unpacking');
});
