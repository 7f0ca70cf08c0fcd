import { expect, test } from 'vitest';
import {
  type Check,
  checkIds,
  type Exercise,
  type Observation,
} from '../../lessons/lib/exercise.ts';
import { alwaysChecks, kmallocObjects } from './always.ts';

const exercise = { device: '/dev/x', round: 'printf x > /dev/x' } as Exercise;
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

test('as many objects left as there were rounds is a leak, a few are not', () => {
  expect(judge('always-leak', { code: 0, before: { 64: 500 }, after: { 64: 512 } })).toBe(true);
  expect(judge('always-leak', { code: 0, before: { 64: 500 }, after: { 64: 600 } })).toBe(false);
});

test('a guest that hides its figures of memory gains nothing', () => {
  expect(judge('always-leak', { code: 0, before: {}, after: {} })).toBe(false);
  expect(judge('always-leak', { code: 0, before: { 64: 500 }, after: {} })).toBe(false);
  const same = { before: { 64: 500 }, after: { 64: 500 } };
  expect(judge('always-leak', { code: null, ...same })).toBe(false);
});

test('processes that do not end are no survival', () => {
  expect(judge('always-stress', { code: 0, signal: null })).toBe(true);
  expect(judge('always-stress', { code: null, signal: 'SIGTERM' })).toBe(false);
});

test('each step of coming and going has to succeed', () => {
  expect(judge('always-reload', [{ did: 'unload', errno: 0 }])).toBe(true);
  expect(judge('always-reload', [{ did: 'unload', errno: 16 }])).toBe(false);
});

test('objects are counted by size over all caches of that size', () => {
  const slabinfo = [
    '# name            <active_objs> <num_objs>',
    'kmalloc-rnd-01-64     10     32    192   21    1 : tunables',
    'kmalloc-cg-64          5     21    192   21    1 : tunables',
    'kmalloc-2k             7      8   6144    5    8 : tunables',
    'ovl_inode            113    120    800   10    2 : tunables',
  ].join('\n');
  expect(kmallocObjects(slabinfo)).toEqual({ '64': 15, '2k': 7 });
});
