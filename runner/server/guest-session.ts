// The one guest of a workspace: starts, replaces and stops its Run, and keeps what a page that
// comes back wants to see. A Run's events count only until the next one was asked for.
import { workspace as limits } from '../config.ts';
import { runnerError } from '../faults.ts';
import type { Outcome } from '../outcome.ts';
import type { GuestState, RunEvent, ServerMessage } from '../protocol.ts';
import type { Run, RunHost, RunListener, RunRequest } from '../run.ts';
import { terminalFilter } from '../terminal-filter.ts';
import { type LogTail, logTail } from './log-tail.ts';
import { newestOnly } from './newest-only.ts';
import { type Patience, patience } from './patience.ts';
import { type Scrollback, scrollback } from './scrollback.ts';

/** Who sees the guest: the page of the workspace, or nobody. */
export type Audience = {
  tell(message: ServerMessage): void;
  terminal(bytes: Uint8Array): void;
};

export type SessionParts = {
  /** The host that guests run on; may take minutes at the very first start. */
  host(): Promise<RunHost>;
  startRun(host: RunHost, request: RunRequest, listener: RunListener): Run;
};

type Size = { columns: number; rows: number };

export class GuestSession {
  readonly #parts: SessionParts;
  readonly #audience: Audience;
  /** Counts what was asked for; whatever belongs to an older number is not heard any more. */
  #turn = 0;
  #run: Run | null = null;
  #ending: Promise<void> = Promise.resolve();
  #guest: { state: GuestState; detail: string } = { state: 'none', detail: '' };
  /** What was asked for last; a page that comes back is shown this Run and no other. */
  #request: RunRequest | null = null;
  /** What was told of the Run beside its log, its guest's state and its outcome. */
  #told: RunEvent[] = [];
  #outcome: Outcome | null = null;
  readonly #log: LogTail = logTail(limits.logLines, limits.logBytes);
  readonly #scrollback: Scrollback = scrollback(limits.scrollbackBytes);
  #size: Size | null = null;
  /** A window that is dragged sends many sizes, and each costs the guest a request. */
  readonly #passSize = newestOnly<Size>(
    ({ columns, rows }) => this.#run?.terminal.resize(columns, rows),
    limits.resizeMs,
  );
  #watched: boolean = false;
  #congested: boolean = false;
  #paused: boolean = false;
  /** The Run was let go, by itself or by Stop; its guest's state is told no more. */
  #over: boolean = false;
  readonly #patience: Patience = patience({
    warn: (detail) => this.#setGuest(this.#guest.state, detail),
    unwarn: () => this.#setGuest(this.#guest.state, ''),
    giveUp: (detail) => void this.stop('dead', detail),
  });

  constructor(parts: SessionParts, audience: Audience) {
    this.#parts = parts;
    this.#audience = audience;
  }

  /** The Run as `hello` tells it to a page that comes back: with the events that led to its state. */
  snapshot(): Extract<ServerMessage, { type: 'hello' }>['run'] {
    if (this.#request === null) return null;
    const { edition, files } = this.#request;
    const outcome: RunEvent[] =
      this.#outcome === null ? [] : [{ type: 'outcome', outcome: this.#outcome }];
    const events: RunEvent[] = [
      ...this.#told,
      { type: 'log', lines: this.#log.lines() },
      { type: 'guest', ...this.#guest },
      ...outcome,
    ];
    return { edition, files, over: this.#over || this.#outcome !== null, events };
  }

  /** Shows a page that comes back what its terminal showed. */
  replay(): void {
    if (this.#request === null) return;
    this.#audience.tell({ type: 'terminal-reset' });
    const kept = this.#scrollback.bytes();
    if (kept.length > 0) this.#audience.terminal(kept);
  }

  /** A new Run in place of the one before, which is stopped first. */
  start(request: RunRequest): void {
    const turn = this.#newTurn();
    this.#over = false;
    this.#request = request;
    this.#told = [];
    this.#outcome = null;
    this.#log.clear();
    this.#scrollback.clear();
    this.#audience.tell({ type: 'begun', edition: request.edition, files: request.files });
    this.#audience.tell({ type: 'terminal-reset' });
    this.#setGuest('queued', 'waiting for a guest');
    this.#patience.key();
    this.#begin(turn, request).catch((fault: unknown) => this.#fault(turn, fault));
  }

  /**
   * Stops the guest, if there is one, and says so.
   * @returns when everything of it is gone
   */
  stop(state: 'none' | 'dead', detail: string): Promise<void> {
    if (this.#guest.state !== 'none' && this.#guest.state !== 'dead') this.#setGuest(state, detail);
    this.#newTurn();
    return this.#ending;
  }

  /** Keys and pastes; without a guest they go nowhere, as the state that the page shows says. */
  write(data: string): void {
    if (this.#run === null) return;
    this.#patience.key();
    this.#run.terminal.write(data);
  }

  /** Kept for the guests to come as well. */
  resize(size: Size): void {
    this.#size = size;
    this.#passSize(size);
  }

  /** The page has not drawn yet what was sent: the terminal waits. */
  congested(yes: boolean): void {
    this.#congested = yes;
    this.#pauseOrResume();
  }

  /** A page came or went; a guest that nobody looks at goes on for a while only. */
  watched(yes: boolean): void {
    this.#watched = yes;
    this.#patience.watched(yes);
    this.#pauseOrResume();
  }

  #newTurn(): number {
    this.#turn += 1;
    this.#release();
    return this.#turn;
  }

  /** Lets the Run go; the next one begins when it has gone. */
  #release(): void {
    const run = this.#run;
    this.#run = null;
    this.#paused = false;
    this.#over = true;
    this.#patience.end();
    if (run === null) return;
    this.#ending = this.#ending
      .then(() => run.stop())
      .catch((fault: unknown) => console.error('A guest could not be stopped:', fault));
  }

  async #begin(turn: number, request: RunRequest): Promise<void> {
    await this.#ending;
    const host = await this.#parts.host();
    if (turn !== this.#turn) return;
    const filter = terminalFilter();
    const run = this.#parts.startRun(host, request, {
      event: (event) => this.#guarded(turn, () => this.#event(event)),
      terminal: (bytes) => this.#guarded(turn, () => this.#terminal(filter(bytes))),
    });
    this.#run = run;
    if (this.#size !== null) run.terminal.resize(this.#size.columns, this.#size.rows);
    this.#pauseOrResume();
    this.#releaseDead();
    const outcome = await run.outcome;
    this.#guarded(turn, () => this.#finish(outcome));
  }

  /** Nothing of an older Run is heard, and what goes wrong here is our fault and no one else's. */
  #guarded(turn: number, work: () => void): void {
    if (turn !== this.#turn) return;
    try {
      work();
    } catch (fault) {
      this.#fault(turn, fault);
    }
  }

  #event(event: RunEvent): void {
    switch (event.type) {
      case 'outcome':
        this.#finish(event.outcome);
        return;
      case 'guest':
        if (!this.#over) this.#setGuest(event.state, event.detail);
        return;
      case 'log':
        this.#log.add(event.lines);
        break;
      default:
        this.#told.push(event);
    }
    this.#audience.tell({ type: 'run', event });
  }

  #terminal(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.#scrollback.add(bytes);
    this.#audience.terminal(bytes);
  }

  #setGuest(state: GuestState, detail: string): void {
    this.#guest = { state, detail };
    this.#audience.tell({ type: 'run', event: { type: 'guest', state, detail } });
    this.#releaseDead();
  }

  /** The outcome comes as an event and as a promise; it is told once. */
  #finish(outcome: Outcome): void {
    if (this.#outcome !== null) return;
    this.#outcome = outcome;
    this.#audience.tell({ type: 'run', event: { type: 'outcome', outcome } });
    this.#pauseOrResume();
    this.#releaseDead();
  }

  /** A guest that died by itself is put away as soon as the Run has judged it. */
  #releaseDead(): void {
    if (this.#guest.state === 'dead' && this.#outcome !== null) this.#release();
  }

  #fault(turn: number, fault: unknown): void {
    if (turn !== this.#turn) return;
    console.error('A Run failed by a fault of the runner:', fault);
    this.#release();
    try {
      this.#finish(runnerError(fault));
      this.#setGuest('none', 'the runner failed');
    } catch (again) {
      console.error('The page could not be told of it:', again);
    }
  }

  /** Without a page a Run may go on to its outcome; a flood that nobody sees may not go on after. */
  #pauseOrResume(): void {
    if (this.#run === null) return;
    const pause = this.#congested || (!this.#watched && this.#outcome !== null);
    if (pause === this.#paused) return;
    this.#paused = pause;
    if (pause) this.#run.terminal.pause();
    else this.#run.terminal.resume();
  }
}
