// Grades a folder of submissions, several at a time, and keeps each grade the moment it is made.
import { availableParallelism, freemem } from 'node:os';
import path from 'node:path';
import type { LoadedExercise } from '../../lessons/lib/load-exercise.ts';
import { refusedReport, sourceHash, unreadReport } from '../check/check-exercise.ts';
import { checkWithCanary } from '../check/check-with-canary.ts';
import type { CheckReport } from '../check/report.ts';
import { cleanLine } from '../clean-text.ts';
import { guest as guestLimits } from '../config.ts';
import type { EditionId } from '../editions.ts';
import { makePrivateDirectory, writePrivateFile } from '../private-files.ts';
import type { SealKey } from '../record/seal-key.ts';
import { seal } from '../record/sealed-record.ts';
import type { RunHost } from '../run-host.ts';
import { type Grade, isUngraded } from './grade.ts';
import type { Journal } from './journal.ts';
import { fileName } from './student-names.ts';
import { SubmissionRefused } from './submission-files.ts';
import { readSubmission, type Submission } from './submissions.ts';

export type ClassRequest = {
  exercise: LoadedExercise;
  edition: EditionId;
  submissions: Submission[];
  journal: Journal;
  /** The folder of the run; sealed records go to `records/` in it. */
  out: string;
  key: SealKey;
  atOnce?: number;
  /** After each submission, those of an earlier run included. */
  onGrade?: (grade: Grade, progress: ClassProgress) => void;
  signal?: AbortSignal;
};

export type ClassProgress = { done: number; all: number; again: boolean };

/** Submissions at work at a time: as many as processors, and as guests that fit into free memory. */
export function workersFor(submissions: number): number {
  const guestBytes = (guestLimits.memoryMiB + guestLimits.emulatorOverheadMiB) * 1024 * 1024;
  const fitting = Math.floor(freemem() / guestBytes);
  return Math.max(1, Math.min(availableParallelism(), fitting, submissions));
}

/**
 * Grades what the journal does not have yet, or has of another text, and returns all grades in the
 * order of the submissions. Where every try fails by our own fault, the grade's outcome says so.
 */
export async function gradeClass(host: RunHost, request: ClassRequest): Promise<Grade[]> {
  const { submissions, atOnce = workersFor(submissions.length), signal } = request;
  const grades = new Map<string, Grade>();
  const waiting = [...submissions];
  await makePrivateDirectory(path.join(request.out, 'records'));

  async function work(): Promise<void> {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      signal?.throwIfAborted();
      const { made, again } = await gradeSafely(host, request, next);
      grades.set(next.student, made);
      request.onGrade?.(made, { done: grades.size, all: submissions.length, again });
    }
  }

  const workers = await Promise.allSettled(Array.from({ length: atOnce }, work));
  for (const worker of workers) if (worker.status === 'rejected') throw worker.reason;
  return submissions.flatMap(({ student }) => grades.get(student) ?? []);
}

/** One submission never stops the class: what goes wrong with it is told of it alone. */
async function gradeSafely(
  host: RunHost,
  request: ClassRequest,
  submission: Submission,
): Promise<{ made: Grade; again: boolean }> {
  try {
    return await gradeOne(host, request, submission);
  } catch (error) {
    request.signal?.throwIfAborted();
    const { student } = submission;
    const message = `It couldn't be graded: ${cleanLine((error as Error).message)}`;
    const report = unreadReport(request.exercise, request.edition, message);
    return { made: { student, report, record: recordPath(student) }, again: false };
  }
}

async function gradeOne(
  host: RunHost,
  request: ClassRequest,
  submission: Submission,
): Promise<{ made: Grade; again: boolean }> {
  const { exercise, journal } = request;
  const { student } = submission;
  const read = await readSource(submission, exercise.exercise.file);
  const kept = journal.kept.get(student);
  if (kept && kept.report.sourceHash === sourceHash(read.text) && saysTheSame(kept, read)) {
    return { made: kept, again: true };
  }
  const report = await reportOn(host, request, read);
  request.signal?.throwIfAborted();
  const made: Grade = { student, report, record: recordPath(student) };
  if (isUngraded(made)) return { made, again: false };
  journal.forget(student);
  await keepRecord(host, request, made, read.text);
  journal.add(made);
  return { made, again: false };
}

type Read = { text: string } | { text: ''; refused: string } | { text: ''; unread: string };

async function readSource(submission: Submission, wanted: string): Promise<Read> {
  try {
    return { text: (await readSubmission(submission, wanted)).text };
  } catch (error) {
    if (error instanceof SubmissionRefused) return { text: '', refused: error.message };
    return { text: '', unread: `It can't be read: ${cleanLine((error as Error).message)}` };
  }
}

/** Two refused submissions have no text; what was wrong with them tells them apart. */
function saysTheSame({ report }: Grade, read: Read): boolean {
  return !('refused' in read) || report.message === read.refused;
}

async function reportOn(host: RunHost, request: ClassRequest, read: Read): Promise<CheckReport> {
  const { exercise, edition } = request;
  if ('refused' in read) return refusedReport(exercise, edition, read.refused);
  if ('unread' in read) return unreadReport(exercise, edition, read.unread);
  const submitted = { name: exercise.exercise.file, text: read.text };
  const { signal } = request;
  return await checkWithCanary(host, { exercise, submitted, edition, ...(signal && { signal }) });
}

async function keepRecord(
  { accelerator }: RunHost,
  { out, key }: ClassRequest,
  { student, report, record }: Grade,
  source: string,
): Promise<void> {
  const gradedAt = new Date().toISOString();
  const sealed = seal({ student, source, report, accelerator, gradedAt }, key);
  await writePrivateFile(path.join(out, record), `${JSON.stringify(sealed, null, 2)}\n`);
}

/** From the directory of the run. */
function recordPath(student: string): string {
  return path.join('records', `${fileName(student)}.json`);
}
