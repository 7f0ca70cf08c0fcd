// The judge of what comes out is a real terminal: xterm's own parser, with a handler on every kind
// of sequence that must never reach it, and an ear on what it would answer to the guest.
// biome-ignore lint/correctness/noUnresolvedImports: Biome does not see the exports of its CommonJS bundle
import { Terminal } from '@xterm/headless';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type TerminalFilter, terminalFilter } from './terminal-filter.ts';

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const decode = (bytes: Uint8Array): string =>
  new TextDecoder('utf-8', { fatal: true }).decode(bytes);
const filtered = (text: string): string => decode(terminalFilter()(encode(text)));

function inPieces(filter: TerminalFilter, bytes: Uint8Array, cuts: readonly number[]): Uint8Array {
  const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length];
  places.sort((a, b) => a - b);
  return Buffer.concat(
    places.slice(1).map((to, index) => filter(bytes.subarray(places[index], to))),
  );
}

/** What a terminal does with the bytes that it must not do; empty when it only draws. */
async function misdeeds(bytes: Uint8Array): Promise<string[]> {
  const terminal = new Terminal({ allowProposedApi: true, cols: 80, rows: 24 });
  const found: string[] = [];
  terminal.onData((answer) => found.push(`answered ${JSON.stringify(answer)}`));
  terminal.onBinary((answer) => found.push(`answered ${JSON.stringify(answer)}`));
  terminal.onTitleChange((title) => found.push(`title ${title}`));
  for (const osc of [0, 1, 2, 4, 7, 8, 9, 10, 11, 12, 52, 104, 110, 133, 777, 1337])
    terminal.parser.registerOscHandler(osc, () => found.push(`OSC ${osc}`) > 0);
  const dcs = { prefix: '', intermediates: '', final: 'q' };
  terminal.parser.registerDcsHandler(dcs, () => found.push('DCS') > 0);
  await new Promise<void>((done) => terminal.write(bytes, done));
  terminal.dispose();
  return found;
}

const hostile: [what: string, bytes: string][] = [
  ['a title', '\x1b]0;owned\x07'],
  ['a title ended by ST', '\x1b]2;owned\x1b\\'],
  ['an icon name', '\x1b]1;owned\x07'],
  ['a link', '\x1b]8;;https://evil.example\x1b\\'],
  ['a clipboard write', '\x1b]52;c;cm0gLXJmIH4K\x07'],
  ['a clipboard read', '\x1b]52;c;?\x07'],
  ['a colour query', '\x1b]11;?\x07'],
  ['a palette change', '\x1b]4;1;rgb:00/00/00\x07'],
  ['a notification', '\x1b]9;come here\x07\x1b]777;notify;a;b\x07'],
  ['a file of another terminal', '\x1b]1337;File=inline=1:AAAA\x07'],
  ['a title written as C1', '\u009d0;owned\x07'],
  ['device attributes', '\x1b[c\x1b[0c\x1b[>c\x1b[=c\x1b[?6c'],
  ['device attributes written as C1', '\u009bc'],
  ['the terminal identifies itself', '\x1bZ'],
  ['status and cursor place', '\x1b[5n\x1b[6n\x1b[?6n'],
  ['the version', '\x1b[>q\x1b[>0q'],
  ['mode queries', '\x1b[?1$p\x1b[4$p'],
  ['window operations', '\x1b[14t\x1b[18t\x1b[21t\x1b[8;10;10t\x1b[22;0t'],
  ['parameters', '\x1b[x\x1b[1x'],
  ['key protocol', '\x1b[?u\x1b[>1u\x1b[=1u\x1b[>4;2m\x1b[?4m'],
  ['focus reports', '\x1b[?1004h'],
  ['a device control string', '\x1bP$qm\x1b\\'],
  ['a terminfo query', '\x1bP+q544e\x1b\\'],
  ['a picture', '\x1bPq#0;2;0;0;0~-\x1b\\'],
  ['application, privacy and start-of-string', '\x1b_Gi=1;AAAA\x1b\\\x1b^x\x1b\\\x1bXx\x1b\\'],
  ['an answer-back', '\x05'],
  ['a printer', '\x1b[5i\x1b[?5i'],
  ['a repeat count without end', 'a\x1b[2147483647b'],
  ['a control inside a sequence', '\x1b[\r6n\x1b]0;a\x1b[6n'],
  ['a sequence broken off', '\x1b[6\x18n\x1b]52;c;x\x1a?\x07'],
  ['a long sequence', `\x1b[${'1;'.repeat(5000)}c`],
];

describe('what a guest could do to the browser', () => {
  test.each(hostile)('%s is taken out', async (_what, bytes) => {
    const out = terminalFilter()(encode(bytes));
    expect(await misdeeds(out)).toEqual([]);
    const body = decode(out).replaceAll('\x1b', 'ESC');
    expect(body).not.toMatch(/ESC[\]P^_XZ]|ESC\[[?>=]?[\d;]*[cntx]/);
  });

  test('the corpus does harm when it is not filtered', async () => {
    const harmful = hostile.filter(([what]) => /title|status|attributes|mode q/.test(what));
    for (const [what, bytes] of harmful)
      expect(await misdeeds(encode(bytes)), what).not.toEqual([]);
  });

  test('a sequence cut between two chunks is taken out as well', async () => {
    for (const [what, bytes] of hostile) {
      const filter = terminalFilter();
      const out = Buffer.concat([...encode(bytes)].map((byte) => filter(Uint8Array.of(byte))));
      expect(out, what).toEqual(Buffer.from(terminalFilter()(encode(bytes))));
    }
  });

  test('bytes that nobody thought of: a terminal only ever draws them', async () => {
    const piece = fc.oneof(
      fc.constantFrom(...hostile.map(([, bytes]) => Buffer.from(bytes))),
      fc.uint8Array({ maxLength: 12 }),
      fc
        .array(fc.constantFrom(...'\x1b[]P^_\\;?>$ !0169cnthlqpu\x07\x9b\x90\x9dÂ'), {
          maxLength: 12,
        })
        .map((letters) => Buffer.from(letters.join(''), 'latin1')),
    );
    const stream = fc.array(piece, { maxLength: 8 }).map((pieces) => Buffer.concat(pieces));
    await fc.assert(
      fc.asyncProperty(stream, fc.array(fc.nat(), { maxLength: 4 }), async (bytes, cuts) => {
        const out = terminalFilter()(bytes);
        expect(await misdeeds(out)).toEqual([]);
        expect(inPieces(terminalFilter(), bytes, cuts)).toEqual(Buffer.from(out));
        expect(terminalFilter()(out)).toEqual(out);
        decode(out);
      }),
      { numRuns: 300 },
    );
  });
});

describe('what bash, less and nano need', () => {
  test.each([
    ['colours', '\x1b[0m\x1b[1;31m\x1b[38;5;120m\x1b[48;2;1;2;3m\x1b[4:3m\x1b[m'],
    ['cursor', '\x1b[H\x1b[10;20H\x1b[3A\x1b[2B\x1b[C\x1b[D\x1b[5G\x1b[7d\x1b7\x1b8\x1b[s\x1b[u'],
    ['erasing', '\x1b[J\x1b[2J\x1b[3J\x1b[K\x1b[1K\x1b[3X\x1b[2P\x1b[4@\x1b[L\x1b[M'],
    ['scrolling', '\x1b[2;23r\x1b[r\x1b[S\x1b[T\x1bM\x1bD\x1bE'],
    ['other screen', '\x1b[?1049h\x1b[?1049l\x1b[?47h\x1b[?1047l\x1b[?1048h'],
    ['modes', '\x1b[?1h\x1b=\x1b[?25l\x1b[?25h\x1b[?7h\x1b[?12l\x1b[4h\x1b[4l\x1b>'],
    ['paste', '\x1b[?2004h\x1b[?2004l'],
    ['character sets', '\x1b(B\x1b)0\x1b(0lqqk\x1b(B'],
    ['cursor shape and resets', '\x1b[4 q\x1b[!p\x1bc'],
    ['repeat', 'a\x1b[79b'],
    ['bells, tabs and line ends', 'a\x07b\bc\td\r\n\v\f'],
    ['text of the world', 'Grüße, 내핵 и ядро 🐧 e\u0301 \u00a0\ufeff\uffff'],
  ])('%s pass untouched', (_what, bytes) => {
    expect(filtered(bytes)).toBe(bytes);
  });

  test('allowed modes stay when they come together with others', () => {
    expect(filtered('\x1b[?1004;25;9999h')).toBe('\x1b[?25h');
  });

  test('any text without controls passes untouched, cut anywhere', async () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 200 });
    await fc.assert(
      fc.property(text, fc.array(fc.nat(), { maxLength: 5 }), (sample, cuts) => {
        // biome-ignore lint/suspicious/noControlCharactersInRegex: controls are what this is about
        const plain = sample.toWellFormed().replace(/[\x00-\x1f\x7f-\x9f]/g, '');
        expect(decode(inPieces(terminalFilter(), encode(plain), cuts))).toBe(plain);
      }),
    );
  });
});

test('malformed UTF-8 becomes the replacement character, so that dropping joins nothing', () => {
  const bytes = Buffer.from('c21b5d303b780780419be29bc0af41', 'hex');
  const out = decode(terminalFilter()(bytes));
  expect(out).toBe('\u{fffd}\u{fffd}A\u{fffd}\u{fffd}\u{fffd}\u{fffd}A');
});

test('a string that is never ended swallows no more than its line', () => {
  expect(filtered('\x1b]0;never ended\r\nnext line')).toBe('\r\nnext line');
});

test.each([
  ['\x1b[2J', ''],
  ['\x1b[1A\x1b[2K', ''],
  ['\x1b7\x1bc\x1b(0', ''],
  ['\x1b[?1049h', ''],
  ['\x1b]52;c;eA==\x07', ''],
  ['\x1b[31mred\x1b[0m\t\r\n', '\x1b[31mred\x1b[0m\t\r\n'],
])('colors alone pass where nothing may be erased: %j', (sent, shown) => {
  expect(decode(terminalFilter('colors')(encode(sent)))).toBe(shown);
});
