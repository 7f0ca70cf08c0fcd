// A Run: the learner's files in; module built, guest cloned, module loaded, client run; events out,
// and one outcome. Then the learner is left in the guest with a shell, until `stop`.

import { type BuildResult, type BuiltModule, buildModule } from './build/index.ts';
import { logComplaints } from './check/log-complaints.ts';
import { run as defaultLimits } from './config.ts';
import type { EditionId } from './editions.ts';
import { runnerError } from './faults.ts';
import { type Guest, GuestDied } from './guest/guest.ts';
import { HeldKeys } from './held-keys.ts';
import type { Outcome } from './outcome.ts';
import { patient } from './patient.ts';
import type { GuestState, RunEvent, SourceFile } from './protocol.ts';
import { complaintFailure } from './run-complaints.ts';
import { explainCrash, stackPlaces } from './run-crash.ts';
import type { RunStep, StepFailure } from './run-entry.ts';
import type { OpenEdition, RunHost } from './run-host.ts';
import { enter, outcomeOf, putSources, stepsOf } from './run-steps.ts';

export type { RunStep } from './run-entry.ts';
export { openRunHost, type RunHost } from './run-host.ts';

export type RunLimits = { [Name in keyof typeof defaultLimits]: number };

export type RunRequest = {
  edition: EditionId;
  /** .c and .h files make the module, a .ts file is the client; none at all: a shell only. */
  files: SourceFile[];
  /** What is done in the guest; by default the module is loaded and the client run, if there are any. */
  steps?: RunStep[];
  /** A module that somebody else built, in place of the .c files. */
  prebuilt?: { name: string; ko: Uint8Array };
  limits?: Partial<RunLimits>;
};

export type RunListener = {
  event(event: RunEvent): void;
  /** Bytes of the guest's terminal, as they come. */
  terminal(bytes: Uint8Array): void;
};

export type Run = {
  /** Resolves when building, loading and the steps are over; never rejects. */
  outcome: Promise<Outcome>;
  terminal: {
    write(data: string): void;
    resize(columns: number, rows: number): void;
    pause(): void;
    resume(): void;
  };
  /** Ends the Run and its guest; idempotent; nothing of it is left when it resolves. */
  stop(): Promise<void>;
};

/** Starts a Run. Never throws; whatever is our fault becomes the outcome `runner-error`. */
export function startRun(host: RunHost, request: RunRequest, listener: RunListener): Run {
  const run = new GoingRun(host, request, listener);
  return {
    outcome: run.outcome,
    terminal: {
      write: (data) => run.keys.write(data),
      resize: (columns, rows) => run.resize(columns, rows),
      pause: () => run.flow(false),
      resume: () => run.flow(true),
    },
    stop: () => run.stop(),
  };
}

const inputLost = 'Nothing in the virtual machine reads what you type; the rest of it was dropped.';

class GoingRun {
  readonly outcome: Promise<Outcome>;
  guest: Guest | undefined;
  readonly keys = new HeldKeys(
    (data) => this.guest?.terminal.write(data),
    () => this.tellInputLost(),
  );
  private readonly host: RunHost;
  private readonly request: RunRequest;
  private readonly listener: RunListener;
  private readonly limits: RunLimits;
  private readonly abort = new AbortController();
  private size = { columns: 80, rows: 24 };
  private flowing = true;
  private alive = true;
  private stageBytes = 0;
  private onFlood: () => void = () => {};
  private module: BuiltModule | undefined;
  /** Lines with which the kernel began to complain. */
  private readonly complaints: string[] = [];

  constructor(host: RunHost, request: RunRequest, listener: RunListener) {
    this.host = host;
    this.request = request;
    this.listener = listener;
    this.limits = { ...defaultLimits, ...request.limits };
    this.outcome = this.go();
  }

  resize(columns: number, rows: number): void {
    this.size = { columns, rows };
    this.guest?.resize(columns, rows).catch(() => {});
  }

  flow(on: boolean): void {
    this.flowing = on;
    if (on) this.guest?.terminal.resume();
    else this.guest?.terminal.pause();
  }

  async stop(): Promise<void> {
    this.abort.abort(new Stopped());
    await this.outcome;
    await this.guest?.stop();
  }

  private async go(): Promise<Outcome> {
    let outcome: Outcome;
    try {
      outcome = await this.stages();
    } catch (error) {
      outcome = await this.explain(error);
    }
    this.tell({ type: 'outcome', outcome });
    return outcome;
  }

  private async stages(): Promise<Outcome> {
    const edition = await this.openEdition();
    // While the compiler works, a guest is restored and gets the sources.
    const taking = this.takeGuest(edition);
    taking.catch(() => {});
    const built = await this.build(edition, taking);
    if (built && !built.ok) {
      await this.leaveToShell(await this.admit(await taking));
      const skipped = this.request.steps?.some((step) => 'shell' in step);
      const message = built.message.replace(/(?<![.!?])$/, skipped ? '.' : '');
      const more = skipped ? ' The shell lines did not run.' : '';
      return { kind: 'did-not-build', message: message + more };
    }
    this.module = built?.module;
    const guest = await this.admit(await taking);
    const failures = await this.inGuest(guest, edition);
    this.keys.hold();
    // With nobody reading, the mark would wait in the guest, and the agent with it.
    if (this.flowing) await guest.drainTerminal();
    await guest.drainLog();
    const complaint = await complaintFailure(
      this.complaints,
      guest.log.recent,
      edition.image.toolchain,
      this.module,
    );
    if (complaint) failures.push(complaint);
    if (failures.some(({ stuck }) => stuck)) await this.putAway(guest);
    else await this.leaveToShell(guest);
    return outcomeOf(failures);
  }

  /** Ends a guest in which a program can't be killed. */
  private async putAway(guest: Guest): Promise<void> {
    await guest.stop();
    this.tellGuest('dead', 'a program in it could not be killed');
  }

  /** Only a prompt that was seen makes the guest ready: its shell takes seconds under load. */
  private async leaveToShell(guest: Guest): Promise<void> {
    this.keys.awaitShell(() => {
      if (this.alive) this.tellGuest('ready', '');
    });
    await guest.shell();
  }

  private async openEdition(): Promise<OpenEdition> {
    const { edition } = this.request;
    return await this.whileWanted(
      this.host.open(edition, (what, percent) => {
        const far = percent === null ? '' : ` (${percent} %)`;
        this.tellGuest('queued', `getting edition ${edition} ready: ${what}${far}`);
      }),
    );
  }

  private async takeGuest({ pool }: OpenEdition): Promise<Guest> {
    this.tellGuest('starting', 'restoring a fresh guest');
    const guest = await pool.take().catch((error: unknown) => {
      // Nothing is starting any more.
      this.tellGuest('none', '');
      throw error;
    });
    try {
      this.abort.signal.throwIfAborted();
      await putSources(guest, this.request.files);
      this.abort.signal.throwIfAborted();
    } catch (error) {
      await guest.stop();
      throw error;
    }
    return guest;
  }

  private async build(
    { image }: OpenEdition,
    taking: Promise<Guest>,
  ): Promise<BuildResult | undefined> {
    const { files, edition, prebuilt } = this.request;
    if (prebuilt || !files.some(({ name }) => name.endsWith('.c'))) return undefined;
    this.tell({ type: 'building', edition });
    try {
      const { signal } = this.abort;
      const built = await buildModule({ toolchain: image.toolchain, files, signal });
      const { ok, diagnostics, ms } = built;
      this.tell({ type: 'built', ok, diagnostics, ms });
      return built;
    } catch (error) {
      // Whoever is not let in must be turned away here, or it would live on unseen.
      const guest = await taking.catch(() => undefined);
      await guest?.stop();
      throw error;
    }
  }

  /** Connects the guest with the page and makes it this Run's own. */
  private async admit(guest: Guest): Promise<Guest> {
    this.guest = guest;
    guest.onTerminal((bytes) => {
      this.stageBytes += bytes.length;
      if (this.stageBytes > this.limits.outputBytes) this.onFlood();
      this.listener.terminal(bytes);
      this.keys.printed(bytes);
    });
    guest.log.listen((lines) => {
      this.complaints.push(...logComplaints(lines));
      this.tell({ type: 'log', lines });
    });
    guest.death.catch((death: GuestDied) => {
      this.alive = false;
      if (!this.abort.signal.aborted) this.tellGuest('dead', death.message);
    });
    guest.terminal.onInputLost(() => this.tellInputLost());
    if (!this.flowing) guest.terminal.pause();
    await guest.resize(this.size.columns, this.size.rows);
    this.tellGuest('running', '');
    return guest;
  }

  private async inGuest(guest: Guest, { image }: OpenEdition): Promise<StepFailure[]> {
    const { files, prebuilt } = this.request;
    const module = prebuilt ?? this.module;
    const ownLines = stackPlaces(image.toolchain, this.module);
    return await this.whileWanted(
      enter({
        guest,
        files,
        module,
        steps: this.request.steps ?? stepsOf(files, prebuilt !== undefined),
        outputBytes: this.limits.outputBytes,
        timeLimit: (name) => this.request.limits?.[name] ?? patient(defaultLimits[name]),
        findPlace: ownLines,
        tell: (event) => this.tell(event),
        watchOutput: (onFlood) => {
          this.stageBytes = 0;
          this.onFlood = onFlood;
        },
      }),
    );
  }

  private async explain(error: unknown): Promise<Outcome> {
    if (error instanceof Stopped) {
      return { kind: 'runner-error', message: 'The Run was stopped.', repair: 'Run again.' };
    }
    try {
      if (error instanceof GuestDied) {
        const { image } = await this.host.open(this.request.edition, () => {});
        return await explainCrash(error.crash, image.toolchain, this.module);
      }
      return runnerError(error);
    } catch (second) {
      return runnerError(second);
    }
  }

  private async whileWanted<T>(work: Promise<T>): Promise<T> {
    const { signal } = this.abort;
    signal.throwIfAborted();
    let unwanted: () => void = () => {};
    const stopped = new Promise<never>((_, reject) => {
      unwanted = () => reject(signal.reason);
      signal.addEventListener('abort', unwanted, { once: true });
    });
    try {
      return await Promise.race([work, stopped]);
    } finally {
      signal.removeEventListener('abort', unwanted);
      work.catch(() => {});
    }
  }

  private tell(event: RunEvent): void {
    this.listener.event(event);
  }

  /** The terminal tells it itself: that is where whoever typed looks. */
  private tellInputLost(): void {
    this.listener.terminal(Buffer.from(`\r\n[${inputLost}]\r\n`));
  }

  private tellGuest(state: GuestState, detail: string): void {
    this.tell({ type: 'guest', state, detail });
  }
}

/** The Run is no longer wanted. */
class Stopped extends Error {
  override name = 'Stopped';
}
