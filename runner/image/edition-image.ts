// What a guest of an edition is started from, put together from the parts in the cache folder.
import { createHash } from 'node:crypto';
import { dirname, join } from 'node:path';
import type { Toolchain } from '../build/index.ts';
import { type EditionId, editions } from '../editions.ts';
import type { FileLock } from '../file-lock.ts';
import { guestPrefix } from './edition-guest.ts';
import { systemPrefix, toolchainPrefix } from './edition-roots.ts';
import { type Artifact, findArtifacts, holdArtifact } from './image-store.ts';

/** Everything that a guest of an edition is started from, as absolute paths. */
export type EditionImage = {
  edition: EditionId;
  /** Such as `6.12.117+deb13-cloud-amd64`; that of the toolchain's headers as well. */
  kernelRelease: string;
  kernel: string;
  initrd: string;
  /** squashfs, for a read-only virtio-blk disk. */
  rootImage: string;
  toolchain: Toolchain;
  /** Hash of the three files' contents: what was saved from one image belongs to no other. */
  key: string;
};

/** The parts of an edition that this version of Crossings uses, where they are there. */
export type EditionParts = { toolchain?: Artifact; system?: Artifact; guest?: Artifact };

/** Looks for an edition's parts without making any. */
export async function findParts(id: EditionId, images: string): Promise<EditionParts> {
  const edition = editions[id];
  const [toolchain] = await findArtifacts(images, toolchainPrefix(edition));
  const [system] = await findArtifacts(images, systemPrefix(edition));
  const [guest] = system ? await findArtifacts(images, await guestPrefix(edition, system)) : [];
  return {
    ...(toolchain ? { toolchain } : {}),
    ...(system ? { system } : {}),
    ...(guest ? { guest } : {}),
  };
}

/** The image of a guest and the toolchain of the same kernel. */
export function imageOf(edition: EditionId, guest: Artifact, toolchain: Artifact): EditionImage {
  return {
    edition,
    kernelRelease: guest.stamp.kernelRelease,
    kernel: join(guest.folder, 'kernel'),
    initrd: join(guest.folder, 'initrd'),
    rootImage: join(guest.folder, 'root.squashfs'),
    toolchain: toolchainOf(edition, toolchain),
    key: contentKey(guest),
  };
}

/** Keeps an image's parts in the cache, also when newer ones are made, until it is released. */
export function holdImage({ rootImage, toolchain }: EditionImage): FileLock {
  const holds = [dirname(rootImage), dirname(toolchain.root)].map(holdArtifact);
  return {
    release() {
      for (const hold of holds) hold?.release();
    },
  };
}

/** The toolchain as the compiler takes it. */
export function toolchainOf(edition: EditionId, { folder, stamp }: Artifact): Toolchain {
  return { edition, kernelRelease: stamp.kernelRelease, root: join(folder, 'root') };
}

function contentKey({ stamp }: Artifact): string {
  const hashes = Object.entries(stamp.files).map(([name, { sha256 }]) => `${name} ${sha256}`);
  const text = hashes.toSorted((a, b) => a.localeCompare(b)).join('\n');
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}
