// A learner's workspace in one lesson or exercise: the kept files, the guest, and the one page that
// shows them.
import type { EditionId } from '../editions.ts';
import { refused } from '../faults.ts';
import type { ClientMessage, KeptDraft, ServerMessage, SourceFile } from '../protocol.ts';
import type { Drafts, Saved } from '../record/drafts.ts';
import { ExerciseDesk, type ExerciseParts } from './exercise-desk.ts';
import { GuestSession, type SessionParts } from './guest-session.ts';
import { Refusal } from './refusal.ts';

/** A page on its socket. */
export type Viewer = {
  send(message: ServerMessage): void;
  terminal(bytes: Uint8Array): void;
  /** Another page has the workspace now. */
  takenOver(): void;
};

export type WorkspaceParts = SessionParts & {
  /** A lesson's id, or `way/id` of an exercise. */
  lesson: string;
  /** Of an exercise. */
  exercise?: ExerciseParts;
  drafts: Drafts;
  /** What is known of the host when a page comes: null and no releases while it gets ready. */
  about(): {
    accelerator: 'kvm' | 'tcg' | null;
    editions: { id: EditionId; release: string }[];
  };
  /** How far the host is in getting ready; null when it is ready or has not begun. */
  progress(): Progress | null;
};

export type Progress = {
  what: string;
  /** Null where nothing can be counted. */
  percent: number | null;
};

export class Workspace {
  readonly #parts: WorkspaceParts;
  readonly #session: GuestSession;
  readonly #desk: ExerciseDesk | null;
  #viewer: Viewer | null = null;
  /** Messages of the page wait for this, so that `hello` is what answers first. */
  #greeting: Promise<void> = Promise.resolve();
  #greeted: boolean = false;

  constructor(parts: WorkspaceParts) {
    this.#parts = parts;
    const { exercise, lesson, host } = parts;
    this.#desk = exercise
      ? new ExerciseDesk({ ...exercise, name: lesson, host }, (message) => this.#tell(message))
      : null;
    this.#session = new GuestSession(parts, {
      tell: (message) => this.#tell(message),
      terminal: (bytes) => {
        if (this.#greeted) this.#viewer?.terminal(bytes);
      },
    });
  }

  /** Shows the workspace to this page from now on, and to no other. */
  attach(viewer: Viewer): void {
    this.#viewer?.takenOver();
    this.#viewer = viewer;
    this.#greeted = false;
    this.#session.congested(false);
    this.#session.watched(true);
    this.#greeting = this.#greet(viewer);
  }

  /** The page has gone; its guest goes on for a while. */
  detach(viewer: Viewer): void {
    if (this.#viewer !== viewer) return;
    this.#viewer = null;
    this.#greeted = false;
    this.#session.congested(false);
    this.#session.watched(false);
  }

  /** Acts on a message; never throws. `ack` belongs to the socket and does nothing here. */
  async handle(viewer: Viewer, message: ClientMessage): Promise<void> {
    if (!this.#greeted) await this.#greeting;
    if (this.#viewer !== viewer) return;
    try {
      await this.#act(viewer, message);
    } catch (fault) {
      viewer.send({ ...refused(fault), of: message.type });
    }
  }

  /** The learner's data was erased: the page is told that nothing of it is kept any more. */
  async erased(): Promise<void> {
    this.#tell({ type: 'kept', draft: null });
    await this.#desk?.erased();
  }

  /** The page draws more slowly than the guest prints, or no longer does. */
  congested(viewer: Viewer, yes: boolean): void {
    if (this.#viewer === viewer) this.#session.congested(yes);
  }

  /** The host got further in what a Run may be waiting for. */
  tellProgress(): void {
    const progress = this.#parts.progress();
    if (progress !== null) this.#viewer?.send({ type: 'progress', ...progress });
  }

  /** The host could not be made ready; the next Run tries again. */
  hostFailed(): void {
    this.#tell({ type: 'progress', what: null, percent: null });
  }

  /** The host has become ready. */
  hostReady(): void {
    const { accelerator, editions } = this.#parts.about();
    if (accelerator !== null) this.#tell({ type: 'host', accelerator, editions });
  }

  /** Stops the guests; resolves when they have gone. */
  async close(): Promise<void> {
    await Promise.all([this.#session.stop('dead', 'stopped with the server'), this.#desk?.close()]);
  }

  #tell(message: ServerMessage): void {
    if (this.#greeted) this.#viewer?.send(message);
  }

  async #greet(viewer: Viewer): Promise<void> {
    let draft: KeptDraft | null | 'unreadable' = 'unreadable';
    let trouble: ServerMessage | null = null;
    try {
      draft = await this.#parts.drafts.load(this.#parts.lesson);
      await this.#desk?.open();
    } catch (fault) {
      trouble = refused(fault);
    }
    if (this.#viewer !== viewer) return;
    this.#greeted = true;
    viewer.send({
      type: 'hello',
      lesson: this.#parts.lesson,
      ...this.#parts.about(),
      draft,
      run: this.#session.snapshot(),
    });
    if (this.#desk) viewer.send(this.#desk.greeting());
    if (trouble !== null) viewer.send(trouble);
    this.#session.replay();
    this.tellProgress();
  }

  #start(edition: EditionId, files: SourceFile[]): void {
    this.#session.start({ edition, files });
    this.tellProgress();
  }

  async #act(viewer: Viewer, message: ClientMessage): Promise<void> {
    const { lesson, drafts } = this.#parts;
    switch (message.type) {
      case 'run':
        return this.#start(message.edition, message.files);
      case 'shell':
        return this.#start(message.edition, []);
      case 'stop':
        // The first Stop ends a Check, the next one the guest.
        if (this.#desk?.stop()) return;
        return this.#session.stop('none', 'stopped by you');
      case 'input':
        return this.#session.write(message.data);
      case 'resize':
        return this.#session.resize({ columns: message.columns, rows: message.rows });
      case 'save':
        return viewer.send(
          answer(await drafts.save(lesson, message.files, message.base, message.version)),
        );
      case 'discard':
        return viewer.send(answer(await drafts.discard(lesson, message.base)));
      case 'check':
        await this.#ownDesk().check(message.edition, message.files);
        return this.tellProgress();
      case 'hint':
        return this.#ownDesk().openHints(message.step);
      case 'solution':
        return this.#ownDesk().solution(message.giveUp);
      case 'attempt':
        return this.#ownDesk().attempt(message.number);
      case 'ack':
        return;
    }
  }

  #ownDesk(): ExerciseDesk {
    if (this.#desk) return this.#desk;
    throw new Refusal('There is no exercise on this page.', 'Open one from the end of the lesson.');
  }
}

function answer(saved: Saved): ServerMessage {
  if (!saved.taken) return { type: 'kept', draft: saved.kept };
  return { type: 'saved', version: saved.version, savedAt: saved.savedAt };
}
