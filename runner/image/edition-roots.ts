// Makes an edition's two root file systems from Debian packages: the compiler's and the guest's.
import { image as limits } from '../config.ts';
import type { Edition } from '../editions.ts';
import { ImageError } from './image-error.ts';
import { type Artifact, ensureArtifact } from './image-store.ts';
import { unpackPackages } from './packages.ts';
import type { OnStep } from './progress.ts';
import {
  guestLinks,
  guestPackagesOf,
  recipeKey,
  toolchainLinks,
  toolchainPackagesOf,
  toolchainTrimmed,
  trimmed,
} from './recipe.ts';
import { headersReleaseOf, kernelReleaseOf, layLinks, runInRoot, trimTree } from './root-tree.ts';

/** What every step of making an edition needs to know. */
export type Making = {
  edition: Edition;
  /** Folder in which images are kept. */
  images: string;
  /** Folder of the apt configuration. */
  aptFolder: string;
  signal: AbortSignal | undefined;
};

/** Names of the two kinds, as they stand at the front of their folders' names. */
export function toolchainPrefix(edition: Edition): string {
  const key = recipeKey(edition, toolchainPackagesOf(edition), toolchainLinks, trimmed);
  return `toolchain-${edition.id}-${key}`;
}

export function systemPrefix(edition: Edition): string {
  const key = recipeKey(edition, guestPackagesOf(edition), guestLinks, trimmed);
  return `system-${edition.id}-${key}`;
}

/**
 * Both roots, made side by side, of one kernel release. When one of them is from an earlier day, the
 * mirror may have moved on to another kernel: then the older one is made again.
 * @throws {ImageError}
 */
export async function makeRoots(make: Making, onToolchain: OnStep, onSystem: OnStep) {
  const [toolchain, system] = await together(make.signal, (signal) => [
    makeToolchain({ ...make, signal }, onToolchain),
    makeSystem({ ...make, signal }, onSystem),
  ]);
  const [ours, theirs] = [toolchain.stamp, system.stamp];
  if (ours.kernelRelease === theirs.kernelRelease) return { toolchain, system };
  return ours.made < theirs.made
    ? { toolchain: await makeToolchain(make, onToolchain, theirs.kernelRelease), system }
    : { toolchain, system: await makeSystem(make, onSystem, ours.kernelRelease) };
}

/** Runs two makings at once; when one fails the other is stopped before its error is told. */
async function together(
  outer: AbortSignal | undefined,
  start: (signal: AbortSignal) => [Promise<Artifact>, Promise<Artifact>],
): Promise<[Artifact, Artifact]> {
  const stop = new AbortController();
  const signal = outer ? AbortSignal.any([outer, stop.signal]) : stop.signal;
  const both = start(signal);
  try {
    return await Promise.all(both);
  } catch (error) {
    stop.abort();
    await Promise.allSettled(both);
    throw error;
  }
}

/** The compiler's root: `release` asks for one kernel, any by default. @throws {ImageError} */
export function makeToolchain(make: Making, onStep: OnStep, release?: string): Promise<Artifact> {
  const { edition } = make;
  return makeRoot(make, {
    prefix: toolchainPrefix(edition),
    what: `the compiler of edition ${edition.id}`,
    packages: toolchainPackagesOf(edition),
    release,
    neededBytes: limits.toolchainPeakBytes,
    onStep,
    finish: async (root) => {
      await layLinks(root, toolchainLinks);
      const found = await headersReleaseOf(root);
      await trimTree(root, toolchainTrimmed(found));
      return found;
    },
  });
}

/** The guest's root before it is dressed and packed. @throws {ImageError} */
function makeSystem(make: Making, onStep: OnStep, release?: string): Promise<Artifact> {
  const { edition } = make;
  const what = `the guest of edition ${edition.id}`;
  return makeRoot(make, {
    prefix: systemPrefix(edition),
    what,
    packages: guestPackagesOf(edition),
    release,
    neededBytes: limits.systemPeakBytes,
    onStep,
    finish: async (root, signal) => {
      await layLinks(root, guestLinks);
      const found = await kernelReleaseOf(root);
      await runInRoot(root, ['depmod', found], { what, signal, writable: true });
      await runInRoot(root, ['ldconfig'], { what, signal, writable: true });
      return found;
    },
  });
}

type Root = {
  prefix: string;
  what: string;
  packages: string[];
  release: string | undefined;
  neededBytes: number;
  onStep: OnStep;
  /** What is done with the unpacked root; returns the kernel's release. */
  finish: (root: string, signal: AbortSignal) => Promise<string>;
};

async function makeRoot(make: Making, root: Root): Promise<Artifact> {
  const { edition, images, aptFolder, signal } = make;
  const { what, release } = root;
  const step: OnStep = (doing, done) => root.onStep(`${what}: ${doing}`, done);
  const artifact = await ensureArtifact({
    images,
    prefix: root.prefix,
    what,
    neededBytes: root.neededBytes,
    keep: limits.rootsKept,
    signal,
    onWait: (words) => step(words, 0),
    accept: (stamp) => release === undefined || stamp.kernelRelease === release,
    make: async (folder, making) => {
      const path = await unpackPackages({
        ...{ edition, folder, aptFolder, what, signal: making.signal },
        packages: root.packages,
        onStep: (doing, done) => {
          making.step(doing);
          step(doing, done * 0.9);
        },
      });
      making.step('finishing');
      await trimTree(path, trimmed);
      const kernelRelease = await root.finish(path, making.signal);
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
