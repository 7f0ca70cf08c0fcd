// The terminal's bytes on their way to the screen: kept until the terminal is loaded, acknowledged
// when it has drawn them, so that the server never sends faster than the page can draw.

export type Screen = {
  write: (bytes: Uint8Array, drawn: () => void) => void;
  reset: () => void;
};

export class TerminalFeed {
  readonly #acknowledge: (bytes: number) => void;
  #screen: Screen | null = null;
  #waiting: Uint8Array[] = [];
  /** Bytes of an earlier socket must not be acknowledged on the present one. */
  #socket = 0;
  /** Called when the first bytes wait for a screen. */
  onDemand: () => void = () => {};

  constructor(acknowledge: (bytes: number) => void) {
    this.#acknowledge = acknowledge;
  }

  /** A new socket has been opened. */
  restart(): void {
    this.#socket += 1;
    this.#waiting = [];
  }

  write(bytes: Uint8Array): void {
    if (this.#screen) {
      this.#draw(this.#screen, bytes);
      return;
    }
    this.#waiting.push(bytes);
    this.onDemand();
  }

  reset(): void {
    for (const bytes of this.#waiting) this.#acknowledge(bytes.length);
    this.#waiting = [];
    this.#screen?.reset();
  }

  attach(screen: Screen): void {
    this.#screen = screen;
    for (const bytes of this.#waiting.splice(0)) this.#draw(screen, bytes);
  }

  #draw(screen: Screen, bytes: Uint8Array): void {
    const socket = this.#socket;
    screen.write(bytes, () => {
      if (socket === this.#socket) this.#acknowledge(bytes.length);
    });
  }
}
