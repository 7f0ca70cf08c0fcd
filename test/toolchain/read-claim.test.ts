import { describe, expect, test } from 'vitest';
import { readClaim } from './read-claim.ts';

const claim = (first: string, second = '// claim: something is so') =>
  readClaim('kmod/x/claims/y.c', `${first}\n${second}\n#include <linux/module.h>\n`);

describe('readClaim', () => {
  test('reads an expectation for each edition, with quotes in the text', () => {
    expect(
      claim('// expect: 6.1 ok; 6.12 error "passed \\"x\\"; then"; newest sparse "bad"').expected,
    ).toEqual({
      '6.1': { verdict: 'ok' },
      '6.12': { verdict: 'error', text: 'passed "x"; then' },
      newest: { verdict: 'sparse', text: 'bad' },
    });
  });

  test('lets `all` stand for every edition', () => {
    expect(claim('// expect: all warning "w"').expected['6.1']).toEqual({
      verdict: 'warning',
      text: 'w',
    });
  });

  test.each([
    ['no expectation', '/* expect: all ok */'],
    ['a missing edition', '// expect: 6.1 ok; 6.12 ok'],
    ['an edition twice', '// expect: all ok; 6.1 ok'],
    ['an error without text', '// expect: all error'],
    ['an unknown verdict', '// expect: all fine'],
  ])('refuses %s', (_what, first) => {
    expect(() => claim(first)).toThrow(/kmod\/x\/claims\/y\.c: .*\n {4}repair: /);
  });

  test('refuses a claim without its sentence', () => {
    expect(() => claim('// expect: all ok', '#include <x>')).toThrow('says no claim');
  });
});
