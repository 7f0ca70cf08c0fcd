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
  const opened = ['', ''];
  const tried = (value: number) => [refused, { call: 'read', value, errno: '' }];
  expect(judge('always-pointers', { opened, tried: tried(0) })).toBe(true);
  expect(judge('always-pointers', { opened, tried: tried(8) })).toBe(false);
});

test('a device that can’t be opened, or refuses nothing, has not withstood bad pointers', () => {
  const refused = { call: 'write', value: -1, errno: 'EFAULT' };
  expect(judge('always-pointers', { opened: ['EINVAL', ''], tried: [refused] })).toBe(true);
  expect(judge('always-pointers', { opened: ['ENOENT', 'ENOENT'], tried: [refused] })).toBe(false);
  expect(judge('always-pointers', { opened: ['', ''], tried: [] })).toBe(false);
  const nothing = { call: 'read', value: 0, errno: '' };
  expect(judge('always-pointers', { opened: ['', ''], tried: [nothing] })).toBe(false);
});

test('a copy that fails because the page was never touched is wrong, any other refusal is not', () => {
  const called = (errno: string, control = 'EBADF') => [
    ...[
      { call: 'open', errno: '' },
      { call: 'write', errno: '' },
      { call: 'open', errno: '' },
    ],
    ...[
      { call: 'read', errno },
      { call: 'write', errno: 'EINVAL' },
      { call: 'write', errno: control },
    ],
  ];
  expect(judge('always-untouched', called(''))).toBe(true);
  expect(judge('always-untouched', called('', ''))).toBe(false);
  expect(judge('always-untouched', called('EFAULT'))).toBe(false);
  expect(judge('always-untouched', [])).toBe(false);
});

test('a guest that hides its figures of memory gains nothing', () => {
  const figures = { 'kmalloc-64': 500, 'loose pages': 100 };
  const same = { code: 0, before: figures, after: figures, covered: '' };
  expect(judge('always-leak', same)).toBe(true);
  expect(judge('always-leak', { ...same, before: {} })).toBe(false);
  expect(judge('always-leak', { ...same, after: {} })).toBe(false);
  expect(judge('always-leak', { ...same, code: null })).toBe(false);
  expect(judge('always-leak', { ...same, covered: 'something over /proc/slabinfo' })).toBe(false);
});

test('a page or a reference kept in each round is a leak', () => {
  const before = { 'kmalloc-64': 500, 'loose pages': 100 };
  expect(
    judge('always-leak', { code: 0, before, after: { ...before, pid: 99 }, covered: '' }),
  ).toBe(false);
});

test('processes that do not all end by themselves are no survival', () => {
  const ended = [0, 0, 1, 0];
  expect(judge('always-stress', { code: 0, signal: null, ended })).toBe(true);
  expect(judge('always-stress', { code: 0, signal: null, ended: [0, 0, 137, 0] })).toBe(false);
  expect(judge('always-stress', { code: 0, signal: null, ended: [0, 0, 0] })).toBe(false);
  expect(judge('always-stress', { code: null, signal: 'SIGTERM', ended })).toBe(false);
});

test('each step of coming and going has to succeed, and to show', () => {
  const unload = { did: 'unload', errno: 0, there: false };
  const load = { did: 'load', errno: 0, there: true };
  expect(judge('always-reload', [unload, load, unload, load])).toBe(true);
  expect(judge('always-reload', [unload, load])).toBe(false);
  expect(judge('always-reload', [])).toBe(false);
  expect(judge('always-reload', [{ ...unload, errno: 16, there: true }])).toBe(false);
  expect(judge('always-reload', [{ ...unload, there: true }, load, unload, load])).toBe(false);
});
