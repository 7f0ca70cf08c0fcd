// Makes a toolchain ready to compile fast: takes the commands from one kbuild run, keeps the object
// that every module shares, and compiles the headers of modpost's text beforehand.
// All of it stands in the folder `<root>.prepared` beside the toolchain's root.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { build } from '../config.ts';
import { lockFile } from '../file-lock.ts';
import { BuildFault, sandboxFault } from './build-fault.ts';
import { headerText, precompileScript } from './describe-script.ts';
import { probe, type Recipe, recipeFromKbuild, recipeSchema } from './recipe.ts';
import { runInToolchain } from './toolchain-sandbox.ts';

export type Prepared = { recipe: Recipe; folder: string };

const recipeFile = 'recipe.json';

/** What was prepared by other code than this is prepared again. */
const preparer = createHash('sha256')
  .update(
    ['prepare.ts', 'recipe.ts', 'describe-script.ts', 'toolchain-sandbox.ts']
      .map((name) => readFileSync(join(import.meta.dirname, name), 'utf8'))
      .join(''),
  )
  .digest('hex');

const keptRecipe = z.strictObject({ preparer: z.literal(preparer), recipe: recipeSchema });

const ready = new Map<string, Promise<Prepared>>();

/** The folder beside `root` that holds what was prepared. */
export function preparedFolderOf(root: string): string {
  return `${root}.prepared`;
}

/**
 * Prepares the toolchain in `root` unless that was done before (some 5 seconds, about 45 MB beside
 * the root). Safe to interrupt and to call from several processes: the folder is there whole or not.
 * @throws {BuildFault} when the toolchain or the sandbox does not work
 */
export async function prepareToolchain(
  toolchain: { root: string; kernelRelease: string },
  signal?: AbortSignal,
): Promise<Prepared> {
  const folder = preparedFolderOf(toolchain.root);
  const there = await readPrepared(folder);
  if (there) return there;
  const lock = await lockFile(`${folder}.lock`, { signal });
  try {
    return (await readPrepared(folder)) ?? (await prepareNow(toolchain, folder, signal));
  } finally {
    lock.release();
  }
}

/** The same, read once by this process. */
export function preparedToolchain(toolchain: {
  root: string;
  kernelRelease: string;
}): Promise<Prepared> {
  const known = ready.get(toolchain.root);
  if (known) return known;
  const reading = prepareToolchain(toolchain);
  ready.set(toolchain.root, reading);
  reading.catch(() => ready.delete(toolchain.root));
  return reading;
}

async function readPrepared(folder: string): Promise<Prepared | undefined> {
  try {
    const text = await readFile(join(folder, recipeFile), 'utf8');
    return { folder, recipe: keptRecipe.parse(JSON.parse(text)).recipe };
  } catch {
    return undefined;
  }
}

async function prepareNow(
  toolchain: { root: string; kernelRelease: string },
  folder: string,
  signal: AbortSignal | undefined,
): Promise<Prepared> {
  const { recipe, common } = await runKbuild(toolchain, signal);
  const header = headerText(recipe);
  const precompiled = await precompile(toolchain.root, recipe, header, signal);
  const making = `${folder}.making`;
  try {
    // What an interrupted preparation left; the lock is ours.
    await rm(making, { recursive: true, force: true });
    await mkdir(making, { mode: 0o755 });
    await writeFile(join(making, 'module-common.o'), common);
    await writeFile(join(making, 'describe.h'), header);
    await writeFile(join(making, 'describe.h.gch'), precompiled);
    await writeFile(join(making, recipeFile), `${JSON.stringify({ preparer, recipe }, null, 2)}\n`);
    await rm(folder, { recursive: true, force: true });
    await rename(making, folder);
  } catch (error) {
    await rm(making, { recursive: true, force: true });
    throw new BuildFault(
      `What the compiler needs cannot be kept in ${folder}: ${(error as Error).message}`,
      'Free some space (about 50 MB for each edition) and see that the folder can be written to.',
      { cause: error },
    );
  }
  return { recipe, folder };
}

/** Runs kbuild on the probe and brings back the log with the small files that it left. */
async function runKbuild(
  toolchain: { root: string; kernelRelease: string },
  signal: AbortSignal | undefined,
): Promise<{ recipe: Recipe; common: Buffer }> {
  const mark = '=== crossings-probe file';
  const left = [
    ...[`.${probe.alone}.o.cmd`, `.${probe.units[0]}.o.cmd`, `.${probe.module}.o.cmd`],
    ...['.Module.symvers.cmd', `.${probe.module}.mod.o.cmd`, `.${probe.module}.ko.cmd`],
    ...['modules.order', `${probe.alone}.mod`, `${probe.module}.mod`, `${probe.module}.mod.c`],
  ];
  const text = (name: string, content: string) => ({ name, bytes: Buffer.from(content) });
  const end = await runInToolchain({
    root: toolchain.root,
    inputs: [
      text('Kbuild', probe.kbuild),
      text(`${probe.alone}.c`, probe.main),
      text(`${probe.units[0]}.c`, probe.main),
      text(`${probe.units[1]}.c`, probe.other),
    ],
    results: 2,
    script: ([files, common]) =>
      [
        `exec 1>&2`,
        `make -C '/lib/modules/${toolchain.kernelRelease}/build' M=$PWD V=1 modules || exit 41`,
        `for file in ${left.join(' ')}; do echo "${mark} $file"; cat $file || exit 42; done >&${files}`,
        // Kernels before 6.12 have none.
        `[ ! -e .module-common.o ] || cat .module-common.o >&${common}`,
      ].join('\n'),
    limits: build.prepareLimits,
    proc: true,
    signal,
  });
  const log = end.messages.toString();
  // kbuild tries flags out and goes on without those that fail: a fault there would stay hidden.
  const hidden = /^.*\/sh: .*(cannot create|not found|Permission denied).*$/m.exec(log)?.[0];
  if (end.code !== 0 || hidden) throw sandboxFault(hidden ?? log);
  const [files = Buffer.alloc(0), common = Buffer.alloc(0)] = end.results;
  const content = new Map(
    files
      .toString()
      .split(`${mark} `)
      .slice(1)
      .map((part) => [part.slice(0, part.indexOf('\n')), part.slice(part.indexOf('\n') + 1)]),
  );
  try {
    const file = (name: string) => content.get(name) ?? '';
    const { kernelRelease } = toolchain;
    return { recipe: recipeFromKbuild({ kernelRelease, log, file }), common };
  } catch (error) {
    throw new BuildFault(
      `The commands of ${toolchain.kernelRelease} cannot be read: ${(error as Error).message}`,
      'This kernel builds modules in a way that Crossings does not know; report it with the output of `npm run crossings -- doctor`.',
      { output: log, cause: error },
    );
  }
}

async function precompile(
  root: string,
  recipe: Recipe,
  header: string,
  signal: AbortSignal | undefined,
): Promise<Buffer> {
  const end = await runInToolchain({
    root,
    inputs: [{ name: 'describe.h', bytes: Buffer.from(header) }],
    results: 1,
    script: ([result]) => precompileScript(recipe, result ?? 0),
    limits: build.prepareLimits,
    env: recipe.env,
    signal,
  });
  if (end.code !== 0) throw sandboxFault(end.messages.toString());
  return end.results[0] ?? Buffer.alloc(0);
}
