import { constants } from 'node:os';
import { expect, test } from 'vitest';
import { moduleLoadError } from './load-error.ts';

test('errors that a learner meets have words and a repair', () => {
  expect(moduleLoadError(constants.errno.ENOENT).explained).toContain('symbol');
  expect(moduleLoadError(constants.errno.ENOEXEC).insmod).toBe('Invalid module format');
  expect(moduleLoadError(constants.errno.EEXIST).explained).toContain('loaded already');
});

test('others are named', () => {
  expect(moduleLoadError(constants.errno.EINVAL).explained).toContain('-EINVAL');
  expect(moduleLoadError(3999).explained).toContain('errno 3999');
});
