import { signal } from '@preact/signals';
import { beforeEach, expect, test } from 'vitest';
import type { SourceFile } from '../../../runner/protocol.ts';
import { Questions } from './questions.ts';

const pair = (a: string, b: string): SourceFile[] => [
  { name: 'a.c', text: a },
  { name: 'b.ts', text: b },
];
const saved = { where: 'server', version: 'v2', files: pair('theirs', 'theirs'), at: 1 } as const;

const mine = signal(pair('mine', 'mine'));
let questions: Questions;
beforeEach(() => {
  mine.value = pair('mine', 'mine');
  questions = new Questions(mine);
});

test('each file that differs is chosen for, by an answer or because its text became the same', () => {
  questions.askForServer(saved);
  expect(questions.undecided.value).toEqual(['a.c', 'b.ts']);
  expect(questions.settled()).toBeNull();
  questions.decide('a.c');
  expect(questions.undecided.value).toEqual(['b.ts']);
  mine.value = pair('mine', 'theirs');
  expect(questions.settled()).toBe(saved);
  expect(questions.first.value).toBeNull();
  expect(questions.settled()).toBeNull();
});

test('what was chosen holds when the same version comes again, and not for another one', () => {
  questions.askForServer(saved);
  questions.decide('a.c');
  questions.askForServer({ ...saved });
  expect(questions.undecided.value).toEqual(['b.ts']);
  questions.askForServer({ ...saved, version: 'v3' });
  expect(questions.undecided.value).toEqual(['a.c', 'b.ts']);
});

test('the version on the server comes before what a closed page left, and is asked once', () => {
  const left = { where: 'browser', files: pair('left', 'mine'), at: 1, drop: () => {} } as const;
  questions.askForBrowser(left);
  questions.askForServer(saved);
  questions.askForServer({ ...saved, version: 'v3' });
  expect(questions.first.value).toMatchObject({ version: 'v3' });
  questions.withdraw();
  expect(questions.first.value).toBe(left);
  expect(questions.undecided.value).toEqual(['a.c']);
});

test('an answer to one question is none to the next', () => {
  const left = { where: 'browser', files: pair('left', 'left'), at: 1, drop: () => {} } as const;
  questions.askForServer(saved);
  questions.askForBrowser(left);
  questions.decide('a.c');
  questions.decide('b.ts');
  questions.settled();
  expect(questions.undecided.value).toEqual(['a.c', 'b.ts']);
});
