// Keys that are typed while no program has the terminal. When a program ends, the kernel of the guest
// empties its terminal, and until the shell has taken it over whatever is typed would be lost.
import { PromptWatch } from './prompt-watch.ts';

/** A terminal line in the guest's kernel holds no more either. */
const mostCharacters = 4096;

export class HeldKeys {
  readonly #pass: (data: string) => void;
  readonly #prompt = new PromptWatch();
  #held: string | null = null;

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

  /** The shell is the next to have the terminal; what is held goes to it at its prompt. */
  awaitShell(): void {
    this.hold();
    this.#prompt.forget();
    this.#prompt.when(() => this.#release());
  }

  /** Bytes as they come from the guest. */
  printed(bytes: Uint8Array): void {
    if (this.#held !== null) this.#prompt.see(bytes);
  }

  #release(): void {
    const held = this.#held;
    this.#held = null;
    if (held) this.#pass(held);
  }
}
