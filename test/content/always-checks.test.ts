// The page says of what every module is checked for the same as the checker itself does.
import { expect, test } from 'vitest';
import { checkIds } from '../../lessons/lib/exercise.ts';
import { loadExercise } from '../../lessons/lib/load-exercise.ts';
import { alwaysChecks } from '../../runner/check/always.ts';
import { messages } from '../../site/src/messages.ts';

test('each check of every module stands in the page’s words, for one point', async () => {
  const { exercise } = await loadExercise('uaccess/shout');
  const checks = alwaysChecks(exercise, () => expect.unreachable('nothing is checked here'));
  expect(messages.exercise.always).toEqual(
    Object.fromEntries(checks.map(({ id, says }) => [id, says])),
  );
  expect(checks.map(({ points }) => points)).toEqual(checks.map(() => 1));
  expect(checkIds(exercise).filter((id) => id.startsWith('always-'))).toEqual(
    checks.map(({ id }) => id),
  );
});
