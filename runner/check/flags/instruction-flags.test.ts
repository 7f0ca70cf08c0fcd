import { expect, test } from 'vitest';
import { instructionFlags } from './instruction-flags.ts';

const found = (...code: string[]): string =>
  instructionFlags(code.map((each, at) => `  ${at.toString(16)}:\t${each}`).join('\n'))
    .map(({ what }) => what)
    .join('\n');

test.each([
  ['wrmsr', /wrmsr/],
  ['out    %al,(%dx)', /instruction out/],
  ['rep outsb (%rsi),(%dx)', /outsb/],
  ['mov    %rax,%cr4', /control register/],
  ['popf', /popf/],
  ['iretq', /iret/],
  ['(bad)', /\(bad\)/],
])('%s is privileged, or nothing that a compiler writes', (code, words) => {
  expect(found('push   %rbx', code)).toMatch(words);
});

test('what a compiler makes of C is no finding', () => {
  const plain = [
    'call   15 <f+0x5>',
    'mov    %rsp,%rbp',
    'lock cmpxchg %rdx,(%rdi)',
    'ud2',
    'int3',
  ];
  expect(found(...plain, 'rep stos %al,%es:(%rdi)', 'insertps $1,%xmm0,%xmm1', 'stac')).toBe('');
});
