import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { guest as limits } from './config.ts';
import { HeldKeys } from './held-keys.ts';

const program = new TextEncoder().encode('the end\r\n');
const prompt = new TextEncoder().encode('/work # ');

let passed: string[] = [];
let keys: HeldKeys;
const lost = vi.fn();

beforeEach(() => {
  vi.useFakeTimers();
  passed = [];
  lost.mockReset();
  keys = new HeldKeys((data) => passed.push(data), lost);
});
afterEach(() => void vi.useRealTimers());

test('keys pass as they come while a program reads them', () => {
  keys.write('a');
  keys.printed(program);
  keys.write('b');
  expect(passed).toEqual(['a', 'b']);
});

test('what was typed after the end of a program waits for the prompt of the shell', () => {
  keys.hold();
  keys.write('dme');
  keys.printed(program);
  keys.write('sg\r');
  const ready = vi.fn();
  keys.awaitShell(ready);
  // The program's last words, where the page was slow to draw them.
  keys.printed(program);
  expect(passed).toEqual([]);
  expect(ready).not.toHaveBeenCalled();
  keys.printed(prompt);
  expect(ready).toHaveBeenCalledOnce();
  expect(passed).toEqual(['dmesg\r']);
  keys.write('x');
  expect(passed).toEqual(['dmesg\r', 'x']);
});

test('a shell that prints nothing gets the keys after a while, and is ready only at its prompt', () => {
  const ready = vi.fn();
  keys.hold();
  keys.hold();
  keys.write('ls\r');
  keys.awaitShell(ready);
  vi.runAllTimers();
  expect(passed).toEqual(['ls\r']);
  expect(ready).not.toHaveBeenCalled();
  keys.printed(prompt);
  keys.printed(prompt);
  expect(ready).toHaveBeenCalledOnce();
});

test('a paste between two programs is held whole, and what no longer fits is reported', () => {
  const paste = 'x'.repeat(limits.inputQueueBytes - 10);
  keys.hold();
  keys.write(paste);
  expect(lost).not.toHaveBeenCalled();
  keys.write('one word too many');
  expect(lost).toHaveBeenCalledOnce();
  keys.awaitShell(() => {});
  keys.printed(prompt);
  expect(passed).toEqual([paste]);
});
