// Flow control of one page's terminal: how many bytes are on their way, and what follows from it.

export type Credit = {
  /** Bytes were sent to the page. */
  sent(bytes: number): void;
  /** The page has drawn so many; more than were sent count for nothing. */
  acknowledged(bytes: number): void;
  /** The source should wait. Set above the limit, taken back at half of it. */
  congested(): boolean;
  /** The page does not keep up although the source was told to wait. */
  exhausted(): boolean;
};

/**
 * @param limit bytes on their way above which the source waits
 * @param hardCap bytes on their way above which the page is given up
 */
export function credit(limit: number, hardCap: number): Credit {
  let underway = 0;
  let congested = false;
  return {
    sent(bytes) {
      underway += bytes;
      if (underway > limit) congested = true;
    },
    acknowledged(bytes) {
      underway = Math.max(0, underway - bytes);
      if (underway <= limit / 2) congested = false;
    },
    congested: () => congested,
    exhausted: () => underway > hardCap,
  };
}
