// How long a guest is kept for a learner who does not type, or whose page is closed.
import { workspace as limits } from '../config.ts';

export type Patience = {
  /** The learner did something: the time without a key begins anew. */
  key(): void;
  /** A page came, or the last one went. */
  watched(yes: boolean): void;
  /** No guest is left to be patient with. */
  end(): void;
};

export type PatienceEnds = {
  /** The guest will be stopped soon; `detail` says when, in words for the page. */
  warn(detail: string): void;
  /** A key came in time. */
  unwarn(): void;
  /** Stop the guest; `detail` says why, in words for the page. */
  giveUp(detail: string): void;
};

export function patience(ends: PatienceEnds): Patience {
  let idle: NodeJS.Timeout | undefined;
  let alone: NodeJS.Timeout | undefined;
  let warned = false;
  let watched = true;
  let guest = false;

  const warn = (): void => {
    warned = true;
    idle = setTimeout(
      () => ends.giveUp(`stopped after ${minutes(limits.idleMs)} without a key`),
      limits.idleWarningMs,
    );
    ends.warn(`stops in ${minutes(limits.idleWarningMs)} unless you press a key`);
  };
  const waitAlone = (): void => {
    clearTimeout(alone);
    if (watched || !guest) return;
    alone = setTimeout(
      () => ends.giveUp(`stopped ${minutes(limits.detachedMs)} after its page was closed`),
      limits.detachedMs,
    );
  };
  return {
    key() {
      clearTimeout(idle);
      const begins = !guest;
      guest = true;
      idle = setTimeout(warn, limits.idleMs - limits.idleWarningMs);
      if (warned) ends.unwarn();
      warned = false;
      if (begins) waitAlone();
    },
    watched(yes) {
      watched = yes;
      waitAlone();
    },
    end() {
      clearTimeout(idle);
      clearTimeout(alone);
      warned = false;
      guest = false;
    },
  };
}

function minutes(ms: number): string {
  const count = Math.round(ms / 60_000);
  return count === 1 ? '1 minute' : `${count} minutes`;
}
