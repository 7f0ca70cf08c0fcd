// Everything a workspace shows, as signals, and what changes it: the server's messages and the
// learner's commands. Draws nothing.
import { batch, computed, signal } from '@preact/signals';
import { defaultEdition, type EditionId, editionId } from '../../../runner/editions.ts';
import type { Outcome } from '../../../runner/outcome.ts';
import type {
  ClientMessage,
  Diagnostic,
  GuestState,
  RunEvent,
  ServerMessage,
  SourceFile,
} from '../../../runner/protocol.ts';
import { announce } from '../announce.ts';
import { createExercise, type ExerciseFacts } from '../exercise/model.ts';
import { messages } from '../messages.ts';
import { keep, readKept } from '../storage.ts';
import { Connection, type ConnectionState } from './connection.ts';
import { DraftKeeper } from './draft-keeper.ts';
import { outcomePlace, outcomeTitle } from './outcome-text.ts';
import { TerminalFeed } from './terminal-feed.ts';

/** A place that the editor is asked to show; a new object each time, so that asking twice works. */
export type Shown = {
  file: string;
  first: number;
  last: number;
  /** `look` brings the lines into view, `go` also selects them and moves the focus there. */
  how: 'look' | 'go';
};

export type EditionChoice = { id: EditionId; release: string };

export const logTab = 'log';
/** Of an exercise. */
export const checksTab = 'checks';
export const solutionTab = 'solution';
const longestLog = 2000;

export type Workspace = ReturnType<typeof createWorkspace>;

/**
 * @param variants other files that a transcript of the text is run with, by the transcript's name
 */
export function createWorkspace(
  lesson: string,
  originals: readonly SourceFile[],
  variants: Readonly<Record<string, readonly SourceFile[]>>,
  exerciseFacts: ExerciseFacts | null = null,
) {
  const fixed: ReadonlySet<string> = new Set(exerciseFacts?.fixed ?? []);
  const connection = signal<ConnectionState>({ kind: 'connecting' });
  const guest = signal<{ state: GuestState; detail: string }>({ state: 'none', detail: '' });
  const running = signal(false);
  const step = signal('');
  const progress = signal<{ what: string; percent: number | null } | null>(null);
  const refusal = signal<{ message: string; repair: string } | null>(null);
  const outcome = signal<Outcome | null>(null);
  const clientExit = signal<{ code: number | null; signal: string | null } | null>(null);
  const diagnostics = signal<readonly Diagnostic[]>([]);
  const log = signal<readonly string[]>([]);
  const logSeen = signal(0);
  const editions = signal<readonly EditionChoice[]>([{ id: defaultEdition, release: '' }]);
  const edition = signal<EditionId>(readKept('edition', editionId) ?? defaultEdition);
  const accelerator = signal<'kvm' | 'tcg' | null>(null);
  const tab = signal(originals[0]?.name ?? logTab);
  const shown = signal<Shown | null>(null);
  /** The terminal has shown something since the page was loaded. */
  const drawn = signal(false);
  /** Set by the terminal's pane. */
  const focusTerminal = signal<() => void>(() => {});
  /** Counts up when the editor's texts were replaced from outside. */
  const replaced = signal(0);

  const feed = new TerminalFeed((bytes) => line.send({ type: 'ack', bytes }));
  const line = new Connection(lesson, {
    state(state) {
      connection.value = state;
      if (state.kind === 'open') return;
      running.value = false;
      progress.value = null;
      keeper.disconnected();
      exercise?.disconnected();
    },
    message: (message) => batch(() => receive(message)),
    bytes(bytes) {
      drawn.value = true;
      watchTerminal(bytes);
      feed.write(bytes);
    },
  });
  const keeper = new DraftKeeper(lesson, originals, (message) => line.send(message), fixed);
  const logNew = computed(() => (tab.value === logTab ? 0 : log.value.length - logSeen.value));

  const exercise = exerciseFacts
    ? createExercise(exerciseFacts, {
        send: (message) => line.send(message),
        checkRequest,
        showChecks: () => openTab(checksTab),
        showSolution: () => openTab(solutionTab),
        diagnose(list) {
          outcome.value = null;
          diagnostics.value = list;
          showFirstError(list);
        },
        putText(text) {
          const edited = originals.find(({ name }) => !fixed.has(name));
          if (edited) putText(edited.name, text);
        },
      })
    : null;

  /** What waits for the connection, or for the end of the Run. */
  let runWhenOpen = false;
  let typeWhenDone: string | null = null;
  /** Which files the present guest was started with: null for the learner's own. */
  let variantInGuest: string | null = null;
  let moduleInGuest = false;
  /** The Run that was asked for has begun. */
  let building = false;
  let size: { columns: number; rows: number } | null = null;
  let watchTerminal: (bytes: Uint8Array) => void = () => {};

  function receive(message: ServerMessage): void {
    switch (message.type) {
      case 'hello':
        editions.value = message.editions;
        if (!message.editions.some(({ id }) => id === edition.value))
          edition.value = defaultEdition;
        accelerator.value = message.accelerator;
        guest.value = { state: message.guest, detail: '' };
        log.value = message.log;
        logSeen.value = Math.min(logSeen.value, message.log.length);
        outcome.value = message.outcome;
        moduleInGuest = message.outcome !== null && wasLoaded(message.outcome);
        feed.restart();
        if (size) line.send({ type: 'resize', ...size });
        if (keeper.meet(message.draft)) replaced.value += 1;
        if (runWhenOpen) run(variantInGuest);
        return;
      case 'host':
        editions.value = message.editions;
        accelerator.value = message.accelerator;
        progress.value = null;
        return;
      case 'terminal-reset':
        feed.reset();
        return;
      case 'saved':
        keeper.saved(message.savedAt);
        return;
      case 'taken-over':
        return;
      case 'refused':
        refusal.value = { message: message.message, repair: message.repair };
        exercise?.refused();
        // Where it names nothing it answers the last thing asked.
        if (keeper.state.value.kind === 'saving' && (message.of ?? 'save') === 'save')
          keeper.disconnected();
        else if (!building) running.value = false;
        return;
      case 'slowed':
        refusal.value = { message: message.message, repair: message.repair };
        return;
      case 'progress':
        progress.value = { what: message.what, percent: message.percent };
        return;
      case 'run':
        receiveRun(message.event);
        return;
      default:
        exercise?.receive(message);
    }
  }

  function checkRequest(): Extract<ClientMessage, { type: 'check' }> | null {
    refusal.value = null;
    if (connection.value.kind !== 'open') {
      void line.open();
      return null;
    }
    keeper.flush();
    return { type: 'check', edition: edition.value, files: [...keeper.files.value] };
  }

  function openTab(name: string): void {
    tab.value = name;
    if (name === logTab) logSeen.value = log.value.length;
  }

  function putText(file: string, text: string): void {
    keeper.edit(file, text);
    replaced.value += 1;
    tab.value = file;
  }

  function receiveRun(event: RunEvent): void {
    switch (event.type) {
      case 'building':
        running.value = true;
        building = true;
        step.value = messages.status.building;
        log.value = [];
        logSeen.value = 0;
        return;
      case 'built':
        diagnostics.value = event.diagnostics;
        step.value = messages.status.built(event.ms);
        showFirstError(event.diagnostics);
        return;
      case 'guest':
        if (event.state === 'none') running.value = false;
        guest.value = { state: event.state, detail: event.detail };
        progress.value = null;
        return;
      case 'module-loaded':
        moduleInGuest = true;
        step.value = messages.status.loaded(event.module);
        return;
      case 'log':
        log.value = [...log.value, ...event.lines].slice(-longestLog);
        if (tab.value === logTab) logSeen.value = log.value.length;
        return;
      case 'client-exit':
        clientExit.value = { code: event.code, signal: event.signal };
        return;
      case 'outcome':
        finish(event.outcome);
    }
  }

  function showFirstError(list: readonly Diagnostic[]): void {
    const first = list.find(({ severity, line }) => severity === 'error' && line > 0);
    if (first) show(first.file, first.line, first.line, 'look');
  }

  function show(file: string, first: number, last = first, how: Shown['how'] = 'go'): boolean {
    if (!originals.some(({ name }) => name === file)) return false;
    batch(() => {
      tab.value = file;
      shown.value = { file, first, last, how };
    });
    return true;
  }

  function finish(result: Outcome): void {
    outcome.value = result;
    running.value = false;
    progress.value = null;
    step.value = '';
    announce(outcomeTitle(result));
    const command = typeWhenDone;
    typeWhenDone = null;
    if (command && moduleInGuest) type(command);
    const place = outcomePlace(result);
    if (place) show(place.file, place.line, place.line, 'look');
  }

  function run(variant: string | null = null): void {
    refusal.value = null;
    variantInGuest = variant;
    moduleInGuest = false;
    building = false;
    if (connection.value.kind !== 'open') {
      runWhenOpen = true;
      void line.open();
      return;
    }
    runWhenOpen = false;
    keeper.flush();
    outcome.value = null;
    clientExit.value = null;
    diagnostics.value = [];
    const files = (variant === null ? undefined : variants[variant]) ?? keeper.files.value;
    running.value = line.send({ type: 'run', edition: edition.value, files: [...files] });
    step.value = '';
  }

  /** A program or the shell reads what is typed, or will when it has started. */
  const takesKeys = (): boolean =>
    connection.value.kind === 'open' && ['running', 'ready'].includes(guest.value.state);

  function type(command: string): void {
    line.send({ type: 'input', data: `${command}\r` });
  }

  /**
   * Types a command of the text into the terminal. Where the guest is missing, or runs other files
   * than the transcript's, those files are run first.
   */
  function runCommand(command: string, variant: string | null): void {
    if (running.value) {
      announce(messages.terminal.busy);
      return;
    }
    if (takesKeys() && moduleInGuest && variant === variantInGuest) {
      type(reloading(command));
      return;
    }
    announce(messages.terminal.needsGuest);
    // Run itself loads the module and runs the client.
    typeWhenDone = /^(insmod \S+\.ko|node \S+\.ts)$/.test(command) ? null : command;
    run(variant);
  }

  return {
    lesson,
    connection,
    guest,
    running,
    step,
    progress,
    refusal,
    outcome,
    clientExit,
    diagnostics,
    log,
    logNew,
    editions,
    edition,
    accelerator,
    tab,
    shown,
    drawn,
    focusTerminal,
    replaced,
    keeper,
    exercise,
    /** Files that the learner reads and does not change. */
    fixed,
    /** Whether a tab is one of the files. */
    isFile: (name: string) => originals.some((file) => file.name === name),
    feed,
    connect: () => void line.open(),
    run: () => run(),
    runCommand,
    stop: () => line.send({ type: 'stop' }),
    shell() {
      moduleInGuest = false;
      refusal.value = null;
      outcome.value = null;
      clientExit.value = null;
      line.send({ type: 'shell', edition: edition.value });
    },
    input: (data: string) => {
      if (takesKeys()) line.send({ type: 'input', data });
    },
    resize(columns: number, rows: number) {
      size = { columns, rows };
      line.send({ type: 'resize', columns, rows });
    },
    chooseEdition(id: EditionId) {
      edition.value = id;
      keep('edition', id);
    },
    openTab,
    /** Calls `see` with the terminal's bytes as they come, before they are drawn. */
    watchTerminal(see: (bytes: Uint8Array) => void) {
      watchTerminal = see;
    },
    /** Shows lines of a file in the editor; false when the lesson has no such file. */
    show,
    restore(file: string) {
      const original = originals.find(({ name }) => name === file);
      if (!original) return;
      putText(file, original.text);
      announce(messages.workspace.restored(file));
    },
  };
}

/** Whether a Run that ended so had got its module into the kernel. */
const wasLoaded = (outcome: Outcome): boolean =>
  outcome.kind === 'passed' ||
  ((outcome.kind === 'failed' || outcome.kind === 'timed-out') && outcome.stage !== 'load');

/** Run has loaded the module already: loading it by hand takes it out first. */
function reloading(command: string): string {
  const module = /^insmod (\w+)\.ko$/.exec(command)?.[1];
  return module ? `rmmod ${module} 2>/dev/null; ${command}` : command;
}
