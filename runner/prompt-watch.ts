// Sees in the terminal's bytes when the shell is waiting.

const waiting = /[#$] $/;
const keptCharacters = 200;

export class PromptWatch {
  readonly #decoder = new TextDecoder();
  #tail = '';
  #then: (() => void) | null = null;

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
  }

  atPrompt(): boolean {
    return waiting.test(this.#tail);
  }

  /** Calls `then` once, at the prompt, however long that takes. */
  when(then: () => void): void {
    this.#then = then;
    if (this.atPrompt()) this.#go();
  }

  #go(): void {
    const then = this.#then;
    this.#then = null;
    then?.();
  }
}

const withoutEscapes = (text: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are what is looked for.
  text.replaceAll(/\x1b\[[0-9;?]*[ -/]*[@-~]/g, '');
