// Checks one submission: rebuilt from its source, in guests of its own, judged here on the host.
import { createHash, randomBytes, randomInt } from 'node:crypto';
import type { Check } from '../../lessons/lib/exercise.ts';
import type { LoadedExercise } from '../../lessons/lib/load-exercise.ts';
import { type BuildResult, buildModule } from '../build/index.ts';
import { cleanText } from '../clean-text.ts';
import { check as limits } from '../config.ts';
import { defaultEdition, type EditionId } from '../editions.ts';
import { inWords } from '../faults.ts';
import { type SourceFile, sourceFile } from '../protocol.ts';
import type { OpenEdition, RunHost } from '../run-host.ts';
import { alwaysChecks } from './always.ts';
import { failed, failureOf, isHang } from './faults-of-check.ts';
import { clientFlagsOf, moduleFlags } from './flags/index.ts';
import { judge, type Seen, summed } from './judge.ts';
import { kernelFlags } from './kernel-flags.ts';
import type { CheckReport, CheckResult } from './report.ts';
import { CheckSession } from './session.ts';

export type CheckRequest = {
  exercise: LoadedExercise;
  /** The edited file; its name is that of the exercise, whatever it was called. */
  submitted: SourceFile;
  edition?: EditionId;
  /** Hexadecimal; a fresh one by default. */
  seed?: string;
  /** Each result as it comes; none where nothing could be built, for then nothing was tried. */
  onResult?: (result: CheckResult) => void;
  /** Ends the check early, with the outcome `runner-error`. */
  signal?: AbortSignal;
};

/** Checks a submission. Never throws: a fault of ours is the outcome `runner-error`. */
export async function checkExercise(host: RunHost, request: CheckRequest): Promise<CheckReport> {
  const started = performance.now();
  const report = emptyReport(request);
  try {
    await fill(report, host, request);
  } catch (error) {
    report.outcome = 'runner-error';
    report.message = cleanText(inWords(error).message);
  }
  return { ...report, ms: performance.now() - started };
}

/** The report of a submission in which there is nothing that could be built. */
export function refusedReport(
  exercise: LoadedExercise,
  edition: EditionId,
  message: string,
): CheckReport {
  const report = emptyReport({ exercise, submitted: { name: '', text: '' }, edition });
  notBuilt(report, { exercise }, message);
  return report;
}

/** The report of a submission that we could not read, by no fault of the student's. */
export function unreadReport(
  exercise: LoadedExercise,
  edition: EditionId,
  message: string,
): CheckReport {
  const submitted = { name: '', text: '' };
  return { ...emptyReport({ exercise, submitted, edition }), message };
}

function emptyReport({
  exercise,
  submitted,
  edition = defaultEdition,
  seed,
}: CheckRequest): CheckReport {
  return {
    ...{ exercise: exercise.name, version: exercise.exercise.version, edition },
    seed: seed ?? randomBytes(16).toString('hex'),
    kernelRelease: '',
    sourceHash: sourceHash(submitted.text),
    ...{ outcome: 'runner-error', message: '', diagnostics: [], flags: [], results: [] },
    ...{ points: 0, awarded: 0, ms: 0 },
  };
}

/** SHA-256 of a submitted text, as reports and records name it. */
export function sourceHash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/**
 * All checks of an exercise, in the order in which they are done.
 * @param session of the guest; without one the checks can judge, but not observe
 */
export function checksOf({ exercise }: LoadedExercise, session?: CheckSession): Check[] {
  const guest = (): CheckSession => {
    if (!session) throw new Error('there is no guest here to look into');
    return session;
  };
  return exercise.edits === 'module'
    ? [...exercise.checks, ...alwaysChecks(exercise, guest)]
    : exercise.checks;
}

async function fill(report: CheckReport, host: RunHost, request: CheckRequest): Promise<void> {
  const { exercise, submitted, signal } = request;
  const valid = sourceFile.safeParse({ ...submitted, name: exercise.exercise.file });
  if (!valid.success) {
    notBuilt(report, request, valid.error.issues[0]?.message ?? 'not a source file');
    return;
  }
  const opened = await host.open(report.edition, () => {});
  report.kernelRelease = opened.image.kernelRelease;
  const files = [valid.data, ...exercise.others];
  const { toolchain } = opened.image;
  const { edits } = exercise.exercise;
  const built = await buildModule({ toolchain, files, signal, inspect: edits === 'module' });
  report.diagnostics = built.diagnostics;
  if (!built.ok) {
    if (edits === 'client') throw new Error(`our own module: ${built.message}`);
    notBuilt(report, request, built.message);
    return;
  }
  const { instrument } = exercise;
  const watched = instrument ? await buildModule({ toolchain, files, signal, instrument }) : built;
  if (!watched.ok) {
    notBuilt(report, request, watched.message);
    return;
  }
  const [results, flags] = await Promise.all([
    runChecks(opened, files, watched, report, request),
    edits === 'module'
      ? moduleFlags(exercise, valid.data, built.module)
      : clientFlagsOf(exercise, valid.data),
  ]);
  report.flags.push(...flags);
  Object.assign(report, summed(results, report.flags));
}

async function runChecks(
  { pool, image: { toolchain } }: OpenEdition,
  files: SourceFile[],
  { module }: Extract<BuildResult, { ok: true }>,
  { seed, version, flags }: CheckReport,
  { exercise, signal, onResult }: CheckRequest,
): Promise<CheckResult[]> {
  const { parameters = '', checkTimeoutMs, edits } = exercise.exercise;
  const client = files.find(({ name }) => name.endsWith('.ts'));
  const inspected = edits === 'module';
  const session = new CheckSession({ pool, files, module, parameters, client, inspected });
  const stop = (): void => void session.stop();
  signal?.addEventListener('abort', stop);
  const results: CheckResult[] = [];
  let hangs = 0;

  async function observe(check: Check): Promise<Seen> {
    if (hangs >= limits.hangs) return notReached;
    try {
      // A client's Node waits only once in each guest.
      if (edits === 'client') await session.discard();
      const inputs = `${seed}/${exercise.name}/${version}/${check.id}`;
      const probe = await session.begin(inputs, checkTimeoutMs);
      return { reached: true, observation: await check.observe(probe) };
    } catch (error) {
      signal?.throwIfAborted();
      if (isHang(error)) hangs += 1;
      const verdict = await failureOf(error, { toolchain, module });
      await session.discard();
      return { reached: false, verdict };
    }
  }

  try {
    const checks = checksOf(exercise, session);
    // Whoever changes the kernel and puts it back, or crashes it, before the end can't know when we look.
    const looksAfter = randomInt(checks.length);
    for (const [index, check] of checks.entries()) {
      signal?.throwIfAborted();
      const started = performance.now();
      const seen = await observe(check);
      if (index === looksAfter) await session.inspectKernel();
      const result = judge(check, seen, performance.now() - started);
      results.push(result);
      onResult?.(result);
    }
    return results;
  } finally {
    signal?.removeEventListener('abort', stop);
    await (signal?.aborted ? session.stop() : session.discard());
    flags.push(...kernelFlags(session.kernelChanges));
  }
}

const notReached: Seen = {
  reached: false,
  verdict: failed(
    'nothing',
    'a module that lets the checks come to an end',
    'it hung before this one',
  ),
};

function notBuilt(
  report: CheckReport,
  request: Pick<CheckRequest, 'exercise'>,
  message: string,
): void {
  const verdict = failed('built the module', 'a module that loads', message);
  const results = checksOf(request.exercise).map((check) =>
    judge(check, { reached: false, verdict }, 0),
  );
  Object.assign(report, { ...summed(results), outcome: 'did-not-build', message });
}
