// One piece of work that many wait for: all of them hear how far it is, also those who come late.

/** `percent` is null where nothing can be counted. */
export type OnProgress = (what: string, percent: number | null) => void;

export type SharedProgress<T> = {
  result: Promise<T>;
  /** Waits for the result and hears what is reported until then, the last report at once. */
  join(onProgress: OnProgress): Promise<T>;
};

/** Starts the work. */
export function shareProgress<T>(work: (tell: OnProgress) => Promise<T>): SharedProgress<T> {
  const listeners = new Set<OnProgress>();
  let last: Parameters<OnProgress> | null = null;
  const result = work((...report) => {
    last = report;
    for (const listener of listeners) listener(...report);
  });
  const over = (): void => {
    listeners.clear();
    last = null;
  };
  result.then(over, over);
  return {
    result,
    join(onProgress) {
      listeners.add(onProgress);
      if (last) onProgress(...last);
      return result;
    },
  };
}
