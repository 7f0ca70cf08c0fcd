import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { progressLines } from './progress-lines.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function shown(isTTY: boolean) {
  let text = '';
  const output = { isTTY, columns: 60, write: (part: string) => (text += part) };
  return { ...progressLines(output), text: () => text };
}

const after = (seconds: number) => vi.advanceTimersByTime(seconds * 1000);

test('a log gets one line for each step and tenth, with what, how far and how long', () => {
  const { show, end, text } = shown(false);
  show('reading the package lists', 0);
  after(10);
  show('downloading packages', 11);
  after(1);
  show('downloading packages', 12);
  after(64);
  show('downloading packages', 50);
  show('starting the first guest', null);
  end();
  expect(text()).toBe(
    'reading the package lists: 0 %, 0:01\n' +
      'downloading packages: 11 %, 0:10, about 1:21 left\n' +
      'downloading packages: 50 %, 1:15, about 1:15 left\n' +
      'starting the first guest, 1:15\n',
  );
});

test('what is done at once is not worth a line', () => {
  const { show, end, text } = shown(false);
  show('finding what is there', 50);
  show('found it', 100);
  end();
  after(10);
  expect(text()).toBe('');
});

test('a terminal gets one line, which shows that time goes by, fits, and is free in the end', () => {
  const { show, end, text } = shown(true);
  show('downloading packages', 1);
  after(2);
  show('x'.repeat(100), null);
  end();
  expect(text().split('\r\x1b[K')).toEqual([
    '',
    'downloading packages: 1 %, 0:01',
    'downloading packages: 1 %, 0:02',
    'x'.repeat(59),
    '',
  ]);
});

test('the end without a beginning writes nothing', () => {
  const { end, text } = shown(true);
  end();
  expect(text()).toBe('');
});

test('a note is shown at once and as it is, and gives its line free', () => {
  const log = shown(false);
  log.note('cat is waiting; 4 s so far');
  expect(log.text()).toBe('cat is waiting; 4 s so far\n');
  const terminal = shown(true);
  terminal.note('cat is waiting; 4 s so far');
  terminal.end();
  expect(terminal.text()).toBe('\r\x1b[Kcat is waiting; 4 s so far\r\x1b[K');
});
