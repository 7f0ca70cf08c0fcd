import { describe, expect, it } from 'vitest';
import { columnOfByte, useFinder } from './source-text.ts';

const place = (text: string, name = 'f') => useFinder([{ name: 'a.c', text }])(name);

describe('useFinder', () => {
  it.each([
    ['a call', 'f();', { line: 1, column: 1 }],
    ['past a comment', '/* f\n f */ // f\nint x = f();', { line: 3, column: 9 }],
    ['past a string and a character', 'g("f\\"f", \'f\'); f();', { line: 1, column: 17 }],
    ['past other names', 'f1(); af(); f_(); f();', { line: 1, column: 19 }],
    ['past declarations', 'extern int f(int);\nint f(int);\nreturn f(1);', { line: 3, column: 8 }],
    ['a declaration where nothing else is', 'int f(int);', { line: 1, column: 5 }],
  ])('finds %s', (_, text, wanted) => {
    expect(place(text)).toEqual({ file: 'a.c', ...wanted });
  });

  it('finds nothing', () => {
    expect(place('int g(void);')).toBeUndefined();
    expect(place('"f', 'f')).toBeUndefined();
  });

  it('takes init_module for what the source calls it', () => {
    expect(place('int go(void) {}\nmodule_init(go);', 'init_module')).toMatchObject({ line: 1 });
  });

  it('takes a name with odd characters as it is', () => {
    expect(place('a.b', 'a.b')).toMatchObject({ column: 1 });
    expect(place('axb', 'a.b')).toBeUndefined();
  });
});

describe('columnOfByte', () => {
  it('counts characters as an editor does', () => {
    expect(columnOfByte('\tx', 2)).toBe(2);
    expect(columnOfByte('ü x', 4)).toBe(3);
    expect(columnOfByte('🙂x', 5)).toBe(3);
    expect(columnOfByte('x', 0)).toBe(0);
    expect(columnOfByte('', 9)).toBe(1);
  });
});
