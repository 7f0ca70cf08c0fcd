// Unpacks Debian packages into a folder with mmdebstrap, as root or as an ordinary user.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Edition } from '../editions.ts';
import { runCommand } from './command.ts';
import { hostAcquireOptions, hostSourcesFor } from './host-apt.ts';
import { type OnStep, readMmdebstrap } from './progress.ts';

/**
 * Bookworm's packages still have files in /bin and /lib, and the maintainer scripts that would
 * merge them do not run: the links are laid first, and everything lands in /usr.
 */
const mergeUsr =
  'for d in bin sbin lib lib64; do mkdir -p "$1/usr/$d"; ln -s "usr/$d" "$1/$d"; done';

/** mmdebstrap's arguments; `sources` is a file, `root` the folder to fill. */
export function mmdebstrapArguments(options: {
  suite: string;
  packages: string[];
  aptOptions: string[];
  root: string;
  sources: string;
}): string[] {
  return [
    '--verbose',
    '--variant=extract',
    '--mode=chrootless',
    '--architectures=amd64',
    `--setup-hook=${mergeUsr}`,
    ...[
      'APT::Install-Recommends "false";',
      'Acquire::http::Timeout "30";',
      ...options.aptOptions,
    ].map((option) => `--aptopt=${option}`),
    `--include=${options.packages.join(',')}`,
    options.suite,
    options.root,
    options.sources,
  ];
}

/**
 * Unpacks packages and what they depend on into `folder/root`; no maintainer script runs.
 * @throws {ImageError}
 */
export async function unpackPackages(options: {
  edition: Edition;
  packages: string[];
  folder: string;
  aptFolder: string;
  what: string;
  signal?: AbortSignal | undefined;
  onStep: OnStep;
}): Promise<string> {
  const { edition, folder } = options;
  const sources = join(folder, 'archives.sources');
  await writeFile(sources, await hostSourcesFor(edition, options.aptFolder));
  const root = join(folder, 'root');
  const read = readMmdebstrap(options.onStep);
  const argv = mmdebstrapArguments({
    suite: edition.suite,
    packages: options.packages,
    aptOptions: await hostAcquireOptions(),
    root,
    sources,
  });
  await runCommand([...alone(folder), 'mmdebstrap', ...argv], {
    what: options.what,
    signal: options.signal,
    onLine: read,
  });
  return root;
}

/**
 * In a process namespace that ends with us: mmdebstrap waits for its children when it is told to
 * stop, and would go on unpacking after we were killed. It sees the host, and may write to `folder`.
 */
function alone(folder: string): string[] {
  // As root it keeps what it needs to give files their owners; else this changes nothing.
  const rights = process.getuid?.() === 0 ? ['--cap-add', 'ALL'] : [];
  return [
    ...['bwrap', '--die-with-parent', '--unshare-pid', ...rights, '--ro-bind', '/', '/'],
    ...['--dev', '/dev', '--proc', '/proc', '--tmpfs', '/tmp', '--setenv', 'TMPDIR', '/tmp'],
    ...['--bind', folder, folder, '--'],
  ];
}
