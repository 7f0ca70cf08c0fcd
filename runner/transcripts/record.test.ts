import { expect, test } from 'vitest';
import { normaliseTranscript } from './normalise.ts';
import { cutByCommand, plainText } from './record.ts';

test('the screen is cut at its commands, not at output that looks like one', () => {
  const screen = '$ insmod a.ko\n$ node client.ts\n$ 5\nhello\n$ cat /proc/a\n';
  expect(cutByCommand(screen, ['insmod a.ko', 'node client.ts', 'cat /proc/a'])).toEqual([
    { command: 'insmod a.ko', output: '' },
    { command: 'node client.ts', output: '$ 5\nhello' },
    { command: 'cat /proc/a', output: '' },
  ]);
});

test('colours and overwritten lines are gone', () => {
  expect(plainText('\u001b[32mgreen\u001b[0m\r\n10 %\r20 %\r\nend')).toBe('green\n20 %\nend');
});

test('what changes from one recording to the next does not count', () => {
  const at = (seconds: string, pid: number, release: string): string =>
    `[   ${seconds}] note: opened by pid ${pid}\nLinux crossings ${release} ffff888003d2c000`;
  expect(normaliseTranscript(at('12.345678', 71, '6.12.117+deb13-cloud-amd64'))).toBe(
    normaliseTranscript(at('99.000001', 8123, '6.12.120+deb13-cloud-amd64')),
  );
  expect(normaliseTranscript('cat\\nprocess: 17')).toBe(normaliseTranscript('cat\\nprocess: 18'));
  expect(normaliseTranscript('Code: 48 8b <8b> 48 04')).toBe(
    normaliseTranscript('Code: 0f <8b> 10'),
  );
  expect(normaliseTranscript('read 5 bytes')).not.toBe(normaliseTranscript('read 6 bytes'));
});

test('where measurements are shown, words count and numbers do not', () => {
  const shows = (text: string): string => normaliseTranscript(text, { figures: true });
  expect(shows('read     2.3   600 MB/s')).toBe(shows('read   105.62    61 MB/s'));
  expect(shows('read 2.3')).not.toBe(shows('write 2.3'));
  expect(normaliseTranscript('read 2.3')).not.toBe(normaliseTranscript('read 2.4'));
});
