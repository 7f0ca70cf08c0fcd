// Makes the guest's initrd: a static busybox, the drivers that the root disk needs, and `initrd-init.sh`.
import { chmod, copyFile, lutimes, mkdir, readdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { runCommand } from './command.ts';
import { initrdModules } from './recipe.ts';
import { runInRoot } from './root-tree.ts';

type InitrdOptions = {
  /** The guest's root, with busybox, kmod and modules.dep. */
  root: string;
  kernelRelease: string;
  /** Empty folder to work in. */
  folder: string;
  /** File to write. */
  output: string;
  what: string;
  signal?: AbortSignal | undefined;
};

/** Writes a gzip'd cpio archive, byte for byte the same for the same input. @throws {ImageError} */
export async function makeInitrd(options: InitrdOptions): Promise<void> {
  const { root, folder, output } = options;
  for (const name of ['bin', 'dev', 'disk', 'memory', 'modules', 'root']) {
    await mkdir(join(folder, name), { recursive: true });
  }
  await copyFile(join(root, 'usr/bin/busybox'), join(folder, 'bin/busybox'));
  await copyFile(join(import.meta.dirname, 'initrd-init.sh'), join(folder, 'init'));
  await chmod(join(folder, 'init'), 0o755);
  const names: string[] = [];
  for (const path of await modulesInOrder(options)) {
    const name = basename(path).replace(/\.(xz|zst|gz)$/, '');
    await decompress(join(root, path), join(folder, 'modules', name), options);
    names.push(name);
  }
  await writeFile(join(folder, 'modules.list'), names.map((name) => `${name}\n`).join(''));
  await settleTimes(folder);
  const pack =
    'find . -mindepth 1 | LC_ALL=C sort | cpio -o -H newc -R 0:0 --reproducible --quiet | gzip -1n';
  await runCommand(['bash', '-o', 'pipefail', '-c', `${pack} > "$1"`, 'pack', output], {
    ...options,
    cwd: folder,
  });
}

/** Paths of the modules below the root, each after those that it needs; built-in ones left out. */
async function modulesInOrder({ root, kernelRelease, what, signal }: InitrdOptions) {
  const listed = await runInRoot(
    root,
    ['modprobe', '-a', '-S', kernelRelease, '--show-depends', ...initrdModules],
    { what, signal },
  );
  return parseDepends(listed);
}

/** Reads `modprobe --show-depends`: its `insmod` lines in order, each path once. */
export function parseDepends(listed: string): string[] {
  const paths = [...listed.matchAll(/^insmod (\S+)/gm)].map((found) => found[1] ?? '');
  return [...new Set(paths)];
}

/** busybox's insmod reads no compressed modules. */
async function decompress(from: string, to: string, options: InitrdOptions): Promise<void> {
  const tool = { '.xz': 'xz', '.zst': 'zstd', '.gz': 'gzip' }[
    /\.(xz|zst|gz)$/.exec(from)?.[0] ?? ''
  ];
  if (tool === undefined) return copyFile(from, to);
  await runCommand(['sh', '-c', `${tool} -dc "$1" > "$2"`, 'unpack', from, to], options);
}

async function settleTimes(folder: string): Promise<void> {
  const entries = await readdir(folder, { recursive: true });
  for (const name of ['', ...entries]) await lutimes(join(folder, name), 0, 0);
}
