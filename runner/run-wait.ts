// What a Run waits for: asked of the guest every few seconds and told in words, with how long it has
// taken and how long it may. Kept for the outcome, should the time be up.
import { run as limits } from './config.ts';
import type { Guest } from './guest/guest.ts';
import { within } from './guest/guest-error.ts';
import { type CodeAddress, stackAddresses } from './guest/report-trace.ts';
import { blockingTask, taskWords, waitingFunction } from './guest/task-words.ts';
import type { SourcePlace } from './outcome.ts';
import { patient } from './patient.ts';
import type { CodePlace } from './run-crash.ts';

/** What holds a Run up. */
export type Waiting = {
  /** `cat is waiting in read on /dev/radio (radio_read, radio.c:12)` */
  words: string;
  place?: SourcePlace;
};

export type WaitOptions = {
  guest: Guest;
  of: 'foreground' | 'module';
  module: string;
  limitMs: number;
  /** The learner's line for a stack of addresses. */
  findPlace(stack: CodeAddress[]): Promise<CodePlace | undefined>;
  tell(detail: string): void;
};

/** Asks once. Undefined where nothing can be said, such as when it has just ended. */
export async function askWaiting(options: WaitOptions): Promise<Waiting | undefined> {
  const { guest, of, module, findPlace } = options;
  const late = (): Error => new Error('no answer');
  try {
    const tasks = await within(patient(limits.inspectMs), guest.tasks(of), late);
    const task = blockingTask(tasks, module);
    if (!task) return undefined;
    const at = await findPlace(stackAddresses(task.stack));
    const inside = at && task.state !== 'R' ? waitingFunction(task) : undefined;
    const where = at
      ? ` (${at.symbol}, ${at.file}:${at.line}${inside && inside !== at.symbol ? `, in ${inside}()` : ''})`
      : '';
    const words = taskWords(task, of === 'module' ? 'init' : 'program') + where;
    return { words, ...(at && { place: { file: at.file, line: at.line } }) };
  } catch {
    return undefined;
  }
}

/** Tells every few seconds what is waited for, until `stop`. */
export class WaitReporter {
  /** What was seen last, and since when it is the same. */
  last: { waiting: Waiting; since: number } | undefined;
  readonly #options: WaitOptions;
  readonly #started = Date.now();
  #timer: NodeJS.Timeout;
  #told = false;
  #over = false;

  constructor(options: WaitOptions) {
    this.#options = options;
    this.#timer = setTimeout(() => this.#report(), limits.reportMs);
  }

  /** What was told is over as well. */
  stop(): void {
    if (this.#over) return;
    this.#over = true;
    clearTimeout(this.#timer);
    if (this.#told) this.#options.tell('');
  }

  /** `cat is waiting in read, for about 12 seconds`; empty where nothing is known. */
  summary(): string {
    if (!this.last) return '';
    const seconds = Math.round((Date.now() - this.last.since) / 1000);
    const long = seconds > 1 ? `, for about ${seconds} seconds` : '';
    return `${this.last.waiting.words}${long}`;
  }

  async #report(): Promise<void> {
    const waiting = await askWaiting(this.#options);
    if (this.#over) return;
    if (waiting) {
      const same = this.last?.waiting.words === waiting.words;
      this.last = { waiting, since: same && this.last ? this.last.since : Date.now() };
    }
    const seconds = Math.round((Date.now() - this.#started) / 1000);
    const most = Math.round(this.#options.limitMs / 1000);
    const words = waiting?.words ?? 'waiting';
    this.#told = true;
    this.#options.tell(`${words}; ${seconds} s so far, at most ${most} s`);
    this.#timer = setTimeout(() => this.#report(), limits.reportMs);
  }
}
