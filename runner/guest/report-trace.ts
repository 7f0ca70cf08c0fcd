// The addresses in a kernel's report that belong to what it reports: its instruction pointer and the
// callers up to there. Where the allocator remembers who took or freed an object is read apart.
import { endOfTrace, type KernelReport, panic } from './kernel-report.ts';

/** A place in a module's code, as the kernel prints it: `symbol+offset`. */
export type CodeAddress = { symbol: string; offset: number; module: string };

const address = /(?<![\w.])([A-Za-z_][\w.]*)\+0x([0-9a-f]+)\/0x[0-9a-f]+ \[(\w+)/;
/** Where a trace leaves the interrupt for what it interrupted, which is not to blame. */
const interruptEnds = /^ *<\/(?:IRQ|SOFTIRQ|NMI)>/;

/** The module code that a report is about, innermost first. */
export function traceOf({ kind, lines }: KernelReport): CodeAddress[] {
  const found: CodeAddress[] = [];
  let inTrace = /^BUG: KFENCE/.test(lines[0] ?? '');
  for (const line of lines) {
    if (/^Call Trace:/.test(line)) inTrace = true;
    // A stall shows the stack of the kernel thread that was starved before that of who starved it.
    if (kind === 'lockup' ? panic.test(line) : endOfTrace.test(line)) break;
    if (/^(?:kfence-#|allocated by |freed by )/.test(line)) break;
    if (kind !== 'lockup' && kind !== 'hang' && interruptEnds.test(line)) break;
    const exact = kind !== 'allocator' && /\bRIP: |^WARNING: /.test(line);
    if (exact || inTrace) found.push(...codeAddress(line, exact));
  }
  return found;
}

/** Module code in the allocator's memory of who took or who freed the object, innermost first. */
export function objectHistory(report: KernelReport, what: 'Allocated' | 'Freed'): CodeAddress[] {
  const slub = new RegExp(`^${what} in `);
  const start = report.lines.findIndex((line) => slub.test(line));
  if (start < 0) return [];
  const rest = report.lines.slice(start);
  const end = rest.findIndex((line, index) => index > 0 && !/^ /.test(line));
  return rest.slice(0, end < 0 ? undefined : end).flatMap((line) => codeAddress(line, false));
}

/** Guesses of the unwinder (`? symbol`) are passed over. */
function codeAddress(line: string, exact: boolean): CodeAddress[] {
  if (/ \? /.test(line)) return [];
  const [, symbol = '', offset = '', module] = address.exec(line) ?? [];
  if (!module || symbol.startsWith('__pfx_')) return [];
  // A caller's address is that of the instruction after its call.
  return [{ symbol, offset: Number.parseInt(offset, 16) - (exact ? 0 : 1), module }];
}

/** The stack of a task as /proc shows it: `[<0>] symbol+0xoffset/0xlength [module]` lines. */
export function stackAddresses(stack: readonly string[]): CodeAddress[] {
  return stack.flatMap((line) => codeAddress(line, false));
}
