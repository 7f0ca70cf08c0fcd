import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanOutput, shownPath, withoutSandboxPaths } from './clean-text.ts';

const clean = (text: string) => cleanOutput(Buffer.from(text));

describe('cleanOutput', () => {
  it.each([
    ['title', 'a\x1b]0;owned\x07b', 'ab'],
    ['clipboard', 'a\x1b]52;c;b3duZWQ=\x1b\\b', 'ab'],
    ['link', '\x1b]8;;http://x\x1b\\text\x1b]8;;\x1b\\', 'text'],
    ['unended string', 'a\x1b]0;rest of the line\nnext', 'a\nnext'],
    ['colour', '\x1b[1;31mred\x1b[0m', 'red'],
    ['device query', 'a\x1b[>cb\x1bP$qm\x1b\\c', 'abc'],
    ['two bytes', 'a\x1bcb\x1b(Bd', 'abd'],
    ['C1', 'a\u009b31mb', 'a31mb'],
    ['backspace, NUL and DEL', 'a\b\0\x7fb', 'ab'],
    ['reversed text', 'a\u202eb\u2066c', 'abc'],
    ['tab, newline, letters', 'a\tb\nü 字 🙂', 'a\tb\nü 字 🙂'],
  ])('takes out: %s', (_, text, wanted) => {
    expect(clean(text)).toBe(wanted);
  });

  it('decodes broken UTF-8 without a control character', () => {
    expect(cleanOutput(Uint8Array.of(0x61, 0x9b, 0x33, 0xff))).toBe('a\ufffd3\ufffd');
  });

  it('leaves no control character of any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(cleanOutput(bytes)).not.toMatch(/(?![\t\n])[\p{Cc}\p{Bidi_Control}]/u);
      }),
    );
  });
});

describe('paths', () => {
  it('are the names that a learner knows', () => {
    expect(shownPath('/work/hello.c')).toBe('hello.c');
    expect(shownPath('./hello.c')).toBe('hello.c');
    expect(shownPath('/usr/src/linux-headers-6.12.1+deb13-common/include/linux/fs.h')).toBe(
      'include/linux/fs.h',
    );
  });

  it('are shortened inside a line', () => {
    const line = '/work/a.c and /usr/lib/linux-kbuild-7.3.4/scripts/x.sh';
    expect(withoutSandboxPaths(line)).toBe('a.c and scripts/x.sh');
  });
});
