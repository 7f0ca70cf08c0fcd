// Sees in the terminal's bytes when the shell is waiting.

const waiting = /[#$] $/;
const keptCharacters = 200;
/** After this it is taken to wait: a learner's shell may have any prompt. */
const patienceMs = 6000;

export class PromptWatch {
  readonly #decoder = new TextDecoder();
  #tail = '';
  #then: (() => void) | null = null;
  #timer: NodeJS.Timeout | undefined;

  /** Bytes as they come from the guest. */
  see(bytes: Uint8Array): void {
    const text = this.#tail + this.#decoder.decode(bytes, { stream: true });
    this.#tail = withoutEscapes(text).slice(-keptCharacters);
    if (this.atPrompt()) this.#go();
  }

  /** Another guest: what was seen is of the old one. */
  forget(): void {
    this.#tail = '';
    this.#then = null;
    clearTimeout(this.#timer);
  }

  atPrompt(): boolean {
    return waiting.test(this.#tail);
  }

  /** Calls `then` once, at the prompt. */
  when(then: () => void): void {
    this.#then = then;
    if (this.atPrompt()) this.#go();
    else this.#timer = setTimeout(() => this.#go(), patienceMs).unref();
  }

  #go(): void {
    clearTimeout(this.#timer);
    const then = this.#then;
    this.#then = null;
    then?.();
  }
}

const withoutEscapes = (text: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are what is looked for.
  text.replaceAll(/\x1b\[[0-9;?]*[ -/]*[@-~]/g, '');
