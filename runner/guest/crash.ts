// Says why a guest died, from the last lines of its kernel log and the way it went. Pure: the
// caller resolves the addresses to a line of the learner's source.
import type { Outcome } from '../outcome.ts';
import type { EmulatorEnd } from './emulator.ts';
import { type KernelReport, kernelReports, type ReportKind } from './kernel-report.ts';
import { type CodeAddress, objectHistory, traceOf } from './report-trace.ts';
import { reportWords } from './report-words.ts';

export type CrashEvidence = {
  /** Last lines of the kernel log, oldest first. */
  log: string[];
  /** The guest no longer answered and was ended for it. */
  silent: boolean;
  /** QEMU's reason for a shutdown (`guest-reset`, `guest-shutdown`, `guest-panic`), or ''. */
  shutdownReason: string;
  /** We stopped it ourselves. */
  stopped: boolean;
  /** What the guest sent over the runner's own channel that no agent of ours sends, or ''. */
  tampering: string;
  /** Something of the learner's was loaded or run in the guest. */
  entrusted: boolean;
  /** How the emulator's process ended, and its own complaints. */
  end: EmulatorEnd;
};

/** `emulator` alone is a fault of ours. */
export type CrashVerdict = Extract<Outcome, { kind: 'guest-crashed' }>['verdict'];

/** What a report says of the places that it is about. */
export type ReportedPlaces = {
  /** `file:line` where the kernel itself names the source of a WARN() or BUG(). */
  source: { file: string; line: number } | null;
  /** Module code that the report is about, innermost first; empty where the report proves none. */
  trace: CodeAddress[];
  /** Module code that took and that freed the object an allocator's report is about. */
  allocated: CodeAddress[];
  freed: CodeAddress[];
};

export type Crash = ReportedPlaces & {
  verdict: CrashVerdict;
  /** In plain words, without the place. */
  message: string;
};

const verdicts: Record<ReportKind, CrashVerdict> = {
  oops: 'oops',
  warn: 'warn',
  lockup: 'lockup',
  hang: 'hang',
  allocator: 'warn',
  atomic: 'panic',
  complaint: 'warn',
  panic: 'panic',
};

/** Reports after which the kernel goes on: one of them alone is no reason for a guest's end. */
const survivable: ReadonlySet<ReportKind> = new Set(['allocator', 'atomic', 'complaint']);

const nowhere: ReportedPlaces = { source: null, trace: [], allocated: [], freed: [] };

/** What the evidence says. */
export function classifyCrash(evidence: CrashEvidence): Crash {
  const { silent, shutdownReason, stopped, tampering } = evidence;
  const fatal = fatalReport(evidence);
  const earlier = earlierWords(kernelReports(evidence.log), fatal);
  if (fatal) {
    return {
      verdict: verdicts[fatal.kind],
      message: reportWords(fatal) + earlier,
      ...placesOf(fatal),
    };
  }
  const without = (verdict: CrashVerdict, message: string): Crash => {
    return { verdict, message: message + earlier, ...nowhere };
  };
  if (stopped) return without('emulator', 'The guest was stopped.');
  if (tampering) {
    return without(
      'tampered',
      `The virtual machine was stopped: something in it wrote on the channel of the runner's own agent (${tampering}).`,
    );
  }
  if (silent) {
    return without(
      'hang',
      'Hang: the guest no longer answered; code in the kernel keeps the processor and never gives it back.',
    );
  }
  if (shutdownReason === 'guest-reset') return without('reboot', 'The guest rebooted.');
  if (shutdownReason === 'guest-shutdown') {
    const agentKilled = evidence.log.some((line) => /\] crossings: the agent ended /.test(line));
    return without('reboot', agentKilled ? agentKilledWords : 'The guest powered itself off.');
  }
  return emulatorEnded(evidence);
}

const agentKilledWords =
  'The guest shut down, because something in it killed the program that carries out the Run: a client may, as root, and so may an init function that signals `current`.';

/** bubblewrap's exit code for a program that was ended by SIGKILL, which no program does to itself. */
const killedCode = 128 + 9;

/**
 * An emulator does not end by itself: what it was told to do by code in the guest made it, unless
 * there was none of the learner's, or somebody else on this machine ended it.
 */
function emulatorEnded({ entrusted, end }: CrashEvidence): Crash {
  const { code, signal, outOfMemory } = end;
  const words = end.stderr.trim();
  const detail = words ? `: ${words}` : '.';
  if (outOfMemory && entrusted) {
    const message =
      'The virtual machine was stopped: what code in it did to one of its devices took more memory than a whole virtual machine may have.';
    return { verdict: 'device', message, ...nowhere };
  }
  if (entrusted && signal === null && code !== null && code !== 0 && code !== killedCode) {
    const message = `The virtual machine's emulator did not survive what code in the kernel did to one of its devices${detail}`;
    return { verdict: 'device', message, ...nowhere };
  }
  return { verdict: 'emulator', message: `The emulator ended unexpectedly${detail}`, ...nowhere };
}

/** The places that a report names. */
export function placesOf(report: KernelReport): ReportedPlaces {
  return {
    source: namedSource(report.headline),
    trace: provesAccess(report) ? traceOf(report) : [],
    allocated: objectHistory(report, 'Allocated'),
    freed: objectHistory(report, 'Freed'),
  };
}

/**
 * The report of what ended the guest: the last one before the panic. Without a panic the kernel
 * survived its reports, unless the log breaks off in one or the guest hangs as the report says.
 */
function fatalReport({ log, silent }: CrashEvidence): KernelReport | undefined {
  const reports = kernelReports(log);
  const last = reports.at(-1);
  if (!last) return undefined;
  const panicked = log.some((line) => /\] Kernel panic - not syncing: /.test(line));
  const stuck = silent && (last.kind === 'lockup' || last.kind === 'hang');
  if (!panicked && !stuck && (last.whole || survivable.has(last.kind))) return undefined;
  if (last.kind !== 'hang') return last;
  // The kernel lists every stuck task before it gives up: the one in a module's code is the matter.
  const start = reports.findLastIndex(({ kind }) => kind !== 'hang') + 1;
  return reports.slice(start).find((report) => traceOf(report).length > 0) ?? reports[start];
}

/** That an object was written over is found long after, by someone else's call. */
function provesAccess({ kind, headline }: KernelReport): boolean {
  return kind !== 'allocator' || /already free|Invalid object|KFENCE: (?!memory)/.test(headline);
}

function namedSource(headline: string): ReportedPlaces['source'] {
  const [, file, line] =
    /^(?:kernel BUG at|WARNING: CPU: \d+ PID: \d+ at|WARNING:|UBSAN: \S+ in) (\S+?):(\d+)(?:!| at |:| |$)/.exec(
      headline,
    ) ?? [];
  return file && line ? { file, line: Number(line) } : null;
}

/** The first complaint before the end: it may be the cause. */
function earlierWords(reports: KernelReport[], fatal: KernelReport | undefined): string {
  const [first] = reports;
  if (!first || first.headline === fatal?.headline || first.kind === 'hang') return '';
  return ` Earlier, the kernel had complained: "${first.headline}".`;
}
