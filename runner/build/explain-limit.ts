// Which limit ended a build, in words. The tools name some limits themselves; the others are seen
// from outside. Pure.
import type { SandboxedEnd } from '../sandbox/run-sandboxed.ts';
import type { BuildLimits } from './toolchain-sandbox.ts';

type Limit = 'memory' | 'cpu' | 'file' | 'work' | 'processes';

/** What the tools print when a limit stops them or a program that they started. */
const signs: { words: RegExp; limit: Limit }[] = [
  { words: /out of memory|memory exhausted|Cannot allocate memory/i, limit: 'memory' },
  { words: /CPU time limit exceeded/, limit: 'cpu' },
  { words: /File size limit exceeded|File too large/, limit: 'file' },
  { words: /No space left on device/, limit: 'work' },
  { words: /Cannot fork|Resource temporarily unavailable/, limit: 'processes' },
  // The kernel's own killer, where the machine or a control group ran out.
  { words: /Killed signal terminated program/, limit: 'memory' },
];

/** A line that a tool begins with its own name; lines about the learner's source do not count. */
const toolLine = /^(?!(?:\/work\/|\.\/)?[\w-]+\.[ch]\b)(?:\S+: |virtual memory exhausted)/;

function signOf(text: string): Limit | undefined {
  const lines = text.split('\n').filter((line) => toolLine.test(line));
  return signs.find(({ words }) => lines.some((line) => words.test(line)))?.limit;
}

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
  switch (end.reached ?? signOf(text)) {
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
