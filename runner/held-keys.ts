// Keys that are typed while no program has the terminal. When a program ends, the kernel of the guest
// empties its terminal, and until the shell has taken it over whatever is typed would be lost.

/** A terminal line in the guest's kernel holds no more either. */
const mostCharacters = 4096;
/** A shell of the learner's own making may say nothing at its start. */
const patienceMs = 3000;

export class HeldKeys {
  readonly #pass: (data: string) => void;
  #held: string | null = null;
  #shellIsNext = false;
  #timer: NodeJS.Timeout | undefined;

  /** @param pass gets what is typed, at once or when the terminal has an owner again */
  constructor(pass: (data: string) => void) {
    this.#pass = pass;
  }

  write(data: string): void {
    if (this.#held === null) this.#pass(data);
    else this.#held = (this.#held + data).slice(0, mostCharacters);
  }

  /** A program has ended, or none was there yet. */
  hold(): void {
    this.#held ??= '';
  }

  /** The next that is printed is the shell's: who prints also reads. */
  awaitShell(): void {
    this.#shellIsNext = true;
    this.#timer = setTimeout(() => this.#release(), patienceMs).unref();
  }

  /** Something was printed. */
  printed(): void {
    if (this.#shellIsNext) this.#release();
  }

  #release(): void {
    clearTimeout(this.#timer);
    this.#shellIsNext = false;
    const held = this.#held;
    this.#held = null;
    if (held) this.#pass(held);
  }
}
