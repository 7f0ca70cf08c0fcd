// What there is of an edition in the cache folder, without making anything.
import { readEnvironment } from '../config.ts';
import { type EditionId, editions } from '../editions.ts';
import { guestPrefix } from './edition-guest.ts';
import { systemPrefix, toolchainPrefix } from './edition-roots.ts';
import { type Artifact, findArtifacts, imagesFolder, verifyArtifact } from './image-store.ts';

export type ImageState = {
  edition: EditionId;
  /**
   * - `made`: starts without any work
   * - `part`: a start makes the rest; with packages of both roots there, without network
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
};

/** Looks at the stamps; with `verify` every byte is read again (some seconds). */
export async function imageState(
  id: EditionId,
  options: { cache?: string; verify?: boolean } = {},
): Promise<ImageState> {
  const edition = editions[id];
  const images = imagesFolder(options.cache ?? readEnvironment().cache);
  const [toolchain] = await findArtifacts(images, toolchainPrefix(edition));
  const [system] = await findArtifacts(images, systemPrefix(edition));
  const [guest] = system ? await findArtifacts(images, await guestPrefix(edition, system)) : [];
  const parts = [toolchain, system, guest].filter((part) => part !== undefined);
  const faults = options.verify ? (await Promise.all(parts.map(verifyArtifact))).flat() : [];
  const releases = new Set(parts.map(({ stamp }) => stamp.kernelRelease));
  const times = parts.map(({ stamp }) => stamp.made).toSorted((a, b) => a.localeCompare(b));
  const whole = parts.length === 3 && releases.size === 1;
  return {
    edition: id,
    state: whole ? 'made' : parts.length > 0 ? 'part' : 'missing',
    kernelRelease: (guest ?? system ?? toolchain)?.stamp.kernelRelease ?? '',
    made: times.at(-1) ?? '',
    bytes: parts.reduce((sum, part) => sum + bytesOf(part), 0),
    faults,
  };
}

function bytesOf({ stamp }: Artifact): number {
  const files = Object.values(stamp.files).reduce((sum, { bytes }) => sum + bytes, 0);
  return files + (stamp.tree?.bytes ?? 0);
}
