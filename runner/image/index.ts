// The images of an edition: the compiler's root and the guest's kernel, initrd and disk.
// Made once from Debian packages, kept in the cache folder, found again in milliseconds.
import { prepareToolchain, type Toolchain } from '../build/index.ts';
import { readEnvironment } from '../config.ts';
import { type EditionId, editions } from '../editions.ts';
import { makeGuest } from './edition-guest.ts';
import { type EditionImage, imageOf, toolchainOf } from './edition-image.ts';
import { type Making, makeRoots, makeToolchain } from './edition-roots.ts';
import { type Artifact, imagesFolder } from './image-store.ts';
import { addUp, type OnProgress } from './progress.ts';

export { type EditionImage, holdImage } from './edition-image.ts';
export { ImageError } from './image-error.ts';
export { type ImageState, imageState } from './image-state.ts';
export type { OnProgress } from './progress.ts';

export type EnsureOptions = {
  onProgress?: OnProgress;
  signal?: AbortSignal;
  /** Cache folder; that of the environment by default. */
  cache?: string;
  /** Folder of the apt configuration; that of the environment by default. */
  aptFolder?: string;
};

/**
 * The compiler of an edition, made and prepared when it is missing.
 * @throws {ImageError} or BuildFault, with the repair in words
 */
export async function ensureToolchain(
  id: EditionId,
  options: EnsureOptions = {},
): Promise<Toolchain> {
  const step = addUp({ toolchain: 4, prepare: 1 }, options.onProgress);
  const artifact = await makeToolchain(making(id, options), step('toolchain'));
  return prepared(id, artifact, options.signal, () =>
    step('prepare')(`the compiler of edition ${id}: trying it out`, 0.1),
  );
}

/**
 * Kernel, initrd, disk and compiler of an edition, of one and the same kernel release, made when
 * they are missing. Needs the network only when packages are missing.
 * @throws {ImageError} or BuildFault, with the repair in words
 */
export async function ensureEdition(
  id: EditionId,
  options: EnsureOptions = {},
): Promise<EditionImage> {
  const make = making(id, options);
  const step = addUp({ toolchain: 5, system: 4, guest: 1, prepare: 2 }, options.onProgress);
  const roots = await makeRoots(make, step('toolchain'), step('system'));
  const guest = await makeGuest(make, roots.system, step('guest'));
  await prepared(id, roots.toolchain, options.signal, () =>
    step('prepare')(`the compiler of edition ${id}: trying it out`, 0.1),
  );
  step('prepare')(`edition ${id}`, 1);
  return imageOf(id, guest, roots.toolchain);
}

function making(id: EditionId, options: EnsureOptions): Making {
  const environment = readEnvironment();
  return {
    edition: editions[id],
    images: imagesFolder(options.cache ?? environment.cache),
    aptFolder: options.aptFolder ?? environment.aptFolder,
    signal: options.signal,
  };
}

async function prepared(
  edition: EditionId,
  artifact: Artifact,
  signal: AbortSignal | undefined,
  onStart: () => void,
): Promise<Toolchain> {
  onStart();
  const toolchain = toolchainOf(edition, artifact);
  await prepareToolchain(toolchain, signal);
  return toolchain;
}
