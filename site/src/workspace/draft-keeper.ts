// Keeps the learner's files: in the browser at once, on the server soon after the last key. Where
// another page saved in between, nothing is replaced until the learner has chosen.
import { batch, computed, type ReadonlySignal, signal } from '@preact/signals';
import {
  type ClientMessage,
  type KeptDraft,
  limits,
  type SourceFile,
} from '../../../runner/protocol.ts';
import { announce } from '../announce.ts';
import { messages } from '../messages.ts';
import { randomName } from '../random-name.ts';
import { adopt, applyDraft, type Draft, meet, sameFiles, type Version } from './draft.ts';
import { LocalCopies } from './local-copies.ts';
import { differing, Questions } from './questions.ts';

export type SaveState =
  | { kind: 'original' }
  | { kind: 'unsaved' }
  | { kind: 'saving' }
  | { kind: 'saved'; at: number }
  /** In this browser, and on no server. */
  | { kind: 'local' }
  | { kind: 'failed' }
  /** Not sent before the learner has chosen between two versions. */
  | { kind: 'asking' };

const saveDelayMs = 1200;
/** After a refused save the first try; each later one waits twice as long. */
const retryMs = 15_000;
const longestRetryMs = 300_000;

export class DraftKeeper {
  readonly files: ReadonlySignal<readonly SourceFile[]>;
  readonly state = signal<SaveState>({ kind: 'original' });
  /** Names of the files that differ from the lesson's. */
  readonly changed: ReadonlySignal<ReadonlySet<string>>;
  readonly questions: Questions;
  /** Counts up when texts were replaced by something else than typing. */
  readonly replaced = signal(0);
  readonly originals: readonly SourceFile[];
  /** Names of files that are never the learner's, whatever an older draft holds. */
  readonly #fixed: ReadonlySet<string>;
  readonly #send: (message: ClientMessage) => boolean;
  readonly #copies: LocalCopies;
  readonly #mine;
  /** What the server keeps, as far as this connection has told; undefined without one. */
  #kept: Version | undefined;
  /** Kept files that an older edition of the lesson had: not shown, and not thrown away either. */
  #others: readonly SourceFile[] = [];
  #sent: { files: readonly SourceFile[] } | null = null;
  #keptHere = true;
  #timer = 0;
  #retry = 0;
  #refusals = 0;

  constructor(
    lesson: string,
    originals: readonly SourceFile[],
    send: (message: ClientMessage) => boolean,
    fixed: ReadonlySet<string> = new Set(),
  ) {
    this.#fixed = fixed;
    this.#send = send;
    this.originals = originals;
    this.#mine = signal<Draft>({ files: [...originals], from: [], saved: true, at: 0 });
    this.files = computed(() => this.#mine.value.files);
    this.changed = computed(() => new Set(differing(this.files.value, originals)));
    this.questions = new Questions(this.files);
    this.#copies = new LocalCopies(lesson);
    this.#copies.watchLeft((copy, drop) => batch(() => this.#findLeft(copy, drop)));
  }

  /** The learner changed a file: kept here at once, on the server after a pause. */
  edit(name: string, text: string): void {
    this.#change(this.files.value.map((file) => (file.name === name ? { name, text } : file)));
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => this.saveNow(), saveDelayMs);
    this.#settle();
    this.#show();
  }

  /** Puts another text in the place of a file's, which can be undone in the editor. */
  put(name: string, text: string): void {
    batch(() => {
      this.edit(name, text);
      this.replaced.value += 1;
    });
  }

  /** Sends what is not saved yet, unless it is on its way or the learner has to choose first. */
  saveNow(): void {
    clearTimeout(this.#timer);
    clearTimeout(this.#retry);
    this.#timer = 0;
    const mine = this.#mine.value;
    const base = this.#kept;
    if (!mine.saved && !this.#sent && !this.#asksForServer() && base !== undefined) {
      const nothingToKeep = sameFiles(mine.files, this.originals) && this.#others.length === 0;
      const version = nothingToKeep ? null : randomName();
      const files = [...mine.files, ...this.#others].slice(0, limits.sourceFiles);
      const sent = this.#send(
        version === null ? { type: 'discard', base } : { type: 'save', files, base, version },
      );
      if (sent) {
        this.#sent = { files: mine.files };
        // Whether or not the answer arrives, a later save may replace either.
        this.#hold({ ...mine, from: [base, version] });
      }
    }
    this.#show();
  }

  /** Saves what is not saved yet. */
  flush(): void {
    if (!this.#mine.value.saved) this.saveNow();
  }

  /** The server took what was sent last. */
  saved(version: Version, at: number): void {
    if (!this.#sent) return;
    const mine = this.#mine.value;
    const whole = this.#sent.files === mine.files;
    this.#sent = null;
    this.#refusals = 0;
    this.#kept = version;
    this.#hold({ ...mine, from: [version], saved: whole, at: whole ? at : mine.at });
    if (!whole && this.#timer === 0) this.saveNow();
    else this.#show();
  }

  /**
   * The server refused what was sent last, which is tried again later.
   * @returns whether this is the first refusal in a row
   */
  refused(): boolean {
    const wait = Math.min(longestRetryMs, retryMs * 2 ** this.#refusals);
    this.#sent = null;
    this.#refusals += 1;
    clearTimeout(this.#retry);
    this.#retry = window.setTimeout(() => this.saveNow(), wait);
    this.#show();
    return this.#refusals === 1;
  }

  get sending(): boolean {
    return this.#sent !== null;
  }

  /** The connection is gone: what was on its way may not have arrived. */
  disconnected(): void {
    this.#sent = null;
    this.#kept = undefined;
    this.#show();
  }

  /** The server says what it keeps. */
  meet(kept: KeptDraft | null | 'unreadable'): void {
    this.#sent = null;
    const mine = this.#mine.value;
    if (kept === 'unreadable') {
      // Only the learner may replace it: what is typed from now on is saved in its place.
      this.#kept = mine.from[0] ?? null;
      this.#show();
      return;
    }
    const version = kept?.version ?? null;
    const files = applyDraft(this.originals, kept, this.#fixed);
    const names = this.originals.map(({ name }) => name);
    this.#others = kept?.files.filter(({ name }) => !names.includes(name)) ?? [];
    const at = kept?.savedAt ?? null;
    this.#kept = version;
    const decision = meet(mine, { files, from: [version] });
    if (decision !== 'ask') this.questions.withdraw();
    switch (decision) {
      case 'same':
        this.#hold({ ...mine, from: [version], saved: true, at: at ?? mine.at });
        break;
      case 'take':
        this.#hold({ files, from: [version], saved: true, at: at ?? mine.at });
        this.replaced.value += 1;
        if (mine.from.length > 0)
          announce(kept ? messages.draft.taken : messages.draft.takenOriginal);
        break;
      case 'keep':
        this.#hold({ ...mine, from: [version] });
        this.saveNow();
        break;
      case 'ask':
        this.questions.askForServer({ where: 'server', version, files, at });
    }
    this.#settle();
    this.#show();
  }

  /** The learner's answer for one file: this page's text, or that of the question. */
  choose(name: string, which: 'mine' | 'other'): void {
    const other = this.questions.first.value?.files.find((file) => file.name === name);
    if (!other) return;
    batch(() => {
      if (which === 'other') {
        this.#change(this.files.value.map((file) => (file.name === name ? other : file)));
        this.replaced.value += 1;
      }
      this.questions.decide(name);
      this.#settle();
      this.#show();
    });
  }

  /** Text that was typed here would be lost with the page. */
  get atRisk(): boolean {
    return !this.#mine.value.saved && !this.#keptHere;
  }

  /** A question ends when no file is left to choose for. */
  #settle(): void {
    const question = this.questions.settled();
    if (!question) return;
    const mine = this.#mine.value;
    if (question.where === 'server') {
      const saved = sameFiles(mine.files, question.files);
      const at = (saved && question.at) || mine.at;
      this.#hold({ ...mine, from: [question.version], saved, at });
    } else if (this.#keptHere) question.drop();
    this.saveNow();
    this.#settle();
  }

  #findLeft(copy: Draft, drop: () => void): void {
    const files = applyDraft(this.originals, copy, this.#fixed);
    switch (adopt(this.#mine.value, { ...copy, files })) {
      case 'take':
        this.#hold({ ...copy, files });
        this.replaced.value += 1;
        if (this.#keptHere) drop();
        this.saveNow();
        return;
      case 'drop':
        drop();
        return;
      case 'ask':
        this.questions.askForBrowser({ where: 'browser', files, at: copy.at, drop });
        this.#settle();
        this.#show();
    }
  }

  #change(files: SourceFile[]): void {
    const [base = null, ...onItsWay] = this.#mine.value.from;
    const nothingToKeep =
      base === null && onItsWay.length === 0 && sameFiles(files, this.originals);
    this.#hold({ files, from: [base, ...onItsWay], saved: nothingToKeep, at: Date.now() });
  }

  #hold(mine: Draft): void {
    this.#mine.value = mine;
    const original = sameFiles(mine.files, this.originals) && mine.from.at(-1) === null;
    if (mine.saved && original) {
      this.#copies.forget();
      this.#keptHere = true;
    } else this.#keptHere = this.#copies.keep(mine);
  }

  #asksForServer(): boolean {
    return this.questions.first.value?.where === 'server';
  }

  #show(): void {
    this.state.value = this.#stateNow();
  }

  #stateNow(): SaveState {
    const { files, saved, at } = this.#mine.value;
    if (this.#asksForServer()) return { kind: 'asking' };
    if (saved)
      return sameFiles(files, this.originals) ? { kind: 'original' } : { kind: 'saved', at };
    if (this.#sent?.files === files) return { kind: 'saving' };
    if (!this.#keptHere) return { kind: 'failed' };
    return this.#timer !== 0 && this.#kept !== undefined ? { kind: 'unsaved' } : { kind: 'local' };
  }
}
