import { beforeAll, expect, test } from 'vitest';
import { type LoadedExercise, loadExercise } from '../../lessons/lib/load-exercise.ts';
import type { RunHost } from '../run-host.ts';
import { type CheckRequest, unreadReport } from './check-exercise.ts';
import { checkWithCanary } from './check-with-canary.ts';
import type { CheckReport } from './report.ts';

let exercise: LoadedExercise;
beforeAll(async () => {
  exercise = await loadExercise('uaccess/shout');
});

const host: RunHost = {
  ...{ accelerator: 'tcg', acceleratorReason: '', editions: () => [] },
  open: () => Promise.reject(new Error('not asked for here')),
  close: async () => {},
};

/** Checks with a grader whose outcomes are these, in order, and returns what was checked too. */
async function checked(...outcomes: CheckReport['outcome'][]) {
  const texts: string[] = [];
  const check = async (_: RunHost, { submitted }: CheckRequest): Promise<CheckReport> => {
    const outcome = outcomes[texts.push(submitted.text) - 1] ?? 'passed';
    return { ...unreadReport(exercise, '6.12', 'no answer'), outcome, points: 14 };
  };
  const submitted = { name: 'shout.c', text: 'theirs' };
  const report = await checkWithCanary(host, { exercise, submitted }, check);
  return { report, texts };
}

test('a fault that passes is tried again once', async () => {
  const { report, texts } = await checked('runner-error', 'failed');
  expect([report.outcome, texts]).toEqual(['failed', ['theirs', 'theirs']]);
});

test('what fails twice while our own solution passes is flagged, and has no points', async () => {
  const { report, texts } = await checked('runner-error', 'runner-error', 'passed');
  expect(texts).toEqual(['theirs', 'theirs', exercise.solution.text]);
  expect(report).toMatchObject({ outcome: 'flagged', awarded: 0, points: 14 });
  expect(report.flags).toMatchObject([{ kind: 'our-fault' }]);
});

test.each(['runner-error', 'failed'] as const)(
  'it stays a fault of ours where our own solution ends %s',
  async (outcome) => {
    const { report } = await checked('runner-error', 'runner-error', outcome);
    expect(report).toMatchObject({ outcome: 'runner-error', flags: [] });
  },
);
