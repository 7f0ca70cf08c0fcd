// A token bucket: so much at once, and so much per second after that.

export type Rate = {
  /** What a full bucket holds. */
  burst: number;
  perSecond: number;
};

export type TokenBucket = {
  /** Takes `cost` tokens and says true, or takes none when there are too few. */
  take(cost?: number): boolean;
  /** Takes `cost` tokens even where there are too few: what has come already is paid for later. */
  spend(cost: number): void;
  /** Milliseconds until so many tokens are there; 0 when they are. More than a burst never is. */
  waitMs(cost?: number): number;
};

/** @param now the time in milliseconds, which never goes back; a test moves it */
export function tokenBucket(
  { burst, perSecond }: Rate,
  now: () => number = () => performance.now(),
): TokenBucket {
  let tokens = burst;
  let countedAt = now();
  const count = (): number => {
    const at = now();
    tokens = Math.min(burst, tokens + ((at - countedAt) / 1000) * perSecond);
    countedAt = at;
    return tokens;
  };
  return {
    take(cost = 1) {
      if (count() < cost) return false;
      tokens -= cost;
      return true;
    },
    spend(cost) {
      tokens = count() - cost;
    },
    waitMs(cost = 1) {
      return Math.max(0, Math.ceil(((cost - count()) / perSecond) * 1000));
    },
  };
}
