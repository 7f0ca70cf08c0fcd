// Cuts a kernel log into the reports that the kernel itself wrote: oopses, warnings, lockups,
// allocator complaints. A module's own lines, dump_stack() and %pS belong to no report. Pure.

export type ReportKind =
  | 'oops'
  | 'warn'
  | 'lockup'
  | 'hang'
  /** SLUB or KFENCE found an object misused. */
  | 'allocator'
  /** Something slept where nothing may. */
  | 'atomic'
  /** A complaint of another kind, such as UBSAN's. */
  | 'complaint'
  | 'panic';

export type KernelReport = {
  kind: ReportKind;
  /** The line that begins it, without its time. */
  headline: string;
  /** What the kernel printed just before: the text of a WARN(), usercopy's or a list's complaint. */
  words: string;
  /** All of it, headline first, without times. */
  lines: string[];
  /** The kernel got to its end. */
  whole: boolean;
};

/** The time, and the level and caller where they are shown, that the kernel puts before a line. */
const stamp = /^(?:<\d+>)?\[ *\d+\.\d+\](?:\[ *[TC]\d+\])? /;

const starts: [ReportKind, RegExp][] = [
  ['lockup', /^watchdog: BUG: soft lockup|^rcu: INFO: \w+ (?:self-)?detected stall|hard LOCKUP/],
  ['hang', /^INFO: task .+:\d+ blocked for more than/],
  ['allocator', /^BUG \S+ \(.*\): |^BUG: KFENCE: |^pagealloc: memory corruption/],
  ['atomic', /^BUG: (?:scheduling while atomic|sleeping function called from invalid context)/],
  ['oops', /^BUG: (?:kernel NULL pointer|unable to handle|.*stack guard page was hit)/],
  ['oops', /^kernel BUG at |^(?:traps: )?PANIC: double fault/],
  ['oops', /^Oops: |^[a-z][a-z0-9 ,-]*: [0-9a-f]{4} \[#\d+\]/],
  ['warn', /^WARNING: (?:CPU: \d|\S+:\d+ at )/],
  ['complaint', /^UBSAN: |^BUG: /],
  ['oops', /^Kernel panic - not syncing: stack-protector: /],
  ['panic', /^Kernel panic - not syncing: /],
];

export const panic = /^Kernel panic - not syncing: /;

/** A panic that only ends what an earlier report began. */
const consequence =
  /: (?:Fatal exception|softlockup|hung_task|RCU Stall|Hard LOCKUP|kernel: panic_on_warn|Aiee, killing)/;

/** What a fault's report goes on with before its trace: part of the same report. */
const continuation = /^Oops: |\[#\d+\]$|^PANIC: |^kernel BUG at |^BUG: .*stack guard page/;

/** Lines by which a checker says what it found before the kernel stops at it. */
const checker =
  /^(?:usercopy|list_(?:add|del)|slab|skbuff|refcount_t|.*detected buffer overflow)\b/;

/** An oops goes on with the modules that were loaded, a stall with the stack of who caused it. */
const goesOn: ReadonlySet<ReportKind> = new Set(['oops', 'lockup']);
const endMark = /^---\[ end trace/;
/** After the last frame of a trace. */
export const endOfTrace = /^ *<\/TASK>/;

/** SLUB says which part of an object is damaged before it begins its report. */
const overwritten = /^\[.+ overwritten\] /;

/** A line without the kernel's time, or undefined where it has none. */
export function withoutStamp(line: string): string | undefined {
  const time = stamp.exec(line)?.[0];
  return time === undefined ? undefined : line.slice(time.length);
}

/** The reports in a kernel log, oldest first. */
export function kernelReports(log: readonly string[]): KernelReport[] {
  const reports: KernelReport[] = [];
  let open: KernelReport | undefined;
  let traced = false;
  let panicked = false;
  let before: string[] = [];
  for (const stamped of log) {
    const line = withoutStamp(stamped);
    if (line === undefined) continue;
    const kind = starts.find(([, expression]) => expression.test(line))?.[0];
    const begins = kind && !panicked && !(open && belongsTo(open, traced, kind, line));
    if (begins && !isConsequence(line, reports)) {
      open = { kind, headline: line, words: wordsBefore(kind, before), lines: [], whole: false };
      traced = false;
      reports.push(open);
    }
    // Whatever goes wrong on the way down says nothing of the cause.
    panicked ||= panic.test(line);
    before = [...before.slice(-3), line];
    open?.lines.push(line);
    if (/^Call Trace:/.test(line)) traced = true;
    if (open && (endMark.test(line) || (endOfTrace.test(line) && !goesOn.has(open.kind)))) {
      open.whole = true;
      open = undefined;
    }
  }
  return reports;
}

/** Whether a line that could begin a report only goes on with the one that is open. */
function belongsTo(open: KernelReport, traced: boolean, kind: ReportKind, line: string): boolean {
  if (panic.test(line)) return true;
  if (open.kind === 'hang' || kind === 'hang') return false;
  if (!traced && (continuation.test(line) || open.kind === 'allocator')) return true;
  // A fault while the first one is being reported: the first is the cause.
  return open.kind === 'oops' || open.kind === 'panic';
}

function isConsequence(line: string, reports: KernelReport[]): boolean {
  return panic.test(line) && consequence.test(line) && reports.length > 0;
}

/** The text of a WARN() stands between the cut and the warning; a checker's before the cut. */
function wordsBefore(kind: ReportKind, lines: string[]): string {
  if (kind === 'allocator') return lines.find((line) => overwritten.test(line)) ?? '';
  const cut = lines.findLastIndex((line) => line.includes('[ cut here ]'));
  if (cut < 0) return '';
  const after = lines.slice(cut + 1).join(' ');
  const earlier = lines[cut - 1] ?? '';
  return after || (checker.test(earlier) ? earlier : '');
}
