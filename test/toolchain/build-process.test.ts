// No process outlives its build, whoever ends it; a fault of ours is told apart from the learner's.
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { repositoryRoot } from '../../lessons/lib/load-lesson.ts';
import {
  BuildFault,
  buildModule,
  resolveAddresses,
  type Toolchain,
} from '../../runner/build/index.ts';
import { ensureToolchain } from '../../runner/image/index.ts';
import { versionsUnderTest } from '../kernel-versions.ts';
import { studentFiles } from '../student-files.ts';

const builder = 'test/fixtures/build-once.ts';
let toolchain: Toolchain;
let folder = '';
beforeAll(async () => {
  toolchain = await ensureToolchain('6.12');
  folder = await mkdtemp(join(tmpdir(), 'crossings-build-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('the end of a build', () => {
  it('comes at once when it is aborted, and leaves no process', async () => {
    const { name, files } = endless();
    const abort = new AbortController();
    const building = buildModule({ toolchain, files, signal: abort.signal });
    await until(async () => (await processesOf(name, '/cc1\0')) > 0);
    abort.abort(new Error('replaced by another Run'));
    await expect(building).rejects.toThrow('replaced by another Run');
    expect(await processesOf(name)).toBe(0);
  });

  it('leaves no process at a time limit', async () => {
    const { name, files } = endless();
    const result = await buildModule({ toolchain, files, limits: { wallMs: 1500 } });
    expect(result).toMatchObject({ ok: false, message: expect.stringContaining('was stopped') });
    expect(await processesOf(name)).toBe(0);
  });

  it('comes with the death of the server', async () => {
    const { name, files } = endless();
    const path = join(folder, files[0]?.name ?? '');
    await writeFile(path, files[0]?.text ?? '');
    const server = spawn(process.execPath, [builder, JSON.stringify(toolchain), path], {
      cwd: repositoryRoot,
      stdio: 'ignore',
    });
    await until(async () => (await processesOf(name, '/cc1\0')) > 0);
    server.kill('SIGKILL');
    await until(async () => (await processesOf(name)) === 0);
  });

  it('does not start a build that was aborted before', async () => {
    const signal = AbortSignal.abort(new Error('too late'));
    const files = studentFiles('hello.c');
    await expect(buildModule({ toolchain, files, signal })).rejects.toThrow('too late');
  });
});

describe('a fault of ours', () => {
  it('names the missing sandbox and the repair', async () => {
    const path = process.env.PATH;
    process.env.PATH = folder;
    try {
      const fault = await buildModule({ toolchain, files: studentFiles('hello.c') }).catch(
        (error: unknown) => error,
      );
      expect(fault).toBeInstanceOf(BuildFault);
      expect(fault).toMatchObject({
        message: expect.stringContaining('bwrap is missing'),
        repair: expect.stringContaining('apt-get install bubblewrap'),
      });
    } finally {
      process.env.PATH = path;
    }
  });

  it('says that there is no toolchain', async () => {
    const empty = { ...toolchain, root: join(folder, 'nothing') };
    const fault = await buildModule({ toolchain: empty, files: studentFiles('hello.c') }).catch(
      (error: unknown) => error,
    );
    expect(fault).toBeInstanceOf(BuildFault);
    expect(fault).toMatchObject({ message: expect.stringContaining('There is no toolchain in') });
  });
});

// Run by an ordinary user, every other test is this one.
describe.runIf(process.getuid?.() === 0)('an ordinary user', () => {
  it('builds in a user namespace, from a toolchain that it can only read', async () => {
    const child = spawn(
      'bwrap',
      [
        ...['--dev-bind', '/', '/', '--tmpfs', '/mnt'],
        ...['--ro-bind', repositoryRoot, '/mnt/repository'],
        ...['--ro-bind', dirname(toolchain.root), '/mnt/toolchain'],
        ...['--ro-bind', process.execPath, '/mnt/node', '--chdir', '/mnt/repository'],
        ...['setpriv', '--reuid', '12345', '--regid', '12345', '--clear-groups'],
        ...['/mnt/node', builder, JSON.stringify({ ...toolchain, root: '/mnt/toolchain/root' })],
        'test/fixtures/students/hello.c',
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    expect(JSON.parse(await outputOf(child))).toMatchObject({
      uid: 12345,
      ok: true,
      diagnostics: [],
      module: { name: 'hello' },
    });
  });
});

describe.each(versionsUnderTest)('addresses of edition %s', (edition) => {
  it('lead to file, line and inlined functions', async () => {
    const tools = await ensureToolchain(edition);
    const built = await buildModule({ toolchain: tools, files: studentFiles('address.c') });
    if (!built.ok) throw new Error(built.message);
    const found = await resolveAddresses(tools, built.module.debugKo, [
      'address_read+0x0',
      'init_module+0x4',
      'address_read+0x999',
      'nothing+0x1',
      '$(id)+0x1',
    ]);
    expect(found.map(({ address }) => address)).toEqual([
      'address_read+0x0',
      'init_module+0x4',
      'address_read+0x999',
      'nothing+0x1',
      '$(id)+0x1',
    ]);
    const [read, init, ...unknown] = found;
    expect(read?.frames).toEqual([{ function: 'address_read', file: 'address.c', line: 12 }]);
    expect(init?.frames.at(-1)).toMatchObject({ function: 'address_init', file: 'address.c' });
    expect(unknown.flatMap(({ frames }) => frames)).toEqual([]);
  });

  it('are found inside an inlined function too', async () => {
    const tools = await ensureToolchain(edition);
    const built = await buildModule({ toolchain: tools, files: studentFiles('address.c') });
    if (!built.ok) throw new Error(built.message);
    const offsets = Array.from({ length: 64 }, (_, n) => `address_read+0x${n.toString(16)}`);
    const found = await resolveAddresses(tools, built.module.debugKo, offsets);
    expect(found.map(({ frames }) => frames)).toContainEqual([
      { function: 'address_store', file: 'address.c', line: 7 },
      { function: 'address_read', file: 'address.c', line: 13 },
    ]);
  });
});

/** A source that keeps the compiler busy for years, under a name that no other process carries. */
function endless() {
  const name = `endless-${randomBytes(6).toString('hex')}`;
  const files = studentFiles('attack-time.c').map((file) => ({ ...file, name: `${name}.c` }));
  return { name, files };
}

/** How many processes of the machine have all these words in their command line. */
async function processesOf(...words: string[]): Promise<number> {
  const ids = (await readdir('/proc')).filter((entry) => /^\d+$/.test(entry));
  const lines = await Promise.all(
    ids.map((id) => readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => '')),
  );
  return lines.filter((line) => words.every((word) => line.includes(word))).length;
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await sleep(20);
}

async function outputOf(child: ChildProcess): Promise<string> {
  let output = '';
  child.stdout?.on('data', (chunk) => {
    output += chunk;
  });
  await new Promise((resolve) => child.once('close', resolve));
  return output;
}
