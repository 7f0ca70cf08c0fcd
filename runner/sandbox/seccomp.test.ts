import { expect, it } from 'vitest';
import { emulatorCalls } from '../guest/emulator-calls.ts';
import { allowListFilter, seccompFilter } from './seccomp.ts';

const compiler = seccompFilter();
const emulator = allowListFilter(Object.values(emulatorCalls));
const x86 = 0xc000_003e;

/** Runs a filter on one call, as the kernel does. */
function verdict(
  number: number,
  { program = compiler, architecture = x86, argument = 0 } = {},
): number {
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
const notThere = 0x0005_0026;

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

it.each([compiler, emulator])('refuses another architecture’s calls', (program) => {
  expect(verdict(0, { program, architecture: 0x4000_0003 })).toBe(notPermitted);
  expect(verdict(0x4000_0000, { program })).toBe(notPermitted);
});

it.each([compiler, emulator])('lets clone make threads, but no namespaces', (program) => {
  const threadFlags = 0x003d_0f00;
  expect(verdict(56, { program, argument: 17 })).toBe(allowed);
  expect(verdict(56, { program, argument: threadFlags })).toBe(allowed);
  for (const flag of [0x1000_0000, 0x2000_0000, 0x4000_0000, 0x0002_0000, 0x80]) {
    const argument = 17 | flag;
    expect(verdict(56, { program, argument }), flag.toString(16)).toBe(notPermitted);
  }
  expect(verdict(435, { program })).toBe(notThere);
});

it('lets the emulator do nothing that is not on its list', () => {
  const listed = new Set<number>([...Object.values(emulatorCalls), 56]);
  for (let number = 0; number < 1000; number++) {
    expect(verdict(number, { program: emulator }), String(number)).toBe(
      listed.has(number) ? allowed : notThere,
    );
  }
});

it.each([
  ['socket', 41],
  ['connect', 42],
  ['ptrace', 101],
  ['unshare', 272],
  ['mount', 165],
  ['keyctl', 250],
  ['perf_event_open', 298],
  ['bpf', 321],
  ['userfaultfd', 323],
  ['io_uring_setup', 425],
  ['process_vm_writev', 311],
  ['unlink', 87],
  ['rename', 82],
])('refuses the emulator %s', (_, number) => {
  expect(verdict(number, { program: emulator })).toBe(notThere);
});
