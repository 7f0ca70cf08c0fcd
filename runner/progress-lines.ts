// Shows on the terminal what is being made, how far it is, and how long it takes: one line that
// changes where a person looks on, plain lines in a log file.

export type ProgressLines = {
  /** @param percent null where nothing can be counted */
  show(what: string, percent: number | null): void;
  /** Shows a text that tells its time itself, at once. */
  note(text: string): void;
  /** Gives the line free for other output. */
  end(): void;
};

type Output = { isTTY?: boolean; columns?: number; write(text: string): unknown };

const startOfLine = '\r\x1b[K';
/** What is done sooner, such as finding that nothing is to do, is not worth a line. */
const tickMs = 1_000;

export function progressLines(output: Output): ProgressLines {
  let began = 0;
  let last = '';
  let now: { what: string; percent: number | null } | null = null;
  let noted = false;
  let ticking: NodeJS.Timeout | undefined;

  const stopTicking = (): void => {
    clearInterval(ticking);
    ticking = undefined;
    now = null;
    last = '';
  };
  const put = (line: string): void => {
    if (output.isTTY) output.write(startOfLine + line.slice(0, (output.columns ?? 80) - 1));
    else output.write(`${line}\n`);
  };
  const write = (): void => {
    if (now === null) return;
    const { what, percent } = now;
    const line = `${what}${far(percent)}, ${long(Date.now() - began, percent)}`;
    // In a log one line for each tenth is enough.
    const mark = `${what} ${percent === null ? '' : Math.floor(percent / 10)}`;
    if (output.isTTY || mark !== last) put(line);
    last = mark;
  };
  return {
    show(what, percent) {
      now = { what, percent };
      if (ticking === undefined) {
        began = Date.now();
        ticking = setInterval(write, tickMs).unref();
      } else if (Date.now() - began >= tickMs) write();
    },
    note(text) {
      stopTicking();
      noted = true;
      put(text);
    },
    end() {
      if (output.isTTY && (noted || now !== null)) output.write(startOfLine);
      noted = false;
      stopTicking();
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
