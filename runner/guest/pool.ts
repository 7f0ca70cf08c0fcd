// Clones kept ready ahead of the next Run, so that a guest is there the moment it is asked for.
import { guest as limits } from '../config.ts';
import { prepareClone, restoreClone } from './clone.ts';
import type { Guest } from './guest.ts';
import type { Template } from './template.ts';

/** A guest that waits, and the practice that it has begun; false when it did not survive it. */
type Waiting = { guest: Guest; practice: Promise<boolean> };

export class GuestPool {
  private readonly template: Template;
  private readonly size: number;
  private readonly ready: Waiting[] = [];
  private refill: NodeJS.Timeout | undefined;
  private making: Promise<void> = Promise.resolve();
  private closed = false;

  constructor(template: Template, size: number = limits.ready) {
    this.template = template;
    this.size = size;
  }

  /** Starts making guests ahead; `take` works without it as well. */
  fill(): void {
    this.making = this.making.then(() => this.make()).catch(() => {});
  }

  /**
   * A guest that answers: one kept ready, or one made now.
   * @throws GuestFault when none can be made
   */
  async take(): Promise<Guest> {
    const kept = this.ready.shift();
    this.fillLater();
    if (kept) {
      if (await kept.practice) return kept.guest;
      await kept.guest.stop();
    }
    try {
      return await this.clone();
    } catch {
      // Once more: a machine short of memory for a moment must not cost a learner the Run.
      return await this.clone();
    }
  }

  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.refill);
    await this.making;
    await Promise.all(this.ready.splice(0).map(({ guest }) => guest.stop()));
    this.template.close();
  }

  private fillLater(): void {
    clearTimeout(this.refill);
    this.refill = setTimeout(() => this.fill(), limits.refillDelayMs);
    this.refill.unref();
  }

  private async make(): Promise<void> {
    while (!this.closed && this.ready.length < this.size) {
      const guest = await this.clone();
      const practice = guest.practise().then(
        () => true,
        () => false,
      );
      const made = { guest, practice };
      this.ready.push(made);
      // One that dies while it waits is no longer ready.
      guest.death.catch(() => {
        const at = this.ready.indexOf(made);
        if (at >= 0) this.ready.splice(at, 1);
      });
      await made.practice;
    }
  }

  private async clone(): Promise<Guest> {
    return await restoreClone(await prepareClone(this.template), this.template);
  }
}
