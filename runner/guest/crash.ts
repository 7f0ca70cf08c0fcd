// Says why a guest died, from the last lines of its kernel log and the way it went. Pure: the
// caller resolves `at` to a line of the learner's source.

import type { Outcome } from '../outcome.ts';
import type { EmulatorEnd } from './emulator.ts';

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

/** A place in a module's code, as the kernel prints it: `symbol+offset`. */
export type CodeAddress = { symbol: string; offset: number; module: string };

export type Crash = {
  verdict: CrashVerdict;
  /** In plain words, one sentence. */
  message: string;
  /** The innermost place in a module's own code, where the log names one. */
  at: CodeAddress | null;
};

type Pattern = {
  verdict: CrashVerdict;
  expression: RegExp;
  words(match: RegExpMatchArray): string;
};

// In the order of trust: the first line of a report names its cause, the panic at its end does not.
const patterns: Pattern[] = [
  {
    verdict: 'oops',
    expression: /BUG: kernel NULL pointer dereference, address: ([0-9a-f]+)/,
    words: ([, address]) =>
      `Kernel oops: the code followed a NULL pointer (address 0x${address?.replace(/^0+(?=.)/, '')}).`,
  },
  {
    verdict: 'oops',
    expression: /BUG: unable to handle page fault for address: ([0-9a-f]+)/,
    words: ([, address]) =>
      `Kernel oops: the code used address 0x${address}, which nothing is mapped at or which it may not touch.`,
  },
  {
    verdict: 'oops',
    expression: /Oops: general protection fault|general protection fault, (?:maybe|probably)/,
    words: () =>
      'Kernel oops: the code used an address that no x86-64 pointer can have; often freed or overwritten memory.',
  },
  {
    verdict: 'oops',
    expression: /kernel BUG at (.+)!/,
    words: ([, place]) => `Kernel BUG: a check of the kernel failed at ${place}.`,
  },
  {
    verdict: 'oops',
    expression: /divide error:|Oops: divide error/,
    words: () => 'Kernel oops: the code divided by zero.',
  },
  {
    verdict: 'oops',
    expression: /stack-protector: Kernel stack is corrupted in: (\S+)/,
    words: ([, place]) => `The code wrote past the end of a variable on the stack, in ${place}.`,
  },
  {
    verdict: 'oops',
    expression: /BUG: (?:stack guard page|TASK stack guard page) was hit|kernel stack overflow/i,
    words: () =>
      'Kernel oops: the kernel stack overflowed; look for a large local array or recursion.',
  },
  {
    verdict: 'lockup',
    expression: /BUG: soft lockup - CPU#\d+ stuck for (\d+)s/,
    words: ([, seconds]) =>
      `Lock-up: code in the kernel kept the processor for ${seconds} seconds without letting anything else run.`,
  },
  {
    verdict: 'lockup',
    expression: /rcu: INFO: \w+ (?:self-)?detected stall|rcu_\w+ self-detected stall/,
    words: () =>
      'Lock-up: code in the kernel kept the processor without letting anything else run.',
  },
  {
    verdict: 'hang',
    expression: /INFO: task (\S+):\d+ blocked for more than (\d+) seconds/,
    words: ([, task, seconds]) =>
      `Hang: ${task} waited in the kernel for more than ${seconds} seconds and could not be woken.`,
  },
  {
    verdict: 'warn',
    expression: /WARNING: CPU: \d+ PID: \d+ at (\S+)|WARNING: (\S+:\d+) at /,
    words: ([, first, second]) =>
      `Kernel warning at ${first ?? second}; this guest stops at the first one.`,
  },
  {
    verdict: 'oops',
    expression: /\bOops: (.+)/,
    words: ([, kind]) => `Kernel oops: ${kind}.`,
  },
  {
    verdict: 'panic',
    expression: /Kernel panic - not syncing: (.+?)(?: \]---)?$/,
    words: ([, reason]) => `Kernel panic: ${reason}.`,
  },
];

/** What the evidence says, in the words of a lesson. */
export function classifyCrash(evidence: CrashEvidence): Crash {
  const { log, silent, shutdownReason, stopped, tampering } = evidence;
  const at = innermostModuleAddress(log);
  for (const { verdict, expression, words } of patterns) {
    const match = firstMatch(log, expression);
    if (match) return { verdict, message: words(match), at };
  }
  if (stopped) return { verdict: 'emulator', message: 'The guest was stopped.', at: null };
  if (tampering) {
    const message = `The virtual machine was stopped: something in it wrote on the channel of the runner's own agent (${tampering}).`;
    return { verdict: 'tampered', message, at: null };
  }
  if (silent) {
    return {
      verdict: 'hang',
      message:
        'Hang: the guest no longer answered; code in the kernel keeps the processor and never gives it back.',
      at,
    };
  }
  if (shutdownReason === 'guest-reset') {
    return { verdict: 'reboot', message: 'The guest rebooted.', at: null };
  }
  if (shutdownReason === 'guest-shutdown') {
    return { verdict: 'reboot', message: 'The guest powered itself off.', at: null };
  }
  return emulatorEnded(evidence);
}

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
    return { verdict: 'device', message, at: null };
  }
  if (entrusted && signal === null && code !== null && code !== 0 && code !== killedCode) {
    const message = `The virtual machine's emulator did not survive what code in the kernel did to one of its devices${detail}`;
    return { verdict: 'device', message, at: null };
  }
  return { verdict: 'emulator', message: `The emulator ended unexpectedly${detail}`, at: null };
}

function firstMatch(log: string[], expression: RegExp): RegExpMatchArray | null {
  for (const line of log) {
    const match = line.match(expression);
    if (match) return match;
  }
  return null;
}

/**
 * The first `symbol+0x…/0x… [module]` of a report: the instruction pointer when that is in a
 * module, else the nearest caller that is. Guesses of the unwinder (`? symbol`) are passed over.
 */
function innermostModuleAddress(log: string[]): CodeAddress | null {
  for (const line of log) {
    if (/ \? /.test(line)) continue;
    const match = line.match(/\b([\w.]+)\+0x([0-9a-f]+)\/0x[0-9a-f]+ \[(\w+)/);
    if (match?.[1] && match[2] && match[3]) {
      // A caller's address is that of the instruction after its call.
      const offset = Number.parseInt(match[2], 16) - (/RIP: |WARNING: /.test(line) ? 0 : 1);
      return { symbol: match[1], offset, module: match[3] };
    }
  }
  return null;
}
