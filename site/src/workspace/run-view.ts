// The Run on the screen, as signals: its terminal, log, banner and status are always of one and the
// same Run, told by the server. Draws nothing.
import { computed, signal } from '@preact/signals';
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
import { hasClient } from './outcome-text.ts';

type Request = { edition: EditionId; files: readonly SourceFile[] };

/** What happens in a Run while the page looks on; not told of what it did before a reload. */
type RunWatcher = {
  diagnosed(diagnostics: readonly Diagnostic[]): void;
  ended(outcome: Outcome): void;
};

const longestLog = 2000;

/** What the server has told of the Run that its terminal shows. */
type RunState = {
  /** Null before the first Run. */
  request: Request | null;
  over: boolean;
  guest: { state: GuestState; detail: string };
  step: string;
  outcome: Outcome | null;
  diagnostics: readonly Diagnostic[];
  /** The files that a Check has compiled, where its diagnostics are shown and not the Run's. */
  checked: readonly SourceFile[] | null;
  log: readonly string[];
  moduleLoaded: boolean;
};

const fresh = {
  ...{ step: '', outcome: null, diagnostics: [], checked: null, log: [], moduleLoaded: false },
} satisfies Partial<RunState>;

const none: RunState = {
  ...fresh,
  ...{ request: null, over: true, guest: { state: 'none', detail: '' } },
};

export function createRunView(watcher: RunWatcher) {
  const state = signal(none);
  /** What the learner asked for and the server has not begun: until then the screen is blank. */
  const asked = signal<'run' | 'shell' | null>(null);
  const shown = computed(() => (asked.value === null ? state.value : { ...state.value, ...fresh }));
  const running = computed(() => asked.value === 'run' || isRunning(state.value));
  const linesNow = rememberingLineMap();

  return {
    request: computed(() => state.value.request),
    running,
    guest: computed(() => state.value.guest),
    step: computed(() => shown.value.step),
    outcome: computed(() => shown.value.outcome),
    diagnostics: computed(() => shown.value.diagnostics),
    log: computed(() => shown.value.log),
    moduleLoaded: computed(() => shown.value.moduleLoaded),

    /** The learner asked for a Run or a shell: what there is to show is of an older one. */
    ask(what: 'run' | 'shell'): void {
      asked.value = what;
    },
    /** It won't begin: the server refused it, or the connection is gone. */
    unask(): void {
      asked.value = null;
    },
    /** From here on the server tells of this Run. */
    begin({ edition, files }: Request): void {
      state.value = { ...state.value, ...fresh, request: { edition, files }, over: false };
      asked.value = null;
    },
    /** A page that comes back shows what the server knows of the Run, and nothing else. */
    restore(known: Extract<ServerMessage, { type: 'hello' }>['run']): void {
      const { checked, diagnostics } = state.value;
      const begun: RunState = { ...none, request: known, over: false };
      const told = known ? known.events.reduce(after, begun) : none;
      const over = known?.over ?? true;
      // A Check is of no Run.
      const kept = checked && { checked, diagnostics, outcome: null };
      state.value = { ...told, over, ...kept };
      asked.value = null;
    },
    receive(event: RunEvent): void {
      state.value = after(state.value, event);
      // Of the Run before the one that was asked for.
      if (asked.value !== null) return;
      if (event.type === 'built') watcher.diagnosed(event.diagnostics);
      if (event.type === 'outcome') watcher.ended(event.outcome);
    },
    /** A Check compiles these files, or has: its diagnostics stand in the place of the Run's. */
    diagnose(diagnostics: readonly Diagnostic[], checked: readonly SourceFile[]): void {
      state.value = { ...state.value, outcome: null, diagnostics, checked };
    },
    /**
     * Where a line that a diagnostic or the outcome names is in the learner's files now; null where
     * it was changed since, or is not the learner's.
     */
    placeNow(files: readonly SourceFile[], name: string, line: number): number | null {
      const { checked, request } = state.value;
      const compiled = (checked ?? request?.files)?.find((file) => file.name === name);
      const now = files.find((file) => file.name === name);
      if (!compiled || !now) return null;
      if (compiled.text === now.text) return line;
      return linesNow(compiled.text, now.text).get(line) ?? null;
    },
  };
}

/** A shell only never runs; it is there or not. */
const isRunning = ({ over, request }: RunState): boolean =>
  !over && request !== null && request.files.length > 0;

function after(state: RunState, event: RunEvent): RunState {
  switch (event.type) {
    case 'building':
      return { ...state, step: messages.status.building };
    case 'built':
      return {
        ...state,
        ...{ diagnostics: event.diagnostics, checked: null },
        step: messages.status.built(event.ms),
      };
    case 'guest': {
      const { state: guest, detail } = event;
      const over = state.over || guest === 'none';
      return { ...state, guest: { state: guest, detail }, over };
    }
    case 'module-loaded': {
      const step = messages.status.loaded(event.module, hasClient(state.request?.files ?? []));
      return { ...state, moduleLoaded: true, step };
    }
    case 'log':
      return { ...state, log: [...state.log, ...event.lines].slice(-longestLog) };
    case 'outcome':
      return { ...state, outcome: event.outcome, over: true, step: '' };
    case 'client-exit':
      return state;
  }
}

/** `lineMap` that remembers its last answer: a list of messages asks for one file again and again. */
function rememberingLineMap(): typeof lineMap {
  let last: { before: string; after: string; map: ReturnType<typeof lineMap> } | null = null;
  return (before, after) => {
    if (last?.before !== before || last.after !== after)
      last = { before, after, map: lineMap(before, after) };
    return last.map;
  };
}
