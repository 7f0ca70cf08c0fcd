// The copies of a lesson's files in this browser: one for each open page, so that two tabs never
// write over each other. A page that goes away leaves its copy to the pages that are open, or to the
// next one; a lock, which the browser frees when the page has gone, tells whether it has.
import * as z from 'zod/mini';
import { sourceFiles } from '../../../runner/protocol.ts';
import { randomName } from '../random-name.ts';
import { forget, keep, keptKeys, nameOf, readKept } from '../storage.ts';
import { type Draft, draft } from './draft.ts';

/** The first release kept one copy for all tabs, without its history. */
const firstRelease = z.object({ files: sourceFiles, savedAt: z.number() });

export class LocalCopies {
  readonly #shared: string;
  readonly #own: string;

  constructor(lesson: string) {
    this.#shared = `draft.${lesson}`;
    this.#own = `${this.#shared}@${randomName()}`;
    void holdLock(this.#own, () => new Promise(() => {}));
  }

  /** Keeps this page's copy; false when the browser refuses. */
  keep(copy: Draft): boolean {
    return keep(this.#own, copy);
  }

  forget(): void {
    forget(this.#own);
  }

  /**
   * Calls `found` with each copy that was left behind, the newest first: at once where its page has
   * gone, else when it goes. The copy stays until `drop` is called.
   */
  watchLeft(found: (copy: Draft, drop: () => void) => void): void {
    const watched = new Set([this.#own]);
    const watch = (key: string) => {
      if (watched.has(key)) return;
      watched.add(key);
      void holdLock(key, async () => {
        // Another page may have been faster.
        const copy = read(key);
        if (copy) found(copy, () => forget(key));
      });
    };
    const copies = [this.#shared, ...keptKeys(`${this.#shared}@`)].map((key) => ({
      key,
      at: read(key)?.at ?? 0,
    }));
    for (const { key } of copies.toSorted((one, other) => other.at - one.at)) watch(key);
    if (!('locks' in navigator)) return;
    addEventListener('storage', ({ key }) => {
      const name = key && nameOf(key);
      if (name?.startsWith(`${this.#shared}@`)) watch(name);
    });
  }
}

function read(key: string): Draft | null {
  const copy = readKept(key, draft);
  if (copy) return copy;
  const old = readKept(key, firstRelease);
  return old && { files: old.files, from: [null], saved: false, at: old.savedAt };
}

/** Runs `work` once the lock is free. Without locks (plain HTTP) every page counts as gone. */
async function holdLock(name: string, work: () => Promise<void>): Promise<void> {
  const locks: LockManager | undefined = navigator.locks;
  await (locks ? locks.request(`crossings.${name}`, work) : Promise.resolve().then(work)).catch(
    () => {},
  );
}
