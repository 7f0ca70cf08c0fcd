// Keeps the learner's files: in the browser at once, on the server soon after the last key.
import { computed, type ReadonlySignal, signal } from '@preact/signals';
import type { ClientMessage, SourceFile } from '../../../runner/protocol.ts';
import { forget, keep, readKept } from '../storage.ts';
import { applyDraft, type Draft, draft, newerDraft, sameFiles } from './draft.ts';

export type SaveState =
  | { kind: 'original' }
  | { kind: 'unsaved' }
  | { kind: 'saving' }
  | { kind: 'saved'; at: number }
  /** In this browser, and on no server. */
  | { kind: 'local' }
  | { kind: 'failed' };

const saveDelayMs = 1200;

export class DraftKeeper {
  readonly files;
  readonly state;
  /** Names of the files that differ from the lesson's. */
  readonly changed: ReadonlySignal<ReadonlySet<string>>;
  readonly originals: readonly SourceFile[];
  /** Names of files that are never the learner's, whatever an older draft holds. */
  readonly #fixed: ReadonlySet<string>;
  readonly #key: string;
  readonly #send: (message: ClientMessage) => boolean;
  #timer = 0;
  #savedAt: number;

  constructor(
    lesson: string,
    originals: readonly SourceFile[],
    send: (message: ClientMessage) => boolean,
    fixed: ReadonlySet<string> = new Set(),
  ) {
    this.#fixed = fixed;
    this.#key = `draft.${lesson}`;
    this.#send = send;
    this.originals = originals;
    const local = readKept(this.#key, draft);
    this.#savedAt = local?.savedAt ?? 0;
    this.files = signal<readonly SourceFile[]>(applyDraft(originals, local, fixed));
    this.state = signal<SaveState>(this.#isOriginal() ? { kind: 'original' } : { kind: 'local' });
    this.changed = computed(
      () =>
        new Set(
          this.files.value
            .filter(({ text }, index) => text !== originals[index]?.text)
            .map(({ name }) => name),
        ),
    );
  }

  /** The learner changed a file: kept here at once, on the server after a pause. */
  edit(name: string, text: string): void {
    this.files.value = this.files.value.map((file) => (file.name === name ? { name, text } : file));
    this.#savedAt = Date.now();
    if (this.#isOriginal()) forget(this.#key);
    const kept =
      this.#isOriginal() || keep(this.#key, { files: this.files.value, savedAt: this.#savedAt });
    this.state.value = kept ? { kind: 'unsaved' } : { kind: 'failed' };
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => this.saveNow(), saveDelayMs);
  }

  /** Sends the files to the server, or says that they are kept here only. */
  saveNow(): void {
    clearTimeout(this.#timer);
    const original = this.#isOriginal();
    const sent = this.#send(
      original ? { type: 'discard' } : { type: 'save', files: [...this.files.value] },
    );
    if (sent) this.state.value = original ? { kind: 'original' } : { kind: 'saving' };
    else this.#keptHere();
  }

  /** Saves what is not saved yet. */
  flush(): void {
    if (this.state.value.kind === 'unsaved' || this.state.value.kind === 'local') this.saveNow();
  }

  /** The server has the files. */
  saved(at: number): void {
    if (this.state.value.kind === 'saving') this.state.value = { kind: 'saved', at };
  }

  /** The connection is gone: what was on its way may not have arrived. */
  disconnected(): void {
    if (this.state.value.kind === 'saving' || this.state.value.kind === 'unsaved') this.#keptHere();
  }

  /**
   * The server's draft arrived with its `hello`: the newer of the two is shown and kept.
   * @returns true when the shown files changed
   */
  meet(server: Draft | null): boolean {
    const local: Draft | null = this.#savedAt
      ? { files: [...this.files.value], savedAt: this.#savedAt }
      : null;
    const winner = newerDraft(local, server);
    if (winner === server) {
      const files = applyDraft(this.originals, server, this.#fixed);
      const changed = !sameFiles(files, this.files.value);
      this.files.value = files;
      this.#savedAt = server?.savedAt ?? 0;
      forget(this.#key);
      this.state.value =
        server && !this.#isOriginal()
          ? { kind: 'saved', at: server.savedAt }
          : { kind: 'original' };
      return changed;
    }
    this.saveNow();
    return false;
  }

  #isOriginal(): boolean {
    return sameFiles(this.files.value, this.originals);
  }

  #keptHere(): void {
    if (this.state.value.kind === 'failed') return;
    this.state.value = this.#isOriginal() ? { kind: 'original' } : { kind: 'local' };
  }
}
