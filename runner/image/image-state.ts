// What there is of an edition in the cache folder, without making anything.
import { readEnvironment } from '../config.ts';
import type { EditionId } from '../editions.ts';
import { type EditionImage, findParts, imageOf } from './edition-image.ts';
import { type Artifact, imagesFolder, verifyArtifact } from './image-store.ts';

export type ImageState = {
  edition: EditionId;
  /**
   * - `made`: starts without any work
   * - `part`: a start makes the rest; with the packages of both roots there, without network
   * - `missing`: nothing of what this version of Crossings uses
   */
  state: 'made' | 'part' | 'missing';
  /** Empty where no root is there. */
  kernelRelease: string;
  /** ISO time at which the newest part was made; empty where none is. */
  made: string;
  /** Bytes of the parts in use. */
  bytes: number;
  /** What is not as it was made; only looked for when asked to verify. */
  faults: string[];
  /** The image, where it is made. */
  image: EditionImage | null;
};

/** Looks at the stamps; with `verify` every byte is read again (some seconds). */
export async function imageState(
  id: EditionId,
  options: { cache?: string; verify?: boolean } = {},
): Promise<ImageState> {
  const images = imagesFolder(options.cache ?? readEnvironment().cache);
  const { toolchain, system, guest } = await findParts(id, images);
  const parts = [toolchain, system, guest].filter((part) => part !== undefined);
  const faults = options.verify ? (await Promise.all(parts.map(verifyArtifact))).flat() : [];
  const times = parts.map(({ stamp }) => stamp.made).toSorted((a, b) => a.localeCompare(b));
  const fits = guest?.stamp.kernelRelease === toolchain?.stamp.kernelRelease;
  const image = guest && toolchain && fits ? imageOf(id, guest, toolchain) : null;
  return {
    edition: id,
    state: image ? 'made' : parts.length > 0 ? 'part' : 'missing',
    kernelRelease: (guest ?? system ?? toolchain)?.stamp.kernelRelease ?? '',
    made: times.at(-1) ?? '',
    bytes: parts.reduce((sum, part) => sum + bytesOf(part), 0),
    faults,
    image,
  };
}

function bytesOf({ stamp }: Artifact): number {
  const files = Object.values(stamp.files).reduce((sum, { bytes }) => sum + bytes, 0);
  return files + (stamp.tree?.bytes ?? 0);
}
