// What a learner tried in each exercise, and the help that was taken.
import { sql } from 'kysely';
import * as z from 'zod';
import type { AttemptSummary, Standing, Standings } from '../check-protocol.ts';
import { attemptOutcome } from '../check-protocol.ts';
import { type ShownReport, shownReport } from '../protocol.ts';
import type { LearnerDatabase } from './learner-database.ts';
import { inWords, RecordError } from './record-error.ts';

/** A Check that counts. */
export type Attempt = AttemptSummary & { source: string; report: ShownReport };

export type Help = {
  /** Steps of the hints that were opened. */
  hints: number;
  gaveUpAt: number | null;
};

/** Each call fails with a {@link RecordError} and leaves what was kept before. */
export type Attempts = {
  /** Oldest first. */
  list(exercise: string): Promise<Attempt[]>;
  /** Resolves when it is on the disk, with its number. */
  add(exercise: string, source: string, report: ShownReport): Promise<Attempt>;
  help(exercise: string): Promise<Help>;
  /** Notes that so many steps of the hints are open; never takes any back. */
  openHints(exercise: string, steps: number): Promise<void>;
  giveUp(exercise: string): Promise<void>;
  /** Of every exercise that was begun. */
  standings(): Promise<Standings>;
};

/** How the learner stands who made these attempts and took this help. */
export function standingOf(
  attempts: readonly { outcome: Attempt['outcome'] | null }[],
  { gaveUpAt }: Pick<Help, 'gaveUpAt'>,
): Standing {
  if (attempts.some(({ outcome }) => outcome === 'passed')) return 'passed';
  if (gaveUpAt !== null) return 'given-up';
  return attempts.length > 0 ? 'tried' : 'new';
}

/** Null where a report was spoilt on disk: that attempt counts as tried. */
const outcomeOf = sql<Attempt['outcome'] | null>`
  case when json_valid(report) then json_extract(report, '$.outcome') end`;

export function openAttempts({ folder, queries }: LearnerDatabase): Attempts {
  async function list(exercise: string): Promise<Attempt[]> {
    const rows = await queries
      .selectFrom('attempt')
      .selectAll()
      .where('exercise', '=', exercise)
      .orderBy('number')
      .execute();
    return rows.map((row) => readRow(row, folder));
  }

  async function help(exercise: string): Promise<Help> {
    const row = await queries
      .selectFrom('help')
      .selectAll()
      .where('exercise', '=', exercise)
      .executeTakeFirst();
    return { hints: row?.hints ?? 0, gaveUpAt: row?.gaveUpAt ?? null };
  }

  async function keepHelp(exercise: string, kept: Help): Promise<void> {
    await queries
      .insertInto('help')
      .values({ exercise, ...kept })
      .onConflict((conflict) => conflict.column('exercise').doUpdateSet(kept))
      .execute();
  }

  const calls: Attempts = {
    list,
    help,

    async add(exercise, source, report) {
      const { last } = await queries
        .selectFrom('attempt')
        .select(({ fn }) => fn.max('number').as('last'))
        .where('exercise', '=', exercise)
        .executeTakeFirstOrThrow();
      const { hints } = await help(exercise);
      const number = (last ?? 0) + 1;
      const row = { exercise, number, at: Date.now(), source, hints };
      await queries
        .insertInto('attempt')
        .values({ ...row, report: JSON.stringify(report) })
        .execute();
      return fromParts(row, report);
    },

    async openHints(exercise, steps) {
      const before = await help(exercise);
      if (steps > before.hints) await keepHelp(exercise, { ...before, hints: steps });
    },

    async giveUp(exercise) {
      const before = await help(exercise);
      if (before.gaveUpAt === null) await keepHelp(exercise, { ...before, gaveUpAt: Date.now() });
    },

    async standings() {
      // The database looks into the reports: to read them all here would take as long as there are many.
      const tried = await queries
        .selectFrom('attempt')
        .select(['exercise', outcomeOf.as('outcome')])
        .distinct()
        .execute();
      const helped = await queries.selectFrom('help').select(['exercise', 'gaveUpAt']).execute();
      const names = new Set([...tried, ...helped].map(({ exercise }) => exercise));
      const found: Standings = {};
      for (const name of names) {
        const attempts = tried.filter(({ exercise }) => exercise === name);
        const gaveUpAt = helped.find(({ exercise }) => exercise === name)?.gaveUpAt ?? null;
        found[name] = standingOf(attempts, { gaveUpAt });
      }
      return found;
    },
  };
  return inWordsAll(calls, folder);
}

type Row = { number: number; at: number; source: string; hints: number };

function fromParts({ number, at, source, hints }: Row, report: ShownReport): Attempt {
  const { edition, points, awarded, flags } = report;
  const outcome = attemptOutcome.parse(report.outcome);
  return { number, at, edition, outcome, points, awarded, flags, hints, source, report };
}

function readRow(row: Row & { exercise: string; report: string }, folder: string): Attempt {
  try {
    const report = z.parse(shownReport, JSON.parse(row.report));
    return fromParts({ ...row, at: Number(row.at) }, report);
  } catch (fault) {
    throw new RecordError(
      `Attempt ${row.number} of ${row.exercise} in ${folder} cannot be read.`,
      'Move learner.db there away, or put back a copy of it.',
      fault,
    );
  }
}

/** The same calls, whose faults are told in words. */
function inWordsAll(calls: Attempts, folder: string): Attempts {
  const told =
    <Parameters extends unknown[], Result>(call: (...given: Parameters) => Promise<Result>) =>
    (...given: Parameters): Promise<Result> =>
      inWords(folder, () => call(...given));
  return {
    list: told(calls.list),
    add: told(calls.add),
    help: told(calls.help),
    openHints: told(calls.openHints),
    giveUp: told(calls.giveUp),
    standings: told(calls.standings),
  };
}
