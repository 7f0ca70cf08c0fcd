// A kernel's report in words for the learner: what happened, and as far as the report proves it, why.
import { faultingAccess } from './faulting-access.ts';
import type { KernelReport } from './kernel-report.ts';
import { type Fault, faultWords, pointerWords } from './pointer-words.ts';

type Rule = {
  expression: RegExp;
  words(match: RegExpExecArray, report: KernelReport): string;
};

/** The thread of the guest's agent that does what insmod does. */
const agentThread = 'libuv-worker';

const rules: Rule[] = [
  {
    expression: /^BUG: kernel NULL pointer dereference, address: ([0-9a-f]+)/,
    words: ([, hex = ''], report) => nullPointer(BigInt(`0x${hex}`), report),
  },
  {
    expression: /^BUG: unable to handle page fault for address: ([0-9a-f]+)/,
    words: ([, hex = ''], report) => pageFault(BigInt(`0x${hex}`), report),
  },
  {
    expression: /^(?:Oops: )?general protection fault/,
    words: (_, report) => protectionFault(report),
  },
  {
    expression: /^kernel BUG at (.+)!/,
    words: ([, place = ''], { words }) =>
      `Kernel BUG: a check of the kernel failed at ${place}${said(words)}.`,
  },
  {
    expression: /^(?:Oops: )?divide error/,
    words: () => 'Kernel oops: the code divided by zero.',
  },
  {
    expression: /stack-protector: Kernel stack is corrupted in: (\S+?)(?:\+|$)/,
    words: ([, symbol = '']) =>
      `The code wrote past the end of a variable on the stack, in ${plainSymbol(symbol)}.`,
  },
  {
    expression: /stack guard page|kernel stack overflow|double fault/i,
    words: () =>
      'Kernel oops: the kernel stack overflowed; look for a large local array or recursion.',
  },
  {
    expression: /soft lockup - CPU#\d+ stuck for (\d+)s/,
    words: ([, seconds]) =>
      `Lock-up: code in the kernel kept the processor for ${seconds} seconds without letting anything else run.`,
  },
  {
    expression: /detected stall|hard LOCKUP/,
    words: () =>
      'Lock-up: code in the kernel kept the processor without letting anything else run.',
  },
  {
    expression: /^INFO: task (.+):\d+ blocked for more than (\d+) seconds/,
    words: ([, task, seconds]) =>
      `Hang: ${task === agentThread ? 'insmod' : task} waited in the kernel for more than ${seconds} seconds and could not be woken.`,
  },
  {
    expression: /^WARNING: CPU: \d+ PID: \d+ at (\S+)|^WARNING: (\S+:\d+) at /,
    words: ([, first, second], { words }) =>
      `Kernel warning at ${first ?? second}${said(words)}; this guest stops at the first one.`,
  },
  {
    expression: /^BUG (\S+) \(.*\): (.+)/,
    words: ([, cache = '', what = ''], { words }) =>
      `The allocator found an object of ${cache} misused: ${allocatorWords(words || what)}.`,
  },
  {
    expression: /^BUG: KFENCE: ([a-z -]+?)(?: in .*)?$/,
    words: ([, what]) => `The allocator's guard (KFENCE) caught an invalid access: ${what}.`,
  },
  {
    expression: /^BUG: scheduling while atomic/,
    words: () =>
      'The code slept where it must not: while it held a spinlock, or in interrupt context ("scheduling while atomic").',
  },
  {
    expression: /^BUG: sleeping function called from invalid context/,
    words: () =>
      'The code called a function that can sleep where nothing may sleep: under a spinlock or in interrupt context.',
  },
  {
    expression: /^Kernel panic - not syncing: (.+?)(?: \]---)?$/,
    words: ([, reason]) => `Kernel panic: ${reason}.`,
  },
  { expression: /^Oops: (.+)/, words: ([, kind]) => `Kernel oops: ${kind}.` },
  { expression: /^(.+?)(?:: [0-9a-f]{4} \[#\d+\].*)?$/, words: ([, line]) => `"${line}".` },
];

/** One or two sentences about a report; without the place. */
export function reportWords(report: KernelReport): string {
  for (const { expression, words } of rules) {
    const match = expression.exec(report.headline);
    if (match) return words(match, report);
  }
  return report.headline;
}

/** A symbol without what the compiler adds to the names of the parts it makes of a function. */
export function plainSymbol(symbol: string): string {
  return symbol.replace(/\.(?:cold|isra|constprop|part|llvm|lto_priv)\b.*$/, '');
}

const said = (words: string): string => (words ? ` ("${words.replace(/[.!]$/, '')}")` : '');

function nullPointer(address: bigint, report: KernelReport): string {
  const fault = faultOf(address, report);
  if (fault.fetched && address === 0n) {
    return 'Kernel oops: the code called a function through a NULL pointer.';
  }
  const shown = `address 0x${address.toString(16)}`;
  const more = faultWords({ address, access: fault.access, fetched: false });
  if (more) return `Kernel oops: ${more} (${shown}).`;
  return `Kernel oops: the code followed a NULL pointer (${shown}).`;
}

function pageFault(address: bigint, report: KernelReport): string {
  const words =
    faultWords(faultOf(address, report)) ??
    `the code used address 0x${address.toString(16)}, which nothing is mapped at or which it may not touch`;
  return `Kernel oops: ${words}.`;
}

function faultOf(address: bigint, { lines }: KernelReport): Fault {
  const text = lines.join('\n');
  const stack = /^RSP: 0018:([0-9a-f]{16}) /m.exec(text)?.[1];
  return {
    address,
    access: faultingAccess(lines, address),
    fetched: text.includes('#PF: supervisor instruction fetch'),
    ownLoaded: /^Modules linked in:.* \w+\(\w*O/m.test(text),
    unloaded: /\[last unloaded: (\w+)/.exec(text)?.[1],
    stackPointer: stack === undefined ? undefined : BigInt(`0x${stack}`),
  };
}

function protectionFault(report: KernelReport): string {
  const text = report.lines.join('\n');
  const hex =
    /non-canonical address 0x([0-9a-f]+)/.exec(report.headline)?.[1] ??
    /^RIP: 0010:0x([0-9a-f]{16})$/m.exec(text)?.[1];
  const known = hex && pointerWords(BigInt(`0x${hex}`));
  const words =
    known || 'an address that no x86-64 pointer can have; often freed or overwritten memory';
  return `Kernel oops: the code used ${words}.`;
}

function allocatorWords(what: string): string {
  if (/Right Redzone overwritten/.test(what)) return 'something was written past its end';
  if (/Left Redzone overwritten/.test(what)) return 'something was written before its start';
  if (/Poison overwritten/.test(what)) return 'something was written to it after it was freed';
  if (/Object already free/.test(what)) return 'it was freed twice';
  return `"${what}"`;
}
