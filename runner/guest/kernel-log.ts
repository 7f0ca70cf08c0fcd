// The kernel's log as it comes over the serial port: bytes to whole lines, marks taken out, a flood cut.
import type { Readable } from 'node:stream';
import { cleanText } from '../clean-text.ts';
import { run } from '../config.ts';
import { lineCutter } from './line-cutter.ts';

/** What the agent writes to the log so that the host knows that it has read all before it. */
export const markPrefix = 'crossings: mark ';

/** A line is cut at this many characters; the kernel's own limit is about 1,000. */
const lineCharacters = 2_000;

export class KernelLog {
  /** The last lines, marks left out, for whoever has to say why a guest died. */
  readonly recent: string[] = [];
  private readonly marks = new Map<string, () => void>();
  private taken = 0;
  private shownBytes = 0;
  private leftOut = 0;
  private listener: (lines: string[]) => void = () => {};
  private watcher: (lines: string[]) => void = () => {};
  private early: string[] = [];
  private listening = false;

  constructor(source: Readable) {
    const cut = lineCutter(lineCharacters);
    source.setEncoding('utf8').on('data', (text: string) => {
      this.take(cut(text).map(cleanText));
    });
  }

  /** From now on `listener` gets the lines, those that came before included. */
  listen(listener: (lines: string[]) => void): void {
    this.listener = listener;
    this.listening = true;
    if (this.early.length > 0) listener(this.early);
    this.early = [];
  }

  /** How many lines have come so far, for `since`. */
  get count(): number {
    return this.taken;
  }

  /** The lines after the first `count`, as far as they are kept. */
  since(count: number): string[] {
    return count < this.taken ? this.recent.slice(count - this.taken) : [];
  }

  /** Whether the flood was cut: not all lines went to the listener. */
  get isCut(): boolean {
    return this.leftOut > 0;
  }

  /** From now on `watcher` gets every line, those that are cut included. */
  watch(watcher: (lines: string[]) => void): void {
    this.watcher = watcher;
  }

  /** Resolves once the log has been read up to the mark of that name. */
  waitFor(mark: string): Promise<void> {
    return new Promise((resolve) => this.marks.set(mark, resolve));
  }

  private take(lines: string[]): void {
    const shown: string[] = [];
    this.watcher(lines);
    for (const line of lines) {
      const at = line.indexOf(markPrefix);
      if (at >= 0) {
        const mark = line.slice(at + markPrefix.length).trim();
        this.marks.get(mark)?.();
        this.marks.delete(mark);
        continue;
      }
      this.recent.push(line);
      this.taken += 1;
      this.shownBytes += line.length + 1;
      if (this.shownBytes <= run.logBytes) shown.push(line);
      else if (this.leftOut++ === 0) {
        shown.push(`(the kernel log grew past ${run.logBytes / 1024} KiB; the rest is left out)`);
      }
    }
    this.recent.splice(0, this.recent.length - 400);
    if (shown.length === 0) return;
    if (this.listening) this.listener(shown);
    else this.early.push(...shown);
  }
}
