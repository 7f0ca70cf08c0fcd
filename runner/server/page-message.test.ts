import { expect, test, vi } from 'vitest';
import { limits } from '../protocol.ts';
import { readPageMessage } from './page-message.ts';

const read = (value: unknown) => readPageMessage(Buffer.from(JSON.stringify(value)), false);
const run = (files: unknown) => read({ type: 'run', edition: '6.12', files });

test('a message of the protocol is taken', () => {
  const files = [{ name: 'hello.c', text: 'int x;' }];
  expect(run(files)).toEqual({ ok: true, message: { type: 'run', edition: '6.12', files } });
});

test.each(['../../x.c', 'a/b.c', '.hidden.c', 'x.sh', 'x.c\0', '', 'ü.c', 'CON .c'])(
  'a file named %j is refused with the repair',
  (name) => {
    expect(run([{ name, text: '' }])).toEqual({
      ok: false,
      problem: 'A file name is letters, digits, _ and -, and ends in .c, .h or .ts.',
      repair: 'Rename the file.',
    });
  },
);

test('a source above the limit and too many files are refused with the repair', () => {
  expect(run([{ name: 'a.c', text: 'x'.repeat(limits.sourceBytes + 1) }])).toEqual({
    ok: false,
    problem: 'A source file holds at most 256 KiB.',
    repair: 'Make it smaller.',
  });
  const many = Array.from({ length: 9 }, (_, n) => ({ name: `f${n}.c`, text: '' }));
  expect(run(many)).toMatchObject({ ok: false, problem: 'A Run takes at most 8 files.' });
});

test('a message above the limit is refused without being read', () => {
  const problem = readPageMessage(Buffer.alloc(10 * 1024 * 1024, '['), false);
  expect(problem).toMatchObject({
    ok: false,
    problem: expect.stringMatching(/10\.0 MiB.*2\.0 MiB/),
  });
});

const manyKeys = Array.from({ length: 100_000 }, (_, n) => `"key${n}":1`).join();

test.each([
  ['deep', `${'['.repeat(500_000)}${']'.repeat(500_000)}`],
  ['deep in a field', `{"type":"input","data":${'['.repeat(500_000)}${']'.repeat(500_000)}}`],
  ['full of keys', `{"type":"stop",${manyKeys}}`],
  ['full of objects', `{"type":"save","files":[${'{},'.repeat(500_000)}{}]}`],
  ['full of empty strings', `{"type":"save","files":[${'"",'.repeat(500_000)}""]}`],
  ['full of blanks', `{"type":"stop"${' '.repeat(1_000_000)}}`],
])('a message that is %s is refused before it is parsed', (_what, text) => {
  const parse = vi.spyOn(JSON, 'parse');
  expect(readPageMessage(Buffer.from(text), false)).toMatchObject({ ok: false });
  expect(parse).not.toHaveBeenCalled();
  parse.mockRestore();
});

test('a text may hold anything, at its full length', () => {
  for (const text of ['"', '\\', '\\"', '{', '[[', '\n', '\u0001', '€', '😀']) {
    const many = text.repeat(Math.floor(limits.sourceBytes / 6 / text.length));
    const files = [{ name: 'a.c', text: many }];
    expect(run(files)).toMatchObject({ ok: true, message: { files } });
  }
});

test.each([
  ['no JSON', Buffer.from('{"type":'), false],
  ['not UTF-8', Buffer.from([0xff, 0xfe, 0x00]), false],
  ['nothing', Buffer.alloc(0), false],
  ['binary', Buffer.from('{"type":"stop"}'), true],
  ['an unknown type', Buffer.from('{"type":"reboot-the-host"}'), false],
  ['a list', Buffer.from('[]'), false],
  ['a field too many', Buffer.from('{"type":"stop","force":true}'), false],
  ['an unknown edition', Buffer.from('{"type":"shell","edition":"2.4"}'), false],
  ['a size that is none', Buffer.from('{"type":"resize","columns":1e9,"rows":0.5}'), false],
  ['a number beyond all', Buffer.from('{"type":"attempt","number":1e300}'), false],
  ['an endless number', Buffer.from('{"type":"hint","step":1e999}'), false],
  [
    'a paste that is too long',
    Buffer.from(`{"type":"input","data":"${'x'.repeat(65_537)}"}`),
    false,
  ],
  ['a prototype', Buffer.from('{"__proto__":{"type":"stop"}}'), false],
])('%s is refused', (_what, data, binary) => {
  const read = readPageMessage(data, binary);
  expect(read).toMatchObject({ ok: false, repair: expect.any(String) });
  expect(read).not.toMatchObject({ problem: expect.stringMatching(/expected|Invalid/) });
});
