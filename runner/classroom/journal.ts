// The journal of a grading run: a line for each finished submission, on disk before the next step,
// so that a run that was killed goes on where it was.
import {
  closeSync,
  fdatasyncSync,
  ftruncateSync,
  openSync,
  readFileSync,
  writeSync,
} from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import { editionId } from '../editions.ts';
import { type FileLock, tryLockFile } from '../file-lock.ts';
import { type Grade, grade } from './grade.ts';

const header = z.strictObject({
  journal: z.literal('crossings-grading-1'),
  exercise: z.string(),
  version: z.int(),
  edition: editionId,
});
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
   * Opens the journal in `folder`, or begins one.
   * @throws JournalError when another run is at work there, or it is of another exercise
   */
  static async open(folder: string, about: JournalHeader): Promise<Journal> {
    await mkdir(folder, { recursive: true });
    const lock = tryLockFile(path.join(folder, '.lock'));
    if (!lock) {
      throw new JournalError(`Another run is grading into ${folder}.`, 'Wait for it, or stop it.');
    }
    const file = path.join(folder, 'journal.jsonl');
    const journal = new Journal(openSync(file, 'a', 0o600), lock);
    try {
      journal.readBack(readFileSync(file), about, folder);
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
      const entry = grade.safeParse(parseLine(line));
      if (entry.success) this.kept.set(entry.data.student, entry.data);
    }
  }
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
