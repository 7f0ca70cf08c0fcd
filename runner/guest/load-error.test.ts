import { constants } from 'node:os';
import { expect, test } from 'vitest';
import { insmodWords, loadErrorWords } from './load-error.ts';

const { ENOENT, ENOEXEC, EEXIST, EPERM, EINVAL, EBUSY } = constants.errno;

const words = (errno: number, line = '', known = false): string =>
  loadErrorWords({ errno, log: [`[    1.000000] ${line}`], module: 'note', known });

test("insmod prints its own words for some errors and the C library's for the others", () => {
  expect(insmodWords(ENOENT)).toBe('Unknown symbol in module');
  expect(insmodWords(ENOEXEC)).toBe('Invalid module format');
  expect(insmodWords(EINVAL)).toBe('Invalid parameters');
  expect(insmodWords(EBUSY)).toBe('Device or resource busy');
  expect(insmodWords(3999)).toBe('Unknown error 3999');
});

test.each([
  ['note: Unknown symbol printf (err -2)', 'printf'],
  ["note: version magic '6.1.0-9 SMP ' should be '6.12.1 SMP '", '6.12.1'],
  ['note: exports duplicate symbol shout (owned by other)', 'other exports already'],
  ["note: `seven' invalid for parameter `count'", "'seven' is no value for the parameter count"],
  ['note: module is already loaded', 'Rename the module'],
  ['Loading of unsigned module is rejected', 'signed'],
])("what the kernel's loader logged decides: %s", (line, expected) => {
  expect(words(ENOENT, line)).toContain(expected);
});

test('an error that the loader did not log is what init returned', () => {
  expect(words(ENOENT, 'note: reading the configuration')).toBe(
    'The module\'s init function returned -ENOENT ("No such file or directory").',
  );
  expect(words(EINVAL)).toContain('returned -EINVAL');
  expect(words(EPERM)).toContain('`return -1`');
  expect(words(3999)).toContain('returned -3999');
});

test("a line of the module itself that looks like the loader's counts only in the loader's words", () => {
  expect(words(ENOENT, 'other: Unknown symbol printf (err -2)')).toContain('returned -ENOENT');
});

test('a name that is taken is told from a module that is loaded', () => {
  expect(words(EEXIST, '', true)).toContain('loaded already');
  expect(words(EEXIST, "sysfs: cannot create duplicate filename '/kernel/note'")).toContain(
    '/kernel/note exists already',
  );
});

test('a file that is no module is told from an init that returned -ENOEXEC', () => {
  expect(words(ENOEXEC)).toContain('refused the file');
  expect(words(ENOEXEC, 'note: loading out-of-tree module taints kernel.')).toContain(
    'init function returned -ENOEXEC',
  );
});
