// What Runs share on one machine: images, templates, and pools of guests, for each edition in use.
import { readEnvironment } from './config.ts';
import { type EditionId, editionId } from './editions.ts';
import type { FileLock } from './file-lock.ts';
import { findAccelerator, qemuVersion, type Verdict } from './guest/accelerator.ts';
import { GuestPool } from './guest/pool.ts';
import type { Accelerator } from './guest/qemu-args.ts';
import { ensureTemplate } from './guest/template.ts';
import { useCache } from './image/cache-use.ts';
import { type EditionImage, ensureEdition, holdImage } from './image/index.ts';
import { type OnProgress, type SharedProgress, shareProgress } from './shared-progress.ts';

export type { OnProgress } from './shared-progress.ts';

/** An edition that can run: its compiler and its guests. */
export type OpenEdition = { image: EditionImage; pool: GuestPool };

export type RunHost = {
  accelerator: Accelerator;
  /** Why guests run without hardware virtualisation; empty where they run with it. */
  acceleratorReason: string;
  /** `release` is empty until that edition has been opened. */
  editions(): { id: EditionId; release: string }[];
  /**
   * The edition, made first where it is missing.
   * @throws ImageError or GuestFault, each with its repair
   */
  open(edition: EditionId, onProgress: OnProgress): Promise<OpenEdition>;
  /** Ends all guests that wait in the pools; nothing is left of them when it resolves. */
  close(): Promise<void>;
};

export type RunHostOptions = {
  /** Editions opened at once; others when a Run asks for them. */
  editions: EditionId[];
  onProgress: OnProgress;
  /** Guests kept ready for each edition; that of the configuration by default. */
  ready?: number;
  /** Cache folder; that of the environment by default. */
  cache?: string;
};

/**
 * Opens the host, with everything made that its editions need.
 * @throws ImageError or GuestFault, each with its repair
 */
export async function openRunHost(options: RunHostOptions): Promise<RunHost> {
  const cache = options.cache ?? readEnvironment().cache;
  const qemu = await qemuVersion();
  const use = await useCache(cache);
  const opened = new Map<EditionId, SharedProgress<OpenEdition>>();
  const releases = new Map<EditionId, string>();
  const holds: FileLock[] = [use];
  let verdict: Verdict | undefined;

  const templateOf = (image: EditionImage, accelerator: Accelerator, onProgress: OnProgress) =>
    ensureTemplate({
      ...{ image, accelerator, cache, qemuVersion: qemu },
      onProgress: (what) => onProgress(`edition ${image.edition}: ${what}`, null),
    });

  async function openNow(id: EditionId, onProgress: OnProgress): Promise<OpenEdition> {
    const image = await ensureEdition(id, {
      cache,
      onProgress: ({ what, percent }) => onProgress(what, percent),
    });
    // Another version of Crossings on the same cache makes images of its own and clears old ones away.
    holds.push(holdImage(image));
    verdict ??= await findAccelerator(cache, qemu, async () => {
      onProgress('trying hardware virtualisation', null);
      (await templateOf(image, 'kvm', onProgress)).close();
    });
    const template = await templateOf(image, verdict.accelerator, onProgress);
    const pool = new GuestPool(template, options.ready);
    pool.fill();
    releases.set(id, image.kernelRelease);
    return { image, pool };
  }

  function open(id: EditionId, onProgress: OnProgress): Promise<OpenEdition> {
    const known = opened.get(id);
    if (known) return known.join(onProgress);
    const opening = shareProgress((tell) => openNow(id, tell));
    opened.set(id, opening);
    const edition = opening.join(onProgress);
    // A failure is not kept: the next Run tries again.
    edition.catch(() => opened.delete(id));
    return edition;
  }

  for (const id of options.editions) await open(id, options.onProgress);
  return {
    get accelerator() {
      return verdict?.accelerator ?? 'tcg';
    },
    get acceleratorReason() {
      return verdict?.reason ?? '';
    },
    editions: () => editionId.options.map((id) => ({ id, release: releases.get(id) ?? '' })),
    open,
    async close() {
      const editions = await Promise.allSettled([...opened.values()].map(({ result }) => result));
      await Promise.all(
        editions.map(async (edition) => {
          if (edition.status === 'fulfilled') await edition.value.pool.close();
        }),
      );
      for (const hold of holds) hold.release();
    },
  };
}
