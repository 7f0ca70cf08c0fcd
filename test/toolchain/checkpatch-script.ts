// The kernel's own style checker, from the source package of Debian's 6.12.

import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { readEnvironment } from '../../runner/config.ts';
import { editions } from '../../runner/editions.ts';
import { runCommand } from '../../runner/image/command.ts';
import { ensureArtifact, imagesFolder } from '../../runner/image/image-store.ts';
import { unpackPackages } from '../../runner/image/packages.ts';

/** The script as it was when the course was last checked against it. */
const pinned = 'fa54defb8bc0f8ad4dd34885f6f486243d4e2f71d32d76f8768aa5376f3f188a';

/** What checkpatch reads beside itself. */
const files = ['checkpatch.pl', 'spelling.txt', 'const_structs.checkpatch'];

/**
 * Path of checkpatch.pl, fetched once (150 MB, of which 0.3 MB are kept).
 * @throws Error when Debian's script is no longer the pinned one
 */
export async function ensureCheckpatch(): Promise<string> {
  const { cache, aptFolder } = readEnvironment();
  const what = "the kernel's checkpatch";
  const artifact = await ensureArtifact({
    images: imagesFolder(cache),
    prefix: 'checkpatch',
    what,
    neededBytes: 400_000_000,
    make: async (folder) => {
      const root = await unpackPackages({
        edition: editions['6.12'],
        packages: ['linux-source-6.12'],
        ...{ folder, aptFolder, what },
        onStep: () => {},
      });
      await mkdir(join(folder, 'scripts'));
      await runCommand(
        [
          ...['tar', '--extract', '--file', join(root, 'usr/src/linux-source-6.12.tar.xz')],
          ...['--directory', join(folder, 'scripts'), '--strip-components=2'],
          ...files.map((name) => `linux-source-6.12/scripts/${name}`),
        ],
        { what },
      );
      for (const name of files) await rename(join(folder, 'scripts', name), join(folder, name));
      await rm(root, { recursive: true });
      return { kernelRelease: '6.12', files, tree: false };
    },
  });
  const script = join(artifact.folder, 'checkpatch.pl');
  const hash = createHash('sha256')
    .update(await readFile(script))
    .digest('hex');
  if (hash !== pinned) {
    throw new Error(
      `${script} is not the pinned one (it is ${hash}).\n    repair: look what changed, mend what it finds, and pin it in checkpatch-script.ts`,
    );
  }
  return script;
}
