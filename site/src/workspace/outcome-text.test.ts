import { expect, test } from 'vitest';
import { messages } from '../messages.ts';
import { outcomeTitle } from './outcome-text.ts';

const { passed } = messages.outcome;

test.each([
  [['a.c', 'a.h', 'client.ts'], passed.both],
  [['a.c', 'a.h'], passed.module],
  [['client.ts'], passed.client],
  [[], ''],
])('a passed Run of %j names what was there', (names, title) => {
  const files = names.map((name) => ({ name }));
  expect(outcomeTitle({ kind: 'passed' }, files)).toBe(title);
});

test('what went wrong in a shell is told', () => {
  const outcome = { kind: 'guest-crashed', verdict: 'panic', message: '' } as const;
  expect(outcomeTitle(outcome, [])).toBe(messages.outcome.crash.panic);
});
