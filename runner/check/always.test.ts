import { expect, test } from 'vitest';
import {
  type Check,
  checkIds,
  type Exercise,
  type Observation,
} from '../../lessons/lib/exercise.ts';
import type { Call } from '../../lessons/lib/probe.ts';
import { alwaysChecks } from './always.ts';

const exercise = {
  device: '/dev/x',
  round: 'printf x > /dev/x',
  refused: [] as Call[],
} as Exercise;
const noSession = (): never => {
  throw new Error('judging needs no guest');
};

function judge(id: string, observation: Observation): boolean {
  const check = alwaysChecks(exercise, noSession).find((each) => each.id === id) as Check;
  return check.judge(observation).passed;
}

test.each([exercise, { ...exercise, device: null }, { ...exercise, round: null }])(
  'an author may name these checks: $device, $round',
  (parts) => {
    const named: Exercise = { ...parts, checks: [], edits: 'module' };
    expect(alwaysChecks(named, noSession).map(({ id }) => id)).toEqual(checkIds(named));
  },
);

test('a module without a device to write to is checked for less', () => {
  const ids = alwaysChecks({ ...exercise, device: null, round: null }, noSession).map(
    ({ id }) => id,
  );
  expect(ids).toEqual(['always-reload', 'always-log']);
});

test('a call that says it moved bytes from nowhere is wrong, refusing and moving nothing is right', () => {
  const refused = { call: 'write', value: -1, errno: 'EFAULT' };
  expect(judge('always-pointers', [refused, { call: 'read', value: 0, errno: '' }])).toBe(true);
  expect(judge('always-pointers', [refused, { call: 'read', value: 8, errno: '' }])).toBe(false);
});

test('a copy that fails because the page was never touched is wrong, any other refusal is not', () => {
  const called = (errno: string) => [
    ...[
      { call: 'open', errno: '' },
      { call: 'write', errno: '' },
      { call: 'open', errno: '' },
    ],
    ...[
      { call: 'read', errno },
      { call: 'write', errno: 'EINVAL' },
    ],
  ];
  expect(judge('always-untouched', called(''))).toBe(true);
  expect(judge('always-untouched', called('EFAULT'))).toBe(false);
  expect(judge('always-untouched', [])).toBe(false);
});

test('a guest that hides its figures of memory gains nothing', () => {
  const figures = { 'kmalloc-64': 500, 'loose pages': 100 };
  const same = { code: 0, before: figures, after: figures };
  expect(judge('always-leak', same)).toBe(true);
  expect(judge('always-leak', { ...same, before: {} })).toBe(false);
  expect(judge('always-leak', { ...same, after: {} })).toBe(false);
  expect(judge('always-leak', { ...same, code: null })).toBe(false);
});

test('a page or a reference kept in each round is a leak', () => {
  const before = { 'kmalloc-64': 500, 'loose pages': 100 };
  expect(judge('always-leak', { code: 0, before, after: { ...before, pid: 99 } })).toBe(false);
});

test('processes that do not end are no survival', () => {
  expect(judge('always-stress', { code: 0, signal: null })).toBe(true);
  expect(judge('always-stress', { code: null, signal: 'SIGTERM' })).toBe(false);
});

test('each step of coming and going has to succeed', () => {
  expect(judge('always-reload', [{ did: 'unload', errno: 0 }])).toBe(true);
  expect(judge('always-reload', [{ did: 'unload', errno: 16 }])).toBe(false);
});
