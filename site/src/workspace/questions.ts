// Versions of the learner's files that have something this page's files lack: which to keep is the
// learner's to choose, one version after the other, file by file.
import { computed, type ReadonlySignal, signal } from '@preact/signals';
import type { SourceFile } from '../../../runner/protocol.ts';
import type { Version } from './draft.ts';

/** Another version of the files. */
export type Question = {
  files: readonly SourceFile[];
  /** When it was saved or written; null where the lesson's own files are back. */
  at: number | null;
} & (
  | { where: 'server'; version: Version }
  /** A closed page left it in this browser. */
  | { where: 'browser'; drop: () => void }
);

export class Questions {
  readonly first: ReadonlySignal<Question | null>;
  /** Names of the files the learner still has to choose for in the first question. */
  readonly undecided: ReadonlySignal<readonly string[]>;
  readonly #all = signal<readonly Question[]>([]);
  readonly #decided = signal<ReadonlySet<string>>(new Set());

  constructor(mine: ReadonlySignal<readonly SourceFile[]>) {
    this.first = computed(() => this.#all.value[0] ?? null);
    this.undecided = computed(() => {
      const names = this.first.value ? differing(mine.value, this.first.value.files) : [];
      return names.filter((name) => !this.#decided.value.has(name));
    });
  }

  /** The server keeps another version, which comes before what is left in the browser. */
  askForServer(question: Extract<Question, { where: 'server' }>): void {
    const before = this.first.value;
    // Asked again after a new connection: what was chosen holds.
    const same = before?.where === 'server' && before.version === question.version;
    this.withdraw();
    if (!same) this.#decided.value = new Set();
    this.#all.value = [question, ...this.#all.value];
  }

  /** The question of the server's version has no object any more. */
  withdraw(): void {
    this.#all.value = this.#all.value.filter(({ where }) => where !== 'server');
  }

  askForBrowser(question: Extract<Question, { where: 'browser' }>): void {
    this.#all.value = [...this.#all.value, question];
  }

  decide(name: string): void {
    this.#decided.value = new Set([...this.#decided.value, name]);
  }

  /** Ends the first question where nothing is left to choose, and returns it. */
  settled(): Question | null {
    const first = this.first.value;
    if (!first || this.undecided.value.length > 0) return null;
    this.#all.value = this.#all.value.slice(1);
    this.#decided.value = new Set();
    return first;
  }
}

/** Names of the files whose texts differ. */
export function differing(files: readonly SourceFile[], others: readonly SourceFile[]): string[] {
  return files
    .filter(({ name, text }) => others.find((other) => other.name === name)?.text !== text)
    .map(({ name }) => name);
}
