// The images of an edition: the compiler's root and the guest's kernel, initrd and disk.
// Made once from Debian packages, kept in the cache folder, found again in milliseconds.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { image as limits, readEnvironment } from '../config.ts';
import { type Edition, type EditionId, editions } from '../editions.ts';
import { guestSources, listGuestFiles, makeGuestImage } from './guest-image.ts';
import { ImageError } from './image-error.ts';
import { type Artifact, ensureArtifact, imagesFolder } from './image-store.ts';
import { unpackPackages } from './packages.ts';
import { addUp, type OnProgress, type OnStep } from './progress.ts';
import {
  guestLinks,
  guestPackagesOf,
  initrdModules,
  recipeKey,
  toolchainLinks,
  toolchainPackagesOf,
  trimmed,
} from './recipe.ts';
import { headersReleaseOf, kernelReleaseOf, layLinks, runInRoot, trimTree } from './root-tree.ts';

export { ImageError } from './image-error.ts';
export type { OnProgress, Progress } from './progress.ts';

export type Toolchain = { edition: EditionId; kernelRelease: string; root: string };

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

export type EnsureOptions = {
  onProgress?: OnProgress;
  signal?: AbortSignal;
  /** Cache folder; that of the environment by default. */
  cache?: string;
  /** Folder of the apt configuration; that of the environment by default. */
  aptFolder?: string;
};

type Making = {
  edition: Edition;
  images: string;
  aptFolder: string;
  signal: AbortSignal | undefined;
};

function making(id: EditionId, options: EnsureOptions): Making {
  const environment = readEnvironment();
  return {
    edition: editions[id],
    images: imagesFolder(options.cache ?? environment.cache),
    aptFolder: options.aptFolder ?? environment.aptFolder,
    signal: options.signal,
  };
}

/**
 * The compiler of an edition, made when it is missing.
 * @throws {ImageError} with the repair in words
 */
export async function ensureToolchain(
  id: EditionId,
  options: EnsureOptions = {},
): Promise<Toolchain> {
  const step = addUp({ toolchain: 1 }, options.onProgress);
  const artifact = await makeToolchain(making(id, options), step('toolchain'));
  return toolchainFrom(id, artifact);
}

/**
 * Kernel, initrd, disk and compiler of an edition, of one and the same kernel release, made when
 * they are missing. Needs the network only when packages are missing.
 * @throws {ImageError} with the repair in words
 */
export async function ensureEdition(
  id: EditionId,
  options: EnsureOptions = {},
): Promise<EditionImage> {
  const make = making(id, options);
  const step = addUp({ toolchain: 5, system: 4, guest: 1 }, options.onProgress);
  const [toolchain, system] = await matchingRoots(make, step('toolchain'), step('system'));
  const guest = await makeGuest(make, system, step('guest'));
  return imageFrom(id, guest, toolchain);
}

/**
 * Both roots, made side by side. When one of them is from an earlier day, the mirror may have moved
 * on to another kernel: then the older one is made again.
 */
async function matchingRoots(make: Making, onToolchain: OnStep, onSystem: OnStep) {
  const roots = await Promise.all([makeToolchain(make, onToolchain), makeSystem(make, onSystem)]);
  const [toolchain, system] = roots;
  if (toolchain.stamp.kernelRelease === system.stamp.kernelRelease) return roots;
  const toolchainIsOlder = toolchain.stamp.made < system.stamp.made;
  return toolchainIsOlder
    ? ([await makeToolchain(make, onToolchain, system.stamp.kernelRelease), system] as const)
    : ([toolchain, await makeSystem(make, onSystem, toolchain.stamp.kernelRelease)] as const);
}

function makeToolchain(make: Making, onStep: OnStep, release?: string): Promise<Artifact> {
  const { edition } = make;
  const packages = toolchainPackagesOf(edition);
  return makeRoot(make, {
    kind: 'toolchain',
    what: `the compiler of edition ${edition.id}`,
    key: recipeKey(edition, packages, toolchainLinks, trimmed),
    packages,
    release,
    neededBytes: limits.toolchainPeakBytes,
    onStep,
    finish: async (root) => {
      await layLinks(root, toolchainLinks);
      return headersReleaseOf(root);
    },
  });
}

function makeSystem(make: Making, onStep: OnStep, release?: string): Promise<Artifact> {
  const { edition, signal } = make;
  const packages = guestPackagesOf(edition);
  const what = `the guest of edition ${edition.id}`;
  return makeRoot(make, {
    kind: 'system',
    what,
    key: recipeKey(edition, packages, guestLinks, trimmed),
    packages,
    release,
    neededBytes: limits.systemPeakBytes,
    onStep,
    finish: async (root) => {
      await layLinks(root, guestLinks);
      const found = await kernelReleaseOf(root);
      await runInRoot(root, ['depmod', found], { what, signal, writable: true });
      await runInRoot(root, ['ldconfig'], { what, signal, writable: true });
      return found;
    },
  });
}

async function makeRoot(
  { edition, images, aptFolder, signal }: Making,
  root: {
    kind: string;
    what: string;
    key: string;
    packages: string[];
    /** The kernel release that is wanted; any by default. */
    release: string | undefined;
    neededBytes: number;
    onStep: OnStep;
    /** What is done with the unpacked root; returns the kernel's release. */
    finish: (root: string) => Promise<string>;
  },
): Promise<Artifact> {
  const { what, release } = root;
  const step: OnStep = (doing, done) => root.onStep(`${what}: ${doing}`, done);
  const artifact = await ensureArtifact({
    images,
    prefix: `${root.kind}-${edition.id}-${root.key}`,
    what,
    neededBytes: root.neededBytes,
    signal,
    onWait: () => step('another process is making it', 0),
    accept: (stamp) => release === undefined || stamp.kernelRelease === release,
    make: async (folder) => {
      const path = await unpackPackages({
        ...{ edition, folder, aptFolder, what, signal },
        packages: root.packages,
        onStep: (doing, done) => step(doing, done * 0.9),
      });
      await trimTree(path, trimmed);
      const kernelRelease = await root.finish(path);
      if (release !== undefined && kernelRelease !== release) throw movedOn(what);
      return { kernelRelease, files: [], tree: true };
    },
  });
  root.onStep(what, 1);
  return artifact;
}

function movedOn(what: string): ImageError {
  return new ImageError(
    'command',
    `Cannot make ${what}: the mirror changes its kernel right now.`,
    'Start again in some minutes.',
  );
}

async function makeGuest(make: Making, system: Artifact, onStep: OnStep): Promise<Artifact> {
  const { edition, images, signal } = make;
  const { kernelRelease } = system.stamp;
  const what = `the guest of edition ${edition.id}`;
  const key = recipeKey(edition, basename(system.folder), initrdModules, await guestFilesKey());
  const artifact = await ensureArtifact({
    images,
    prefix: `guest-${edition.id}-${key}`,
    what,
    neededBytes: limits.guestPeakBytes,
    signal,
    onWait: () => onStep(`${what}: another process is making it`, 0),
    make: async (folder) => {
      const root = join(system.folder, 'root');
      const files = await makeGuestImage({
        ...{ root, kernelRelease, folder, what, signal },
        onStep: (doing, done) => onStep(`${what}: ${doing}`, done),
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

function toolchainFrom(edition: EditionId, { folder, stamp }: Artifact): Toolchain {
  return { edition, kernelRelease: stamp.kernelRelease, root: join(folder, 'root') };
}

function imageFrom(edition: EditionId, guest: Artifact, toolchain: Artifact): EditionImage {
  const hashes = Object.entries(guest.stamp.files).map(([name, { sha256 }]) => `${name} ${sha256}`);
  return {
    edition,
    kernelRelease: guest.stamp.kernelRelease,
    kernel: join(guest.folder, 'kernel'),
    initrd: join(guest.folder, 'initrd'),
    rootImage: join(guest.folder, 'root.squashfs'),
    toolchain: toolchainFrom(edition, toolchain),
    key: createHash('sha256').update(hashes.toSorted().join('\n')).digest('hex').slice(0, 32),
  };
}
