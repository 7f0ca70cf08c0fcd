// Work on an unpacked root file system: links, trimming, and running its own programs inside it.
import { cp, mkdir, readdir, rm, stat, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type CommandOptions, runCommand } from './command.ts';
import { ImageError } from './image-error.ts';

/** Lays links (from link to what it names) where nothing is yet and what they name is there. */
export async function layLinks(root: string, links: Record<string, string>): Promise<void> {
  for (const [link, target] of Object.entries(links)) {
    const path = join(root, link);
    await mkdir(dirname(path), { recursive: true });
    await symlink(target, path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  }
}

/** Removes folders and files below the root; those that are not there are no error. */
export async function trimTree(root: string, paths: string[]): Promise<void> {
  for (const path of paths) await rm(join(root, path), { recursive: true, force: true });
}

/** Runs a program of the root inside it, without network, with `writable` telling what it may change. */
export async function runInRoot(
  root: string,
  argv: string[],
  options: CommandOptions & { writable?: boolean },
): Promise<string> {
  const bind = options.writable ? '--bind' : '--ro-bind';
  return runCommand(
    [
      'bwrap',
      ...[bind, root, '/', '--dev', '/dev', '--unshare-all', '--die-with-parent', '--clearenv'],
      ...['--setenv', 'PATH', '/usr/sbin:/usr/bin', '--setenv', 'LC_ALL', 'C.UTF-8', '--'],
      ...argv,
    ],
    options,
  );
}

/**
 * A copy of a tree whose files are shared with the original by hard links: quick and small.
 * Files are then added or replaced in it, never written in place.
 */
export async function copyByLinks(from: string, to: string, options: CommandOptions) {
  await runCommand(['cp', '-al', from, to], options);
}

/** Copies a folder or file into a root and replaces what is there, leaving out what `skip` names. */
export async function addToTree(
  from: string,
  to: string,
  skip: (path: string) => boolean = () => false,
): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  await removeReplaced(from, to);
  await cp(from, to, { recursive: true, dereference: true, filter: (path) => !skip(path) });
}

/** A file that is shared by a hard link must not be written through: it is removed before. */
async function removeReplaced(from: string, to: string): Promise<void> {
  if (!(await stat(from)).isDirectory()) return rm(to, { force: true });
  for (const entry of await readdir(from, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name).slice(from.length);
    await rm(join(to, path), { force: true });
  }
}

/**
 * The release of the kernel in a guest's root, such as `6.12.117+deb13-cloud-amd64`.
 * @throws {ImageError} where there is not exactly one
 */
export async function kernelReleaseOf(root: string): Promise<string> {
  return only(await readdir(join(root, 'usr/lib/modules')), 'kernel');
}

/** The release of the headers in a toolchain's root. @throws {ImageError} */
export async function headersReleaseOf(root: string): Promise<string> {
  const names = await readdir(join(root, 'usr/src'));
  const releases = names
    .map((name) => /^linux-headers-(.+-cloud-amd64)$/.exec(name)?.[1])
    .filter((release) => release !== undefined);
  return only(releases, 'set of kernel headers');
}

function only(releases: string[], what: string): string {
  const [release] = releases;
  if (release !== undefined && releases.length === 1) return release;
  throw new ImageError(
    'command',
    `The Debian mirror gave ${releases.length} of one ${what}: ${releases.join(', ') || 'none'}.`,
    'The mirror may be in the middle of an update: start again in some minutes.',
  );
}
