// Keys that are typed while no program has the terminal. When a program ends, the kernel of the guest
// empties its terminal, and until the shell has taken it over whatever is typed would be lost.
import { PromptWatch } from './prompt-watch.ts';

/** A terminal line in the guest's kernel holds no more either. */
const mostCharacters = 4096;
/** A shell without a prompt we know gets the keys after this. */
const patienceMs = 6000;

export class HeldKeys {
  readonly #pass: (data: string) => void;
  readonly #prompt = new PromptWatch();
  #held: string | null = null;
  #waiting = false;
  #timer: NodeJS.Timeout | undefined;

  /** @param pass gets what is typed, at once or when the terminal has an owner again */
  constructor(pass: (data: string) => void) {
    this.#pass = pass;
  }

  write(data: string): void {
    if (this.#held === null) this.#pass(data);
    else this.#held = (this.#held + data).slice(0, mostCharacters);
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
