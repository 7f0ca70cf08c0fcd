// Checks one submission: rebuilt from its source, in guests of its own, judged here on the host.
import { createHash, randomBytes } from 'node:crypto';
import type { Check, Verdict } from '../../lessons/lib/exercise.ts';
import type { LoadedExercise } from '../../lessons/lib/load-exercise.ts';
import { type BuildResult, buildModule } from '../build/index.ts';
import { check as limits } from '../config.ts';
import { defaultEdition, type EditionId } from '../editions.ts';
import { inWords } from '../faults.ts';
import { ChannelError } from '../guest/channel.ts';
import { GuestDied } from '../guest/guest.ts';
import { moduleLoadError } from '../guest/load-error.ts';
import { type SourceFile, sourceFile } from '../protocol.ts';
import { explainCrash } from '../run-crash.ts';
import type { OpenEdition, RunHost } from '../run-host.ts';
import { alwaysChecks } from './always.ts';
import type { CheckReport, CheckResult } from './report.ts';
import { CheckSession, CheckTimeout, LoadRefused } from './session.ts';

export type CheckRequest = {
  exercise: LoadedExercise;
  /** The edited file; its name is that of the exercise, whatever it was called. */
  submitted: SourceFile;
  edition?: EditionId;
  /** Hexadecimal; a fresh one by default. */
  seed?: string;
  /** Each result as it comes. */
  onResult?: (result: CheckResult) => void;
  signal?: AbortSignal;
};

/** Checks a submission. Never throws: a fault of ours is the outcome `runner-error`. */
export async function checkExercise(host: RunHost, request: CheckRequest): Promise<CheckReport> {
  const started = performance.now();
  const { exercise, submitted, edition = defaultEdition } = request;
  const seed = request.seed ?? randomBytes(16).toString('hex');
  const report: CheckReport = {
    ...{ exercise: exercise.name, version: exercise.exercise.version, edition, seed },
    kernelRelease: '',
    sourceHash: createHash('sha256').update(submitted.text).digest('hex'),
    ...{ outcome: 'runner-error', message: '', diagnostics: [], results: [] },
    ...{ points: 0, awarded: 0, ms: 0 },
  };
  try {
    await fill(report, host, request);
  } catch (error) {
    report.outcome = 'runner-error';
    report.message = inWords(error).message;
  }
  const sum = (key: 'points' | 'awarded'): number =>
    report.results.reduce((total, result) => total + result[key], 0);
  return {
    ...report,
    points: sum('points'),
    awarded: sum('awarded'),
    ms: performance.now() - started,
  };
}

async function fill(report: CheckReport, host: RunHost, request: CheckRequest): Promise<void> {
  const { exercise, submitted } = request;
  const valid = sourceFile.safeParse({ ...submitted, name: exercise.exercise.file });
  const opened = await host.open(report.edition, () => {});
  report.kernelRelease = opened.image.kernelRelease;
  if (!valid.success) {
    notBuilt(report, exercise, valid.error.issues[0]?.message ?? 'not a source file', request);
    return;
  }
  const files = [valid.data, ...exercise.others];
  const built = await build(opened, files, request.signal);
  report.diagnostics = built.diagnostics;
  if (!built.ok) {
    if (exercise.exercise.edits === 'client') throw new Error(`our own module: ${built.message}`);
    notBuilt(report, exercise, built.message, request);
    return;
  }
  const session = new CheckSession({
    pool: opened.pool,
    files,
    module: built.module,
    parameters: exercise.exercise.parameters ?? '',
    client: files.find(({ name }) => name.endsWith('.ts')),
  });
  try {
    for (const check of checksOf(exercise, () => session)) {
      const result = await runCheck(check, { session, opened, built, report, exercise });
      report.results.push(result);
      request.onResult?.(result);
    }
  } finally {
    await session.discard();
  }
  const passed = report.results.every((result) => result.passed);
  report.outcome = passed ? 'passed' : 'failed';
  const missed = report.results.filter((result) => !result.passed).length;
  report.message = passed
    ? 'Everything is right.'
    : `${missed} of ${report.results.length} checks failed.`;
}

function checksOf(exercise: LoadedExercise, session: () => CheckSession): Check[] {
  const { checks, edits } = exercise.exercise;
  return edits === 'module' ? [...checks, ...alwaysChecks(exercise.exercise, session)] : checks;
}

async function build(
  { image }: OpenEdition,
  files: SourceFile[],
  signal: AbortSignal | undefined,
): Promise<BuildResult> {
  return await buildModule({ toolchain: image.toolchain, files, signal });
}

function notBuilt(
  report: CheckReport,
  exercise: LoadedExercise,
  message: string,
  { onResult }: CheckRequest,
): void {
  report.outcome = 'did-not-build';
  report.message = message;
  const none = (): never => {
    throw new Error('there is no guest for what was not built');
  };
  for (const check of checksOf(exercise, none)) {
    const verdict: Verdict = {
      passed: false,
      did: 'built the module',
      expected: 'a module that loads',
      seen: message,
    };
    const result = resultOf(check, verdict, null, 0);
    report.results.push(result);
    onResult?.(result);
  }
}

type Circumstances = {
  session: CheckSession;
  opened: OpenEdition;
  built: Extract<BuildResult, { ok: true }>;
  report: CheckReport;
  exercise: LoadedExercise;
};

async function runCheck(check: Check, around: Circumstances): Promise<CheckResult> {
  const { session, report, exercise } = around;
  const started = performance.now();
  const seed = `${report.seed}/${exercise.name}/${report.version}/${check.id}`;
  const ms = (): number => performance.now() - started;
  try {
    // A client's Node waits only once in each guest.
    if (exercise.exercise.edits === 'client') await session.discard();
    const probe = await session.begin(seed, exercise.exercise.checkTimeoutMs);
    const observation = await check.observe(probe);
    return resultOf(check, check.judge(observation), observation, ms());
  } catch (error) {
    const verdict = await explain(error, around);
    await session.discard();
    return resultOf(check, verdict, null, ms());
  }
}

/** What the student did to the guest is a failed check; what we did is thrown on. */
async function explain(error: unknown, { opened, built }: Circumstances): Promise<Verdict> {
  const failed = (expected: string, seen: string, hint = ''): Verdict => ({
    ...{ passed: false, did: 'used the module', expected, seen, hint },
  });
  if (error instanceof LoadRefused) {
    return failed('a module that loads', moduleLoadError(error.errno).explained);
  }
  if (error instanceof GuestDied) {
    const crash = await explainCrash(error.crash, opened.image.toolchain, built.module);
    if (crash.kind === 'runner-error') throw error;
    return failed('a kernel that lives on', 'message' in crash ? crash.message : '');
  }
  if (error instanceof CheckTimeout) {
    return failed('an end', `Nothing came back: ${error.message}.`, 'Which call does not return?');
  }
  if (error instanceof ChannelError) {
    return failed('a program that survives its calls', `In the guest: ${error.message}.`);
  }
  throw error;
}

function resultOf(
  { id, says, points, visible }: Check,
  verdict: Verdict,
  observation: CheckResult['observation'],
  ms: number,
): CheckResult {
  const words = verdict.passed ? { did: '', expected: '', seen: '', hint: '' } : verdict;
  return {
    ...{ id, says, visible, points, observation, ms },
    passed: verdict.passed,
    awarded: verdict.passed ? points : 0,
    did: words.did,
    expected: words.expected,
    seen: words.seen.slice(0, limits.seenCharacters),
    hint: words.hint ?? '',
  };
}
