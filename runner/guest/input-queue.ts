// What is typed into a guest and not yet read by it: a queue with an end, written without ever
// waiting, because a guest that doesn't read its terminal must not hold up this process.
import { writeSync } from 'node:fs';

/** A full terminal is tried again after so long; nothing tells when a guest reads. */
const tryAgainMs = 20;

export class InputQueue {
  private readonly descriptor: number;
  private readonly capacity: number;
  private readonly queued: Uint8Array[] = [];
  private bytes = 0;
  private timer: NodeJS.Timeout | undefined;

  /**
   * @param descriptor a non-blocking one; it stays the caller's to close, after `clear`
   * @param capacity bytes that wait at most
   */
  constructor(descriptor: number, capacity: number) {
    this.descriptor = descriptor;
    this.capacity = capacity;
  }

  get isEmpty(): boolean {
    return this.bytes === 0;
  }

  /** Writes `input` as soon as it can be; false when it doesn't fit, and then none of it is written. */
  push(input: Uint8Array): boolean {
    if (this.bytes + input.length > this.capacity) return false;
    this.queued.push(input);
    this.bytes += input.length;
    if (this.timer === undefined) this.pump();
    return true;
  }

  /** Forgets what waits. */
  clear(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.queued.length = 0;
    this.bytes = 0;
  }

  private pump(): void {
    this.timer = undefined;
    for (let first = this.queued[0]; first !== undefined; first = this.queued[0]) {
      const written = this.tryWrite(first);
      if (written === undefined) {
        this.clear();
        return;
      }
      this.bytes -= written;
      if (written < first.length) {
        this.queued[0] = first.subarray(written);
        this.timer = setTimeout(() => this.pump(), tryAgainMs).unref();
        return;
      }
      this.queued.shift();
    }
  }

  /** Bytes taken; undefined when nobody is left to read them. */
  private tryWrite(bytes: Uint8Array): number | undefined {
    try {
      return writeSync(this.descriptor, bytes);
    } catch (error) {
      return (error as NodeJS.ErrnoException).code === 'EAGAIN' ? 0 : undefined;
    }
  }
}
