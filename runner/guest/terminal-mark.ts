// A mark in the terminal's bytes, so that the host knows that it has all before it. Terminals ignore
// what stands between these escapes, and it is taken out here before anyone sees it.

/** An application program command (ECMA-48): printed by nobody. */
const begin = '\u001b_crossings:';
const end = '\u001b\\';

/** The bytes of a mark, to be shown on the guest's terminal. */
export function terminalMark(name: string): string {
  return begin + name + end;
}

/**
 * Passes bytes on to a listener without the mark that is waited for. Only while one is waited for
 * are bytes held back, and no more than a mark is long.
 */
export class MarkFilter {
  private pass: (bytes: Uint8Array) => void = () => {};
  private held: Buffer = Buffer.alloc(0);
  private awaited: { mark: Buffer; reached(): void } | null = null;

  /** Tells who gets the bytes from now on; before the first they are dropped. */
  listen(pass: (bytes: Uint8Array) => void): void {
    this.pass = pass;
  }

  /** Resolves when the mark of that name has come. */
  reached(name: string): Promise<void> {
    return new Promise((resolve) => {
      this.awaited = { mark: Buffer.from(terminalMark(name)), reached: resolve };
    });
  }

  /** Gives up waiting; what was held back is passed on. */
  giveUp(): void {
    this.awaited = null;
    this.flush();
  }

  take(bytes: Uint8Array): void {
    if (!this.awaited) {
      this.pass(bytes);
      return;
    }
    const { mark, reached } = this.awaited;
    this.held = Buffer.concat([this.held, bytes]);
    const at = this.held.indexOf(mark);
    if (at >= 0) {
      this.held = Buffer.concat([this.held.subarray(0, at), this.held.subarray(at + mark.length)]);
      this.awaited = null;
      this.flush();
      reached();
      return;
    }
    const kept = beginning(this.held, mark);
    if (this.held.length > kept) this.pass(this.held.subarray(0, this.held.length - kept));
    this.held = this.held.subarray(this.held.length - kept);
  }

  private flush(): void {
    if (this.held.length > 0) this.pass(this.held);
    this.held = Buffer.alloc(0);
  }
}

/** How many bytes at the end of `bytes` may be the beginning of `mark`. */
function beginning(bytes: Buffer, mark: Buffer): number {
  for (let length = Math.min(bytes.length, mark.length - 1); length > 0; length--) {
    if (bytes.subarray(bytes.length - length).equals(mark.subarray(0, length))) return length;
  }
  return 0;
}
