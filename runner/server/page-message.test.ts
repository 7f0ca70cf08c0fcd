import { expect, test } from 'vitest';
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
  ['a prototype', Buffer.from('{"__proto__":{"type":"stop"}}'), false],
])('%s is refused', (_what, data, binary) => {
  expect(readPageMessage(data, binary)).toMatchObject({ ok: false, repair: expect.any(String) });
});
