import { expect, test } from 'vitest';
import { outcome } from './outcome.ts';
import { outcomeOf } from './run-steps.ts';

const failed = (message: string) => ({ kind: 'failed', stage: 'shell', message }) as const;

test('a Run in which nothing failed has passed', () => {
  expect(outcomeOf([])).toEqual({ kind: 'passed' });
});

test('the first failure decides the outcome, and later ones are mentioned', () => {
  const late = { kind: 'timed-out', stage: 'load', message: 'Too late.', stuck: true } as const;
  const result = outcomeOf([
    late,
    failed('One.'),
    failed('Two.'),
    failed('Three.'),
    failed('Four.'),
  ]);
  expect(outcome.parse(result)).toEqual({
    kind: 'timed-out',
    stage: 'load',
    message: 'Too late. One. Two. Three. 1 more went wrong.',
  });
});
