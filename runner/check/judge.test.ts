import { expect, test } from 'vitest';
import { check, fail, pass } from '../../lessons/lib/exercise.ts';
import { judge, summed } from './judge.ts';
import { checkResult } from './report.ts';

const even = check({
  ...{ id: 'even', says: 'The number is even.', points: 3, visible: true },
  observe: async () => 4,
  judge: (number) => (number % 2 === 0 ? pass : fail('looked', 'an even number', 'x'.repeat(5000))),
});

test('what is right gets its points and no words', () => {
  const result = judge(even, { reached: true, observation: 4 }, 7);
  expect(checkResult.parse(result)).toMatchObject({ passed: true, awarded: 3, did: '', seen: '' });
});

test('what is wrong says why, in bounds, and keeps what was seen', () => {
  const result = judge(even, { reached: true, observation: 5 }, 7);
  expect(result).toMatchObject({ passed: false, awarded: 0, observation: 5, did: 'looked' });
  expect(result.seen.length).toBeLessThanOrEqual(600);
});

test('what was not reached has no observation to be judged again', () => {
  const verdict = { passed: false, did: 'used it', expected: 'an end', seen: 'none' } as const;
  const result = judge(even, { reached: false, verdict }, 7);
  expect(result).toMatchObject({ reached: false, passed: false, observation: null, seen: 'none' });
});

test('sums and outcome follow from the results', () => {
  const right = judge(even, { reached: true, observation: 4 }, 1);
  const wrong = judge(even, { reached: true, observation: 5 }, 1);
  expect(summed([right])).toMatchObject({ outcome: 'passed', points: 3, awarded: 3 });
  expect(summed([right, wrong])).toMatchObject({
    ...{ outcome: 'failed', points: 6, awarded: 3, message: '1 of 2 checks failed.' },
  });
});

test('what is flagged is neither passed nor failed, and keeps its points', () => {
  const right = judge(even, { reached: true, observation: 4 }, 1);
  const flags = [{ kind: 'import' as const, what: 'It calls vm_mmap().' }];
  expect(summed([right], flags)).toMatchObject({ outcome: 'flagged', awarded: 3, flags });
});
