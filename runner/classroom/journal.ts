// The journal of a grading run: a line for each finished submission, on disk before the next step,
// so that a run that was killed goes on where it was.
import type { KeyObject } from 'node:crypto';
import {
  closeSync,
  fchmodSync,
  fdatasyncSync,
  ftruncateSync,
  openSync,
  readFileSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import type { CheckReport } from '../check/report.ts';
import { editionId } from '../editions.ts';
import { type FileLock, tryLockFile } from '../file-lock.ts';
import { makePrivateDirectory, privateFile } from '../private-files.ts';
import { canonicalJson } from '../record/canonical-json.ts';
import { type GradeRecord, openSealed } from '../record/sealed-record.ts';
import { type Grade, grade } from './grade.ts';

const header = z.strictObject({
  journal: z.literal('crossings-grading-1'),
  exercise: z.string(),
  version: z.int(),
  edition: editionId,
});
const journalLine = z.union([grade, z.strictObject({ forgotten: z.string() })]);

/** What a run grades; a journal of something else is not gone on with. */
export type JournalHeader = Omit<z.infer<typeof header>, 'journal'>;

/** A run that cannot be started or gone on with. */
export class JournalError extends Error {
  override name = 'JournalError';
  readonly repair: string;

  constructor(message: string, repair: string) {
    super(message);
    this.repair = repair;
  }
}

export class Journal {
  /** Grades of an earlier run of the same, by student. */
  readonly kept = new Map<string, Grade>();
  private readonly descriptor: number;
  private readonly lock: FileLock;

  private constructor(descriptor: number, lock: FileLock) {
    this.descriptor = descriptor;
    this.lock = lock;
  }

  /**
   * Opens the journal in `folder`, or begins one. Each grade in it has to be the one that was sealed.
   * @throws JournalError when another run is at work there, it's of another exercise, or was changed
   */
  static async open(folder: string, about: JournalHeader, key: KeyObject): Promise<Journal> {
    await makePrivateDirectory(folder);
    const lock = tryLockFile(path.join(folder, '.lock'));
    if (!lock) {
      throw new JournalError(`Another run is grading into ${folder}.`, 'Wait for it, or stop it.');
    }
    const file = path.join(folder, 'journal.jsonl');
    const journal = new Journal(openSync(file, 'a', privateFile), lock);
    try {
      fchmodSync(journal.descriptor, privateFile);
      journal.readBack(readFileSync(file), about, folder);
      for (const kept of journal.kept.values())
        journal.kept.set(kept.student, asSealed(kept, about, folder, key));
      return journal;
    } catch (error) {
      journal.close();
      throw error;
    }
  }

  /** Keeps a grade; it is on disk when this returns. */
  add(entry: Grade): void {
    this.append(entry);
    this.kept.set(entry.student, entry);
  }

  /** Takes a grade back that is about to be made anew, before its record is replaced. */
  forget(student: string): void {
    if (!this.kept.delete(student)) return;
    this.append({ forgotten: student });
  }

  close(): void {
    closeSync(this.descriptor);
    this.lock.release();
  }

  private append(line: object): void {
    writeSync(this.descriptor, `${JSON.stringify(line)}\n`);
    fdatasyncSync(this.descriptor);
  }

  private readBack(bytes: Buffer, about: JournalHeader, folder: string): void {
    // A line that was not written to its end is as if it had not been begun.
    const whole = bytes.lastIndexOf('\n') + 1;
    ftruncateSync(this.descriptor, whole);
    const [first, ...lines] = bytes.toString('utf8', 0, whole).split('\n').filter(Boolean);
    const expected = { journal: 'crossings-grading-1' as const, ...about };
    if (first === undefined) {
      this.append(expected);
      return;
    }
    const known = header.safeParse(parseLine(first));
    if (!known.success || JSON.stringify(known.data) !== JSON.stringify(expected)) {
      const { exercise, version, edition } = known.data ?? about;
      throw new JournalError(
        known.success
          ? `${folder} holds grades of ${exercise}, version ${version}, edition ${edition}.`
          : `${folder}/journal.jsonl is no journal of a grading run.`,
        'Give another folder with --out.',
      );
    }
    for (const line of lines) {
      const entry = journalLine.safeParse(parseLine(line));
      // What can't be read is graded again.
      if (!entry.success) continue;
      if ('forgotten' in entry.data) this.kept.delete(entry.data.forgotten);
      else this.kept.set(entry.data.student, entry.data);
    }
  }
}

/**
 * A grade of the journal with the decision on it, from its sealed record.
 * @throws JournalError that names whose grade isn't as it was sealed
 */
function asSealed(kept: Grade, about: JournalHeader, folder: string, key: KeyObject): Grade {
  const refuse = (why: string): never => {
    throw new JournalError(
      `The grade of ${kept.student} in ${folder} can't be trusted: ${why}`,
      `Put journal.jsonl and ${kept.record} back from a backup, or delete that line of the journal to grade the submission again.`,
    );
  };
  let sealed: GradeRecord;
  try {
    sealed = openSealed(readFileSync(path.join(folder, kept.record), 'utf8'), key).record;
  } catch (error) {
    return refuse((error as Error).message);
  }
  const { report, student, decision } = sealed;
  const isSame = student === kept.student && sameJson(report, kept.report);
  const { exercise, version, edition } = about;
  const isOfRun = sameJson({ exercise, version, edition }, pick(report));
  if (!isSame || !isOfRun) return refuse('the journal says something else than its sealed record.');
  return { student, report, record: kept.record, ...(decision && { decision }) };
}

function pick({ exercise, version, edition }: CheckReport): JournalHeader {
  return { exercise, version, edition };
}

function sameJson(one: unknown, other: unknown): boolean {
  return canonicalJson(z.json().parse(one)) === canonicalJson(z.json().parse(other));
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
