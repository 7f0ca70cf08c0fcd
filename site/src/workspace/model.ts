// Everything a workspace shows, as signals, and what changes it: the server's messages and the
// learner's commands. Draws nothing.
import { batch, computed, signal } from '@preact/signals';
import { defaultEdition, type EditionId, editionId } from '../../../runner/editions.ts';
import type { Outcome } from '../../../runner/outcome.ts';
import type {
  ClientMessage,
  Diagnostic,
  RunEvent,
  ServerMessage,
  SourceFile,
} from '../../../runner/protocol.ts';
import { announce } from '../announce.ts';
import { createExercise, type ExerciseFacts } from '../exercise/model.ts';
import { messages } from '../messages.ts';
import { keep, readKept } from '../storage.ts';
import { Connection, type ConnectionState } from './connection.ts';
import { sameFiles } from './draft.ts';
import { DraftKeeper } from './draft-keeper.ts';
import { outcomeDetail, outcomePlace, outcomeTitle } from './outcome-text.ts';
import { createRunView } from './run-view.ts';
import { TerminalFeed } from './terminal-feed.ts';

/** A place that the editor is asked to show; a new object each time, so that asking twice works. */
export type Shown = {
  file: string;
  first: number;
  last: number;
  /** `look` brings the lines into view, `go` also selects them and moves the focus there. */
  how: 'look' | 'go';
};

type Refusal = {
  message: string;
  repair: string;
  /** The type of the message that was refused, where that is known. */
  of: string | undefined;
};

export type EditionChoice = { id: EditionId; release: string };

export const logTab = 'log';
/** Of an exercise. */
export const checksTab = 'checks';
export const solutionTab = 'solution';

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
  const progress = signal<{ what: string; percent: number | null } | null>(null);
  const refusal = signal<Refusal | null>(null);
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
  const feed = new TerminalFeed((bytes) => line.send({ type: 'ack', bytes }));
  const line = new Connection(lesson, {
    state(state) {
      connection.value = state;
      if (state.kind === 'open') return;
      run.unask();
      typeWhenDone = null;
      if (state.kind !== 'connecting' && state.kind !== 'lost') {
        runWhenOpen = null;
        checkWhenOpen = false;
      }
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
  const run = createRunView({ diagnosed: showFirstError, ended: finish });
  const logNew = computed(() =>
    tab.value === logTab ? 0 : Math.max(0, run.log.value.length - logSeen.value),
  );
  /** What the editor marks: lines that are still as the compiler or the kernel saw them. */
  const marks = computed(() =>
    [...run.diagnostics.value, ...crashMark(run.outcome.value)].flatMap((diagnostic) => {
      const now = diagnostic.line > 0 ? placeNow(diagnostic.file, diagnostic.line) : null;
      return now === null ? [] : [{ ...diagnostic, line: now }];
    }),
  );

  const exercise = exerciseFacts
    ? createExercise(exerciseFacts, {
        send: (message) => line.send(message),
        checkRequest,
        showChecks: () => openTab(checksTab),
        showSolution: () => openTab(solutionTab),
        diagnose(list) {
          run.diagnose(list, checked);
          showFirstError(list);
        },
        putText(text) {
          const edited = originals.find(({ name }) => !fixed.has(name));
          if (edited) put(edited.name, text);
        },
      })
    : null;

  /** What waits for the connection, or for the end of the Run. */
  let checkWhenOpen = false;
  let runWhenOpen: { variant: string | null; then: string | null } | null = null;
  let typeWhenDone: string | null = null;
  /** What the last Check was asked to check. */
  let checked: readonly SourceFile[] = [];
  let size: { columns: number; rows: number } | null = null;
  let watchTerminal: (bytes: Uint8Array) => void = () => {};

  function receive(message: ServerMessage): void {
    switch (message.type) {
      case 'hello':
        editions.value = message.editions;
        if (!message.editions.some(({ id }) => id === edition.value))
          edition.value = defaultEdition;
        accelerator.value = message.accelerator;
        run.restore(message.run);
        logSeen.value = tab.value === logTab ? run.log.value.length : logSeen.value;
        feed.restart();
        if (size) line.send({ type: 'resize', ...size });
        keeper.meet(message.draft);
        if (runWhenOpen) startRun(runWhenOpen.variant, runWhenOpen.then);
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
        keeper.saved(message.version, message.savedAt);
        if (refusal.value?.of === 'save') refusal.value = null;
        return;
      case 'kept':
        keeper.meet(message.draft);
        return;
      case 'begun':
        run.begin(message);
        logSeen.value = 0;
        return;
      case 'taken-over':
        return;
      case 'refused':
        refuse(message);
        return;
      case 'slowed':
        refusal.value = { message: message.message, repair: message.repair, of: undefined };
        return;
      case 'progress':
        progress.value =
          message.what === null ? null : { what: message.what, percent: message.percent };
        return;
      case 'run':
        receiveRun(message.event);
        return;
      case 'exercise':
        exercise?.receive(message);
        if (checkWhenOpen) exercise?.check();
        return;
      default:
        exercise?.receive(message);
    }
  }

  function refuse({ message, repair, of }: Extract<ServerMessage, { type: 'refused' }>): void {
    // A message that could not be read at all was most likely the largest of them.
    const save = of === 'save' || of === 'discard' || (of === undefined && keeper.sending);
    const told = save ? keeper.refused() : true;
    if (told) refusal.value = { message, repair, of: save ? 'save' : of };
    if (save) return;
    if (of === 'run' || of === 'shell' || of === undefined) run.unask();
    if (of === 'check' || of === undefined) exercise?.refused();
  }

  function checkRequest(): Extract<ClientMessage, { type: 'check' }> | null {
    refusal.value = null;
    if (connection.value.kind !== 'open') {
      checkWhenOpen = true;
      void line.open();
      return null;
    }
    checkWhenOpen = false;
    keeper.flush();
    checked = keeper.files.value;
    return { type: 'check', edition: edition.value, files: [...checked] };
  }

  function openTab(name: string): void {
    tab.value = name;
    if (name === logTab) logSeen.value = run.log.value.length;
  }

  function put(file: string, text: string): void {
    keeper.put(file, text);
    tab.value = file;
  }

  function receiveRun(event: RunEvent): void {
    if (event.type === 'guest' || event.type === 'outcome') progress.value = null;
    run.receive(event);
    if (tab.value === logTab) logSeen.value = run.log.value.length;
  }

  function showFirstError(list: readonly Diagnostic[]): void {
    const first = list.find(({ severity, line }) => severity === 'error' && line > 0);
    if (first) look(first.file, first.line);
  }

  /** Brings a line that the compiler or the kernel named into view, where it still is. */
  function look(file: string, line: number): void {
    const now = placeNow(file, line);
    if (now !== null) show(file, now, now, 'look');
  }

  function placeNow(file: string, line: number): number | null {
    return run.placeNow(keeper.files.value, file, line);
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
    const title = outcomeTitle(result, run.request.value?.files ?? []);
    if (title) announce(title);
    const command = typeWhenDone;
    typeWhenDone = null;
    if (command && run.moduleLoaded.value) type(command);
    const place = outcomePlace(result);
    if (place) look(place.file, place.line);
  }

  /** @param then a command that is typed when the Run has loaded its module */
  function startRun(variant: string | null, then: string | null = null): void {
    refusal.value = null;
    typeWhenDone = then;
    if (connection.value.kind !== 'open') {
      runWhenOpen = { variant, then };
      void line.open();
      return;
    }
    runWhenOpen = null;
    keeper.flush();
    const files = (variant === null ? undefined : variants[variant]) ?? keeper.files.value;
    if (line.send({ type: 'run', edition: edition.value, files: [...files] })) run.ask('run');
  }

  /** A program or the shell reads what is typed, or will when it has started. */
  const takesKeys = (): boolean =>
    connection.value.kind === 'open' && ['running', 'ready'].includes(run.guest.value.state);

  function type(command: string): void {
    line.send({ type: 'input', data: `${command}\r` });
  }

  /**
   * Types a command of the text into the terminal. Where the guest is missing, or runs other files
   * than the transcript's, those files are run first.
   */
  function runCommand(command: string, variant: string | null): void {
    if (run.running.value) {
      announce(messages.terminal.busy);
      return;
    }
    if (takesKeys() && run.moduleLoaded.value && variant === variantInGuest()) {
      type(reloading(command));
      return;
    }
    announce(messages.terminal.needsGuest);
    // Run itself loads the module and runs the client.
    startRun(variant, /^(insmod \S+\.ko|node \S+\.ts)$/.test(command) ? null : command);
  }

  /** Which files the guest was started with: null for the learner's own. */
  function variantInGuest(): string | null {
    const files = run.request.value?.files ?? [];
    return Object.keys(variants).find((name) => sameFiles(variants[name] ?? [], files)) ?? null;
  }

  return {
    lesson,
    connection,
    guest: run.guest,
    running: run.running,
    step: run.step,
    progress,
    refusal,
    outcome: run.outcome,
    request: run.request,
    diagnostics: run.diagnostics,
    log: run.log,
    placeNow,
    marks,
    logNew,
    editions,
    edition,
    accelerator,
    tab,
    shown,
    drawn,
    focusTerminal,
    keeper,
    exercise,
    /** Files that the learner reads and does not change. */
    fixed,
    /** Whether a tab is one of the files. */
    isFile: (name: string) => originals.some((file) => file.name === name),
    feed,
    connect: () => void line.open(),
    run: () => startRun(null),
    runCommand,
    stop() {
      typeWhenDone = null;
      line.send({ type: 'stop' });
    },
    shell() {
      refusal.value = null;
      typeWhenDone = null;
      if (line.send({ type: 'shell', edition: edition.value })) run.ask('shell');
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
      put(file, original.text);
      announce(messages.workspace.restored(file));
    },
  };
}

/** The line at which a Run failed, as the editor marks it. */
function crashMark(outcome: Outcome | null): Diagnostic[] {
  const place = outcome && outcomePlace(outcome);
  if (!place) return [];
  const { file, line, column = 0 } = place;
  return [{ file, line, column, severity: 'error', message: outcomeDetail(outcome), caret: '' }];
}

/** Run has loaded the module already: loading it by hand takes it out first. */
function reloading(command: string): string {
  const module = /^insmod (\w+)\.ko$/.exec(command)?.[1];
  return module ? `rmmod ${module} 2>/dev/null; ${command}` : command;
}
