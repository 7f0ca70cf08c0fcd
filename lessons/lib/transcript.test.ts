import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatTranscript, readTranscript } from './transcript.ts';

describe('readTranscript', () => {
  test('reads commands with their output', () => {
    expect(readTranscript('$ insmod a.ko\n$ cat /proc/x\none\n\ntwo\n', 'a.console')).toEqual([
      { command: 'insmod a.ko', output: '' },
      { command: 'cat /proc/x', output: 'one\n\ntwo' },
    ]);
  });

  test('output before the first command is an error with its place', () => {
    expect(() => readTranscript('hello\n', 'lessons/x/transcripts/a.console')).toThrow(
      /a\.console:1: output before the first command/,
    );
  });

  test('a prompt without a command is an error', () => {
    expect(() => readTranscript('$ a\n$\n', 'a.console')).toThrow(/a\.console:2/);
  });
});

test('what is written is read again, whatever the output looks like', () => {
  const line = fc.oneof(
    fc.constantFrom('$ x', '$', '\\', '\\$ x'),
    fc.stringMatching(/^[^\r\n]*$/),
  );
  const output = fc
    .array(line)
    .map((lines) => lines.join('\n'))
    .filter((text) => !/\n$/.test(text));
  const entry = fc.record({ command: fc.stringMatching(/^[!-~]+$/), output });
  fc.assert(
    fc.property(fc.array(entry, { minLength: 1 }), (entries) => {
      expect(readTranscript(formatTranscript(entries), 'a.console')).toEqual(entries);
    }),
  );
});
