import { expect, test } from 'vitest';
import { splitSolution } from './starter.ts';

test('in C the solution keeps the code, the starter the task and its own lines', () => {
  const text = [
    'int f(void)',
    '{',
    '\t/* todo: give back seven */',
    '\treturn 7;',
    '\t/* starter: return -ENOSYS; */',
    '\t/* endtodo */',
    '}',
  ].join('\n');
  expect(splitSolution(text, 'solution.c')).toEqual({
    solution: 'int f(void)\n{\n\treturn 7;\n}',
    starter: 'int f(void)\n{\n\t/* TODO: give back seven */\n\treturn -ENOSYS;\n}',
    written: [{ first: 3, last: 3 }],
  });
});

test('an empty line of the starter has nothing on it', () => {
  const text = '\t/* todo: x */\n\t/* starter: f(); */\n\t/* starter: */\n\t/* endtodo */';
  expect(splitSolution(text, 'solution.c').starter).toBe('\t/* TODO: x */\n\tf();\n');
});

test('in TypeScript the comments are of its own kind', () => {
  const text = '  // todo: read it\n  read();\n  // starter: await nothing();\n  // endtodo';
  expect(splitSolution(text, 'solution.ts')).toEqual({
    solution: '  read();',
    starter: '  // TODO: read it\n  await nothing();',
    written: [{ first: 1, last: 1 }],
  });
});

test('the starter has no white space at the end of a line or before a directive', () => {
  const text =
    '\t/* todo: x */\n\t// starter: #if 0\n\t// starter:\n\t// starter: y();\n\t/* endtodo */';
  expect(splitSolution(text, 'solution.c').starter).toBe('\t/* TODO: x */\n#if 0\n\n\ty();');
});

test('other comments stay in both', () => {
  const text = '/* what is todo here */\n/* todo: x */\n/* endtodo */\n// starter';
  const { solution, starter } = splitSolution(text, 'solution.c');
  expect(solution).toContain('/* what is todo here */');
  expect(starter).toContain('/* what is todo here */');
});

test.each([
  ['int x;', /solution\.c.*has no todo/],
  ['/* todo: a */\nint x;', /solution\.c:1.*not closed/],
  ['/* todo: a */\n/* todo: b */\n/* endtodo */', /solution\.c:2.*inside the one of line 1/],
  ['/* endtodo */', /solution\.c:1.*without a todo/],
  ['/* starter: x */', /solution\.c:1.*outside of a todo/],
])('%j is told with its line', (text, message) => {
  expect(() => splitSolution(text, 'solution.c')).toThrow(message);
});
