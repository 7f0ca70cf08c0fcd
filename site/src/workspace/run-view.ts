// The Run on the screen, as signals: its terminal, log, banner and status are always of one and the
// same Run, told by the server. Draws nothing.
import { batch, computed, signal } from '@preact/signals';
import type { EditionId } from '../../../runner/editions.ts';
import type { Outcome } from '../../../runner/outcome.ts';
import type {
  Diagnostic,
  GuestState,
  RunEvent,
  ServerMessage,
  SourceFile,
} from '../../../runner/protocol.ts';
import { messages } from '../messages.ts';
import { lineMap } from './line-diff.ts';

type Request = { edition: EditionId; files: readonly SourceFile[] };

/** What happens in a Run while the page looks on; not told of what it did before a reload. */
type RunWatcher = {
  diagnosed(diagnostics: readonly Diagnostic[]): void;
  ended(outcome: Outcome): void;
};

const longestLog = 2000;

export function createRunView(watcher: RunWatcher) {
  /** Null before the first Run. */
  const request = signal<Request | null>(null);
  /** What the learner asked for and the server has not begun. */
  const asked = signal<'run' | 'shell' | null>(null);
  const over = signal(true);
  const guest = signal<{ state: GuestState; detail: string }>({ state: 'none', detail: '' });
  const step = signal('');
  const outcome = signal<Outcome | null>(null);
  const diagnostics = signal<readonly Diagnostic[]>([]);
  const log = signal<readonly string[]>([]);
  const moduleLoaded = signal(false);
  /** The Check whose diagnostics stand in the place of the Run's, with the files it compiled. */
  const check = signal<{ files: readonly SourceFile[] } | null>(null);
  const running = computed(
    () => asked.value === 'run' || (!over.value && (request.value?.files.length ?? 0) > 0),
  );

  function clear(): void {
    check.value = null;
    step.value = '';
    outcome.value = null;
    diagnostics.value = [];
    log.value = [];
    moduleLoaded.value = false;
  }

  function apply(event: RunEvent): void {
    switch (event.type) {
      case 'building':
        step.value = messages.status.building;
        return;
      case 'built':
        diagnostics.value = event.diagnostics;
        step.value = messages.status.built(event.ms);
        return;
      case 'guest':
        guest.value = { state: event.state, detail: event.detail };
        if (event.state === 'none') over.value = true;
        return;
      case 'module-loaded':
        moduleLoaded.value = true;
        step.value = messages.status.loaded(event.module);
        return;
      case 'log':
        log.value = [...log.value, ...event.lines].slice(-longestLog);
        return;
      case 'outcome':
        outcome.value = event.outcome;
        over.value = true;
        step.value = '';
    }
  }

  function diagnose(list: readonly Diagnostic[], files: readonly SourceFile[]): void {
    outcome.value = null;
    diagnostics.value = list;
    check.value = { files };
  }

  return {
    request,
    running,
    guest,
    step,
    outcome,
    diagnostics,
    log,
    moduleLoaded,

    /** The learner asked for a Run or a shell: what stands there is of an older one. */
    ask(what: 'run' | 'shell'): void {
      batch(() => {
        clear();
        asked.value = what;
      });
    },
    /** It won't begin: the server refused it, or the connection is gone. */
    unask(): void {
      asked.value = null;
    },
    /** From here on the server tells of this Run. */
    begin(begun: Request): void {
      clear();
      request.value = begun;
      asked.value = null;
      over.value = false;
    },
    /** A page that comes back shows what the server knows of the Run, and nothing else. */
    restore(known: Extract<ServerMessage, { type: 'hello' }>['run']): void {
      const checked = check.value && { list: diagnostics.value, files: check.value.files };
      clear();
      asked.value = null;
      request.value = known;
      guest.value = { state: 'none', detail: '' };
      for (const event of known?.events ?? []) apply(event);
      over.value = known?.over ?? true;
      if (checked) diagnose(checked.list, checked.files);
    },
    receive(event: RunEvent): void {
      // Of the Run before the one that was asked for.
      if (asked.value !== null) return;
      apply(event);
      if (event.type === 'built') watcher.diagnosed(event.diagnostics);
      if (event.type === 'outcome') watcher.ended(event.outcome);
    },
    /** A Check compiles these files, or has: its diagnostics stand in the place of the Run's. */
    diagnose,
    /**
     * Where a line that a diagnostic or the outcome names is in the learner's files now; null where
     * it was changed since, or is not the learner's.
     */
    placeNow(files: readonly SourceFile[], name: string, line: number): number | null {
      const compiled = (check.value ?? request.value)?.files.find((file) => file.name === name);
      const now = files.find((file) => file.name === name);
      if (!compiled || !now) return null;
      return compiled.text === now.text
        ? line
        : (lineMap(compiled.text, now.text).get(line) ?? null);
    },
  };
}
