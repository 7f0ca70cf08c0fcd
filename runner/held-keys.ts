// Keys that are typed while no program has the terminal. When a program ends, the kernel of the guest
// empties its terminal, and until the shell has taken it over whatever is typed would be lost.
import { guest as limits } from './config.ts';
import { PromptWatch } from './prompt-watch.ts';

/** A shell without a prompt we know gets the keys after this. */
const patienceMs = 6000;

export class HeldKeys {
  readonly #pass: (data: string) => void;
  readonly #lose: () => void;
  readonly #prompt = new PromptWatch();
  #held: string | null = null;
  #waiting = false;
  #timer: NodeJS.Timeout | undefined;

  /**
   * @param pass gets what is typed, at once or when the terminal has an owner again
   * @param lose is called for what is typed when no more can be held
   */
  constructor(pass: (data: string) => void, lose: () => void) {
    this.#pass = pass;
    this.#lose = lose;
  }

  write(data: string): void {
    if (this.#held === null) this.#pass(data);
    else if (this.#held.length + data.length > limits.inputQueueBytes) this.#lose();
    else this.#held += data;
  }

  /** A program has ended. */
  hold(): void {
    this.#held ??= '';
  }

  /**
   * The shell is the next to have the terminal; what is held goes to it at its prompt.
   * @param atPrompt is called once the prompt has really been seen, however late
   */
  awaitShell(atPrompt: () => void): void {
    this.hold();
    this.#waiting = true;
    this.#prompt.forget();
    this.#timer = setTimeout(() => this.#release(), patienceMs).unref();
    this.#prompt.when(() => {
      this.#waiting = false;
      this.#release();
      atPrompt();
    });
  }

  /** Bytes as they come from the guest. */
  printed(bytes: Uint8Array): void {
    if (this.#waiting) this.#prompt.see(bytes);
  }

  #release(): void {
    clearTimeout(this.#timer);
    const held = this.#held;
    this.#held = null;
    if (held) this.#pass(held);
  }
}
