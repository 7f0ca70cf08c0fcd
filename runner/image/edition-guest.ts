// Makes an edition's guest (kernel, initrd, disk) from its root.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { image as limits } from '../config.ts';
import type { Making } from './edition-roots.ts';
import { guestSources, listGuestFiles, makeGuestImage } from './guest-image.ts';
import { type Artifact, ensureArtifact } from './image-store.ts';
import type { OnStep } from './progress.ts';
import { initrdModules, recipeKey } from './recipe.ts';

/** Front of the folder's name of the guest that this checkout makes from the root `system`. */
export async function guestPrefix(edition: Making['edition'], system: Artifact): Promise<string> {
  const key = recipeKey(edition, basename(system.folder), initrdModules, await guestFilesKey());
  return `guest-${edition.id}-${key}`;
}

/** The guest, made in some seconds and without network when it is missing. @throws {ImageError} */
export async function makeGuest(make: Making, system: Artifact, onStep: OnStep): Promise<Artifact> {
  const { edition, images, signal } = make;
  const { kernelRelease } = system.stamp;
  const what = `the guest of edition ${edition.id}`;
  const artifact = await ensureArtifact({
    images,
    prefix: await guestPrefix(edition, system),
    what,
    neededBytes: limits.guestPeakBytes,
    keep: limits.guestsKept,
    signal,
    onWait: (words) => onStep(`${what}: ${words}`, 0),
    make: async (folder, making) => {
      const files = await makeGuestImage({
        ...{ root: join(system.folder, 'root'), kernelRelease, folder, what },
        signal: making.signal,
        onStep: (doing, done) => {
          making.step(doing);
          onStep(`${what}: ${doing}`, done);
        },
      });
      return { kernelRelease, files, tree: false };
    },
  });
  onStep(what, 1);
  return artifact;
}

/** Hash of what this checkout puts into the guest: its own programs, and the versions of the packages. */
async function guestFilesKey(): Promise<string> {
  const hash = createHash('sha256');
  for (const path of await listGuestFiles()) {
    hash.update(`${relative(import.meta.dirname, path)}\n`).update(await readFile(path));
  }
  for (const folder of [guestSources.node, guestSources.koffi, guestSources.koffiBinary]) {
    const { version } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
    hash.update(`${version}\n`);
  }
  return hash.digest('hex');
}
