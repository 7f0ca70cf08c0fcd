// Reads a page's socket no faster than its browser may send. What comes too fast waits in the order
// it came, and the socket is paused meanwhile, so the sender has to hold the rest: nothing is lost,
// and nothing piles up here.
import { socket as limits } from '../config.ts';
import type { TokenBucket } from './token-bucket.ts';

export type Pace = {
  /** So many bytes arrived, of messages or of anything else that the socket carries. */
  arrived(bytes: number): void;
  /**
   * Does the work in its turn, at once if nothing has to wait. It returns 0 when it is done, or the
   * milliseconds after which it is worth another try.
   */
  offer(work: () => number): void;
};

export type Gate = {
  pause(): void;
  resume(): void;
  /** The sender has been held up for long enough to notice. */
  slowed(): void;
};

/** @param rates paid for each work and each byte */
export function pace(rates: { messages: TokenBucket; bytes: TokenBucket }, gate: Gate): Pace {
  const waiting: (() => number)[] = [];
  /** In a turn, or one is scheduled. */
  let busy = false;
  let paused = false;
  let heldSince = 0;
  let heldUntil = Number.NEGATIVE_INFINITY;
  let toldAt = Number.NEGATIVE_INFINITY;

  /** Does the first work that waits, or says how long it has to wait still. */
  const doNext = (): number => {
    const [work] = waiting;
    const wait = Math.max(rates.bytes.waitMs(0), work === undefined ? 0 : rates.messages.waitMs());
    if (wait > 0 || work === undefined) return wait;
    const again = work();
    if (again > 0) return again;
    rates.messages.spend(1);
    waiting.shift();
    return 0;
  };
  /** Does what can be done now; returns how long the rest has to wait, or null when there is none. */
  const catchUp = (): number | null => {
    const end = performance.now() + limits.sliceMs;
    for (;;) {
      const wait = doNext();
      if (wait > 0) return wait;
      if (waiting.length === 0) return null;
      // Other pages have their turn between two large messages.
      if (performance.now() > end) return 0;
    }
  };
  const turn = (): void => {
    busy = true;
    const wait = catchUp();
    if (wait === null) {
      busy = false;
      if (paused) gate.resume();
      paused = false;
      return;
    }
    hold(wait);
    if (wait > 0) setTimeout(turn, wait);
    else setImmediate(turn);
  };
  const hold = (ms: number): void => {
    if (!paused) gate.pause();
    paused = true;
    const now = performance.now();
    // Short pauses that follow each other closely are one to the sender.
    if (now - heldUntil > limits.noticeableMs) heldSince = now;
    heldUntil = now + ms;
    if (heldUntil - heldSince <= limits.noticeableMs || now - toldAt <= limits.tellSlowedMs) return;
    toldAt = now;
    gate.slowed();
  };
  return {
    arrived(bytes) {
      rates.bytes.spend(bytes);
      if (!busy) turn();
    },
    offer(work) {
      waiting.push(work);
      if (!busy) turn();
    },
  };
}
