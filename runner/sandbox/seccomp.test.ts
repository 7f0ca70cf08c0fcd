import { expect, it } from 'vitest';
import { seccompFilter } from './seccomp.ts';

const program = seccompFilter();
const x86 = 0xc000_003e;

/** Runs the filter on one call, as the kernel does. */
function verdict(number: number, { architecture = x86, argument = 0 } = {}): number {
  const data = new Map([
    [0, number],
    [4, architecture],
    [16, argument],
  ]);
  let accumulator = 0;
  for (let at = 0; at < program.length / 8; at++) {
    const code = program.readUInt16LE(at * 8);
    const operand = program.readUInt32LE(at * 8 + 4);
    if (code === 0x06) return operand;
    if (code === 0x20) {
      accumulator = data.get(operand) ?? Number.NaN;
      continue;
    }
    const tests: Record<number, boolean> = {
      21: accumulator === operand,
      53: accumulator >= operand,
      69: (accumulator & operand) !== 0,
    };
    at += program.readUInt8(at * 8 + (tests[code] ? 2 : 3));
  }
  throw new Error('the filter has no end');
}

const allowed = 0x7fff_0000;
const notPermitted = 0x0005_0001;

it.each([
  ['read', 0],
  ['write', 1],
  ['mmap', 9],
  ['execve', 59],
  ['wait4', 61],
  ['openat', 257],
  ['prlimit64', 302],
  ['getrandom', 318],
])('lets %s through', (_, number) => {
  expect(verdict(number)).toBe(allowed);
});

it.each([
  ['ptrace', 101],
  ['mount', 165],
  ['unshare', 272],
  ['bpf', 321],
  ['io_uring_setup', 425],
  ['socket', 41],
  ['read of the x32 interface', 0x4000_0000],
])('refuses %s', (_, number) => {
  expect(verdict(number)).toBe(notPermitted);
});

it('refuses another architecture’s calls', () => {
  expect(verdict(0, { architecture: 0x4000_0003 })).toBe(notPermitted);
});

it('lets clone make processes and threads, but no namespaces', () => {
  const threadFlags = 0x003d_0f00;
  expect(verdict(56, { argument: 17 })).toBe(allowed);
  expect(verdict(56, { argument: threadFlags })).toBe(allowed);
  for (const flag of [0x1000_0000, 0x2000_0000, 0x4000_0000, 0x0002_0000, 0x80]) {
    expect(verdict(56, { argument: 17 | flag }), flag.toString(16)).toBe(notPermitted);
  }
  expect(verdict(435)).toBe(0x0005_0026);
});
