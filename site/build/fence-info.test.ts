import { describe, expect, test } from 'vitest';
import { readFence } from './fence-info.ts';

describe('readFence', () => {
  test('a region of a file', () => {
    expect(readFence('c file=kmod/x/x.c region=read', '')).toEqual({
      kind: 'file',
      language: 'c',
      file: 'kmod/x/x.c',
      region: 'read',
    });
  });

  test('a whole file', () => {
    expect(readFence('ts file=lessons/x/client.ts', '\n')).toMatchObject({ region: null });
  });

  test('part of a transcript', () => {
    expect(readFence('console transcript=first-run commands=2-3', '')).toEqual({
      kind: 'transcript',
      transcript: 'first-run',
      commands: { first: 2, last: 3 },
    });
    expect(readFence('console transcript=a commands=2', '')).toMatchObject({
      commands: { first: 2, last: 2 },
    });
  });

  test('a sketch', () => {
    expect(readFence('sh sketch', 'ls')).toEqual({ kind: 'sketch', language: 'sh', code: 'ls' });
  });

  test.each([
    ['', 'x', /without a language/],
    ['rust sketch', 'x', /"rust" is no language/],
    ['c', 'int x;', /names no file/],
    ['text', 'x', /names no file/],
    ['c file=a.c', 'int x;', /code of its own/],
    ['c file=a.c sketch', 'int x;', /more than one source/],
    ['c sketch', ' ', /empty sketch/],
    ['c file=a.c lines=3', '', /cannot read/],
    ['c transcript=a', '', /another language/],
    ['console transcript=a region=b', '', /no regions/],
    ['c file=a.c commands=1', '', /without a transcript/],
    ['console transcript=a commands=x', '', /cannot read/],
  ])('"%s" with body "%s" is refused', (info, body, expected) => {
    const fault = readFence(info, body);
    expect(fault).toHaveProperty('repair');
    expect('problem' in fault && fault.problem).toMatch(expected);
  });
});
