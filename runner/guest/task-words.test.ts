import { expect, test } from 'vitest';
import type { TaskState } from './channel.ts';
import { blockingTask, taskWords, waitingFunction } from './task-words.ts';

const task = (more: Partial<TaskState>): TaskState => ({
  ...{ name: 'cat', state: 'S', call: 0, file: '', stack: [] },
  ...more,
});
const shell = task({ name: 'bash', call: 61 });

test.each([
  [task({ file: '/dev/radio' }), 'cat is waiting in read on /dev/radio'],
  [
    task({ name: 'node', call: 45, file: 'socket:[99]' }),
    'node is waiting in recvfrom on a socket',
  ],
  [task({ name: 'node /work/clie', call: 232, file: '/x' }), 'node is waiting in epoll_wait'],
  [task({ state: 'D' }), "cat is waiting in read and can't be interrupted"],
  [task({ state: 'R', call: null }), 'cat is running'],
  [task({ state: 'R', call: null, stack: ['[<0>] f+0x1/0x2'] }), 'cat is running, in the kernel'],
  [
    task({ state: 'R', call: null, stack: ['[<0>] vfs_read+0x1/0x2', '[<0>] ksys_read+0x1/0x2'] }),
    'cat is running in read, in the kernel',
  ],
  [task({ call: 1000 }), 'cat is waiting'],
])('a task in words: %j', (state, words) => {
  expect(taskWords(state)).toBe(words);
});

test('the thread that loads a module is told as its init function', () => {
  const stack = ['[<0>] msleep+0x1/0x2', '[<0>] __x64_sys_finit_module+0x1/0x2'];
  const thread = task({ name: 'libuv-worker', call: 313, stack });
  expect(taskWords(thread, 'init')).toBe("the module's init function is waiting");
});

test('a shell that waits for a program is not what holds the line up', () => {
  const cat = task({});
  expect(blockingTask([shell, cat], 'radio')).toBe(cat);
  expect(blockingTask([shell], 'radio')).toBe(shell);
  expect(blockingTask([shell, task({ state: 'Z', call: null })], 'radio')).toBe(shell);
  expect(blockingTask([], 'radio')).toBeUndefined();
});

test('the task in the code of the module is the one to speak of', () => {
  const inModule = task({ name: 'dd', stack: ['[<0>] radio_read+0x1/0x2 [radio]'] });
  expect(blockingTask([shell, inModule, task({})], 'radio')).toBe(inModule);
});

test('the function in which a task waits is not one of the scheduler', () => {
  const stack = [
    '[<0>] __schedule+0x1/0x2',
    '[<0>] schedule_timeout+0x1/0x2',
    '[<0>] msleep+0x1/0x2',
  ];
  expect(waitingFunction(task({ stack }))).toBe('msleep');
});
