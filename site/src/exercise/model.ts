// What the page of an exercise shows beside a workspace, as signals: the Check, the attempts, the
// hints, the solution. Draws nothing.
import { batch, signal } from '@preact/signals';
import type { AttemptSummary, ShownResult, Standing } from '../../../runner/check-protocol.ts';
import type {
  ClientMessage,
  Diagnostic,
  ServerMessage,
  ShownReport,
  SourceFile,
} from '../../../runner/protocol.ts';
import { announce } from '../announce.ts';
import { messages } from '../messages.ts';
import type { PageData } from '../page-data.ts';

export type ExerciseFacts = NonNullable<PageData['exercise']>;

/** What the exercise asks of the workspace that it belongs to. */
export type ExerciseHost = {
  send(message: ClientMessage): boolean;
  /** Keeps the files and gives them for a Check, or null while there is no connection. */
  checkRequest(): Extract<ClientMessage, { type: 'check' }> | null;
  showChecks(): void;
  showSolution(): void;
  diagnose(diagnostics: readonly Diagnostic[]): void;
  /** Puts a text into the edited file. */
  putText(text: string): void;
};

export type ExerciseModel = ReturnType<typeof createExercise>;

export function createExercise(facts: ExerciseFacts, host: ExerciseHost) {
  const words = messages.exercise;
  /** A Check was asked for and has not ended. */
  const checking = signal(false);
  /** Results of the Check that goes on, or of the last one. */
  const results = signal<readonly ShownResult[]>([]);
  const report = signal<ShownReport | null>(null);
  /** What there is to say of the last Check beside its report. */
  const note = signal('');
  const standing = signal<Standing>('new');
  const attempts = signal<readonly AttemptSummary[]>([]);
  const hints = signal(0);
  const solution = signal<SourceFile | null>(null);
  /** An attempt of before that is being looked at. */
  const past = signal<{ number: number; source: string; report: ShownReport } | null>(null);

  function end(message: Extract<ServerMessage, { type: 'check-done' }>): void {
    checking.value = false;
    report.value = message.report;
    results.value = message.report.results;
    standing.value = message.standing;
    if (message.attempt) attempts.value = [...attempts.value, message.attempt];
    host.diagnose(message.report.diagnostics);
    announce(scoreText(message.report));
  }

  /** True when the message was meant for an exercise. */
  function receive(message: ServerMessage): boolean {
    switch (message.type) {
      case 'exercise':
        standing.value = message.standing;
        attempts.value = message.attempts;
        hints.value = Math.max(hints.value, message.hints);
        checking.value = message.checking !== null;
        note.value = '';
        if (message.checking || !report.value) results.value = message.checking ?? [];
        return true;
      case 'check-started':
        return true;
      case 'check-result':
        results.value = [...results.value, message.result];
        return true;
      case 'check-stopped':
        checking.value = false;
        results.value = [];
        note.value = words.stopped;
        announce(words.stopped);
        return true;
      case 'check-done':
        end(message);
        return true;
      case 'solution':
        solution.value = message.file;
        standing.value = message.standing;
        host.showSolution();
        return true;
      case 'attempt':
        past.value = { number: message.number, source: message.source, report: message.report };
        return true;
      default:
        return false;
    }
  }

  return {
    facts,
    checking,
    results,
    report,
    note,
    standing,
    attempts,
    hints,
    solution,
    past,
    receive,

    check(): void {
      if (checking.value) return;
      const request = host.checkRequest();
      if (!request || !host.send(request)) return;
      batch(() => {
        checking.value = true;
        results.value = [];
        report.value = null;
        note.value = '';
        past.value = null;
        host.diagnose([]);
        host.showChecks();
      });
      announce(words.begun);
    },
    /** The server refused what was asked; a Check that has not begun has ended. */
    refused(): void {
      if (checking.value && results.value.length === 0) checking.value = false;
    },
    disconnected(): void {
      if (!checking.value) return;
      checking.value = false;
      note.value = words.lost;
    },
    /** So many steps of the hints are open now. */
    openHints(steps: number): void {
      if (steps <= hints.value) return;
      hints.value = steps;
      host.send({ type: 'hint', step: steps });
    },
    askSolution(giveUp: boolean): void {
      if (solution.value) host.showSolution();
      else host.send({ type: 'solution', giveUp });
    },
    lookAt(number: number): void {
      host.send({ type: 'attempt', number });
    },
    putBack(): void {
      if (!past.value) return;
      host.putText(past.value.source);
      announce(words.putBackDone(past.value.number));
    },
  };
}

/** How a Check ended, in one line. */
export function scoreText({ outcome, awarded, points }: ShownReport): string {
  const words = messages.exercise;
  const told = outcome === 'passed' || outcome === 'failed';
  return told
    ? `${words.outcome[outcome]} ${words.score(awarded, points)}.`
    : words.outcome[outcome];
}
