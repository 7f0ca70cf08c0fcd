// Which limit ended a build, in words. The tools name some limits themselves; the others are seen
// from outside. Pure.
import type { SandboxedEnd } from '../sandbox/run-sandboxed.ts';
import type { BuildLimits } from './toolchain-sandbox.ts';

/** Lines that begin so come from the tools, not from the learner's source, which they indent or prefix. */
const signs: { shape: RegExp; limit: 'memory' | 'cpu' | 'file' | 'work' | 'processes' }[] = [
  {
    shape:
      /^\S*(cc1|as|ld|objtool|gcc-\d+|addr2line|modpost)?: .*(out of memory|virtual memory exhausted|memory exhausted|Cannot allocate memory)|^(cc1|as|ld): out of memory|^virtual memory exhausted/im,
    limit: 'memory',
  },
  { shape: /^\S+: fatal error: CPU time limit exceeded signal/im, limit: 'cpu' },
  { shape: /^CPU time limit exceeded|^\S+: \d+: CPU time limit/im, limit: 'cpu' },
  {
    shape:
      /^\S+: fatal error: File size limit exceeded signal|^\S+: .*File too large|^File size limit exceeded/im,
    limit: 'file',
  },
  { shape: /^\S+: .*No space left on device/im, limit: 'work' },
  { shape: /^\S+: .*(Cannot fork|Resource temporarily unavailable)/im, limit: 'processes' },
  // The kernel's own killer, where the machine or a control group ran out.
  { shape: /^\S+: fatal error: Killed signal terminated program/im, limit: 'memory' },
];

/** Says which limit was reached and what to do, or undefined when none was. */
export function explainLimit(
  end: SandboxedEnd,
  text: string,
  limits: BuildLimits,
): string | undefined {
  if (end.reached === 'time') {
    return `The build took longer than ${limits.wallMs / 1000} seconds and was stopped; look for a macro or an include that multiplies itself.`;
  }
  if (end.reached === 'messages') {
    return `The compiler printed more than ${size(limits.messageBytes)} of messages and was stopped; correct the first ones and build again.`;
  }
  if (end.reached === 'result') {
    return `The module is larger than ${size(limits.resultBytes)}; make its arrays smaller, or allocate them when it runs.`;
  }
  if (end.code === 0) return undefined;
  switch (signs.find(({ shape }) => shape.test(text))?.limit) {
    case 'memory':
      return `The compiler used more than ${size(limits.memoryBytes)} of memory; look for a macro that multiplies itself or a huge array with initial values.`;
    case 'cpu':
      return `The compiler worked for more than ${limits.cpuSeconds} seconds; look for a macro that multiplies itself or a huge constant expression.`;
    case 'file':
      return `The compiler wrote a file larger than ${size(limits.fileBytes)}; make the module's arrays smaller, or allocate them when it runs.`;
    case 'work':
      return `The build wrote more than ${size(limits.workBytes)} of files; make the module's arrays smaller, or allocate them when it runs.`;
    case 'processes':
      return `The compiler started more than ${limits.processes} processes; build again, and report it if it happens twice.`;
    case undefined:
      return undefined;
  }
}

/** Bytes in the unit in which they are a whole number. */
function size(bytes: number): string {
  const units: [number, string][] = [
    [1024 ** 3, 'GB'],
    [1024 ** 2, 'MB'],
    [1024, 'KB'],
  ];
  const [unit, name] = units.find(([unit]) => bytes >= unit && bytes % unit === 0) ?? [1, 'bytes'];
  return `${bytes / unit} ${name}`;
}
