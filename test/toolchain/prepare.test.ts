// A toolchain is prepared whole or not at all, once, whatever happened before.
import { mkdir, mkdtemp, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  BuildFault,
  buildModule,
  prepareToolchain,
  type Toolchain,
} from '../../runner/build/index.ts';
import { ensureToolchain } from '../../runner/image/index.ts';
import { studentFiles } from '../student-files.ts';

let folder = '';
let toolchain: Toolchain;
/** The real toolchain under another path, so that it is prepared anew. */
beforeAll(async () => {
  const real = await ensureToolchain('6.12');
  folder = await mkdtemp(join(tmpdir(), 'crossings-prepare-'));
  toolchain = { ...real, root: join(folder, 'root') };
  await symlink(real.root, toolchain.root);
});
afterAll(() => rm(folder, { recursive: true }));

it('leaves nothing that could be trusted when it is aborted', async () => {
  const abort = new AbortController();
  const preparing = prepareToolchain(toolchain, abort.signal);
  setTimeout(() => abort.abort(new Error('Ctrl-C')), 500);
  await expect(preparing).rejects.toThrow('Ctrl-C');
  expect((await readdir(folder)).toSorted((a, b) => a.localeCompare(b))).toEqual([
    'root',
    'root.prepared.lock',
  ]);
});

it('makes again what is broken or half made, once for all who ask, and clears it up', async () => {
  await mkdir(join(folder, 'root.prepared'));
  await writeFile(join(folder, 'root.prepared/recipe.json'), '{ "preparer": "another" ');
  await mkdir(join(folder, 'root.prepared.making'));
  await writeFile(join(folder, 'root.prepared.making/describe.h.gch'), 'half');

  const [first, second] = await Promise.all([
    prepareToolchain(toolchain),
    prepareToolchain(toolchain),
  ]);
  expect(second).toEqual(first);
  expect((await readdir(first.folder)).toSorted((a, b) => a.localeCompare(b))).toEqual([
    'describe.h',
    'describe.h.gch',
    'module-common.o',
    'recipe.json',
  ]);
  expect(await readdir(folder)).not.toContain('root.prepared.making');
  expect(await buildModule({ toolchain, files: studentFiles('hello.c') })).toMatchObject({
    ok: true,
  });
});

it('is not done a second time', async () => {
  const made = await stat(join(folder, 'root.prepared/recipe.json'));
  await prepareToolchain(toolchain);
  expect((await stat(join(folder, 'root.prepared/recipe.json'))).mtimeMs).toBe(made.mtimeMs);
});

it('says that a kernel release is not that of the toolchain', async () => {
  const other = { root: join(folder, 'other'), kernelRelease: '1.2.3-none' };
  await symlink(toolchain.root, other.root);
  const fault = await prepareToolchain(other).catch((error: unknown) => error);
  expect(fault).toBeInstanceOf(BuildFault);
  expect(fault).toMatchObject({
    message: expect.stringContaining('/lib/modules/1.2.3-none/build: No such file'),
    repair: expect.stringContaining('clean'),
  });
});
