import { expect, test } from 'vitest';
import { listExercises, loadExercise } from '../../lessons/lib/load-exercise.ts';
import { mostSpecific } from '../most-specific.ts';

test('of two mutants that fail a check the one that fails less is checked every day', () => {
  const [all, first, second] = [
    { file: 'all.c', fails: ['first', 'second', 'third'] },
    { file: 'first.c', fails: ['first'] },
    { file: 'second.c', fails: ['second', 'first'] },
  ] as const;
  const mutants = [all, first, second].map(({ file, fails }) => ({ file, fails: [...fails] }));
  expect(mostSpecific(mutants).map(({ file }) => file)).toEqual(['all.c', 'first.c', 'second.c']);
  expect(mostSpecific(mutants.slice(1)).map(({ file }) => file)).toEqual(['first.c', 'second.c']);
  expect(
    mostSpecific([...mutants, { file: 'again.c', fails: ['first', 'third', 'second'] }]),
  ).toEqual(mutants);
});

test('every check that a mutant fails is failed by one of those that are checked every day', async () => {
  for (const name of await listExercises()) {
    const { broken } = (await loadExercise(name)).exercise;
    const checks = (mutants: { fails: string[] }[]) =>
      new Set(mutants.flatMap(({ fails }) => fails));
    expect(checks(mostSpecific(broken))).toEqual(checks(broken));
  }
});
