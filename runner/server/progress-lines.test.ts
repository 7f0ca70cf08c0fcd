import { expect, test } from 'vitest';
import { progressLines } from './progress-lines.ts';

function shown(tty: boolean) {
  let now = 0;
  let text = '';
  const output = { isTTY: tty, columns: 60, write: (part: string) => (text += part) };
  return {
    lines: progressLines(output, () => now),
    after(seconds: number) {
      now += seconds * 1000;
    },
    text: () => text,
  };
}

test('a log gets one line for each step and tenth, with what, how far and how long', () => {
  const { lines, after, text } = shown(false);
  lines.show('reading the package lists', 0);
  after(10);
  lines.show('downloading packages', 11);
  after(1);
  lines.show('downloading packages', 12);
  after(64);
  lines.show('downloading packages', 50);
  lines.show('starting the first guest', null);
  lines.end();
  expect(text()).toBe(
    'reading the package lists: 0 %, 0:00\n' +
      'downloading packages: 11 %, 0:10, about 1:21 left\n' +
      'downloading packages: 50 %, 1:15, about 1:15 left\n' +
      'starting the first guest, 1:15\n',
  );
});

test('a terminal gets one line that changes, never longer than it is wide, and then free', () => {
  const { lines, text } = shown(true);
  lines.show('downloading packages', 1);
  lines.show('x'.repeat(100), null);
  lines.end();
  expect(text().split('\r\x1b[K')).toEqual([
    '',
    'downloading packages: 1 %, 0:00',
    'x'.repeat(59),
    '',
  ]);
});

test('the end without a beginning writes nothing', () => {
  const { lines, text } = shown(true);
  lines.end();
  expect(text()).toBe('');
});
