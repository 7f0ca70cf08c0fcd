// Shows on the terminal what is being made, how far it is, and how long it takes: one line that
// changes where a person looks on, plain lines in a log file.

export type ProgressLines = {
  /** @param percent null where nothing can be counted */
  show(what: string, percent: number | null): void;
  /** Gives the line free for other output. */
  end(): void;
};

type Output = { isTTY?: boolean; columns?: number; write(text: string): unknown };

const startOfLine = '\r\x1b[K';

/** @param now the time in milliseconds; a test moves it */
export function progressLines(output: Output, now: () => number = () => Date.now()): ProgressLines {
  const tty = output.isTTY === true;
  let began: number | null = null;
  let last = '';
  return {
    show(what, percent) {
      began ??= now();
      // In a log one line for each tenth is enough.
      const mark = tty ? '' : `${what} ${percent === null ? '' : Math.floor(percent / 10)}`;
      if (!tty && mark === last) return;
      last = mark;
      const line = `${what}${far(percent)}, ${long(now() - began, percent)}`;
      output.write(tty ? startOfLine + line.slice(0, (output.columns ?? 80) - 1) : `${line}\n`);
    },
    end() {
      if (tty && began !== null) output.write(startOfLine);
      began = null;
      last = '';
    },
  };
}

function far(percent: number | null): string {
  return percent === null ? '' : `: ${percent} %`;
}

function long(ms: number, percent: number | null): string {
  const sofar = clock(ms);
  // The first percents say little about the rest.
  if (percent === null || percent < 5 || percent >= 100) return sofar;
  return `${sofar}, about ${clock((ms / percent) * (100 - percent))} left`;
}

function clock(ms: number): string {
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
