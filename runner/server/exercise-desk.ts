// What the workspace of an exercise has beside a lesson's: Check, attempts, hints, the solution.
import type { LoadedExercise } from '../../lessons/lib/load-exercise.ts';
import type { CheckRequest } from '../check/check-exercise.ts';
import type { CheckReport } from '../check/report.ts';
import type { Standing } from '../check-protocol.ts';
import { defaultEdition, type EditionId } from '../editions.ts';
import { inWords, refused } from '../faults.ts';
import type { ServerMessage, ShownReport, SourceFile } from '../protocol.ts';
import { type Attempt, type Attempts, type Help, standingOf } from '../record/attempts.ts';
import type { RunHost } from '../run.ts';
import { Refusal } from './refusal.ts';
import { shownAsItComes, shownAtTheEnd } from './shown-check.ts';

export type ExerciseParts = {
  attempts: Attempts;
  load(name: string): Promise<LoadedExercise>;
  /** Never throws; see check-exercise.ts. */
  check(host: RunHost, request: CheckRequest): Promise<CheckReport>;
};

type Parts = ExerciseParts & { name: string; host(): Promise<RunHost> };

/** One for each exercise; refuses by throwing an error with its repair. */
export class ExerciseDesk {
  readonly #parts: Parts;
  readonly #tell: (message: ServerMessage) => void;
  #tried: Attempt[] | null = null;
  #help: Help = { hints: 0, gaveUpAt: null };
  #going: {
    stop: AbortController;
    results: ReturnType<typeof shownAsItComes>[];
    end: Promise<void>;
  } | null = null;

  constructor(parts: Parts, tell: (message: ServerMessage) => void) {
    this.#parts = parts;
    this.#tell = tell;
  }

  /** Reads what was kept; `greeting` needs it. */
  async open(): Promise<void> {
    if (this.#tried !== null) return;
    const { name, attempts } = this.#parts;
    const [tried, help] = await Promise.all([attempts.list(name), attempts.help(name)]);
    this.#tried ??= tried;
    this.#help = help;
  }

  /** Attempts and hints were erased: the page is told how the learner stands now. */
  async erased(): Promise<void> {
    this.#tried = null;
    await this.open();
    this.#tell(this.greeting());
  }

  /** What a page is told that comes, after `hello`. */
  greeting(): ServerMessage {
    return {
      type: 'exercise',
      standing: this.#standing(),
      attempts: (this.#tried ?? []).map(summary),
      hints: this.#help.hints,
      checking: this.#going ? [...this.#going.results] : null,
    };
  }

  /** Begins a Check, which goes on without a page too and then waits for one as an attempt. */
  async check(edition: EditionId, files: readonly SourceFile[]): Promise<void> {
    if (this.#going !== null)
      throw new Refusal('A Check is going on already.', 'Wait for its end, or press Stop first.');
    const stop = new AbortController();
    const begun = Promise.withResolvers<void>();
    this.#going = { stop, results: [], end: begun.promise };
    try {
      await this.open();
      const exercise = await this.#parts.load(this.#parts.name);
      const { file } = exercise.exercise;
      const submitted = files.find(({ name }) => name === file);
      if (!submitted)
        throw new Refusal(`There is no ${file} among the files.`, 'Reload the page and try again.');
      this.#tell({ type: 'check-started' });
      void this.#run({ exercise, submitted, edition, signal: stop.signal }).finally(begun.resolve);
    } catch (fault) {
      this.#going = null;
      begun.resolve();
      throw fault;
    }
  }

  /** Ends the Check that is going on; false where none is. */
  stop(): boolean {
    this.#going?.stop.abort(new Error('stopped'));
    return this.#going !== null;
  }

  /** Ends the Check; resolves when it has gone. */
  async close(): Promise<void> {
    const going = this.#going;
    this.stop();
    await going?.end;
  }

  async openHints(steps: number): Promise<void> {
    await this.open();
    await this.#parts.attempts.openHints(this.#parts.name, steps);
    this.#help = { ...this.#help, hints: Math.max(this.#help.hints, steps) };
  }

  async solution(giveUp: boolean): Promise<void> {
    const { name, attempts, load } = this.#parts;
    await this.open();
    const before = this.#standing();
    const known = before === 'passed' || before === 'given-up';
    if (!known && !giveUp)
      throw new Refusal(
        'The solution is shown when the exercise has been passed.',
        'Pass it, or give it up.',
      );
    const { solution } = await load(name);
    if (!known) {
      await attempts.giveUp(name);
      this.#help = await attempts.help(name);
    }
    this.#tell({ type: 'solution', file: solution, standing: this.#standing() });
  }

  async attempt(number: number): Promise<void> {
    await this.open();
    const found = this.#tried?.find((attempt) => attempt.number === number);
    if (!found) throw new Refusal(`There is no attempt ${number}.`, 'Choose one from the list.');
    this.#tell({ type: 'attempt', number, source: found.source, report: found.report });
  }

  async #run(request: CheckRequest): Promise<void> {
    const report = await this.#report(request);
    const stopped = request.signal?.aborted === true;
    if (stopped) {
      this.#going = null;
      this.#tell({ type: 'check-stopped' });
      return;
    }
    let attempt: Attempt | null = null;
    let trouble: ServerMessage | null = null;
    if (report.outcome !== 'runner-error') {
      try {
        const { name, attempts } = this.#parts;
        attempt = await attempts.add(name, request.submitted.text, report);
        this.#tried?.push(attempt);
      } catch (fault) {
        trouble = refused(fault);
      }
    }
    this.#going = null;
    const told = attempt === null ? null : summary(attempt);
    this.#tell({ type: 'check-done', report, attempt: told, standing: this.#standing() });
    if (trouble !== null) this.#tell(trouble);
  }

  async #report(request: CheckRequest): Promise<ShownReport> {
    try {
      const host = await this.#parts.host();
      const report = await this.#parts.check(host, {
        ...request,
        onResult: (result) => {
          if (request.signal?.aborted) return;
          const shown = shownAsItComes(result);
          this.#going?.results.push(shown);
          this.#tell({ type: 'check-result', result: shown });
        },
      });
      return shownAtTheEnd(report);
    } catch (fault) {
      const { message, repair } = inWords(fault);
      return {
        ...{ outcome: 'runner-error', edition: request.edition ?? defaultEdition },
        ...{ message: `${message} ${repair}`, diagnostics: [], flags: [], results: [] },
        ...{ points: 0, awarded: 0, ms: 0 },
      };
    }
  }

  #standing(): Standing {
    return standingOf(this.#tried ?? [], this.#help);
  }
}

function summary({ number, at, edition, outcome, points, awarded, flags, hints }: Attempt) {
  return { number, at, edition, outcome, points, awarded, flags, hints };
}
