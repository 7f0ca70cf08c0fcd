import { expect, test } from 'vitest';
import { CompareReader, type CompareRun } from './compare-lines.ts';

const machine = '@compare {"kernel":"6.12","processor":"QEMU TCG","samples":1000}\r\n';
const line = (bytes: number, us: string) =>
  `@compare {"way":"uaccess","call":"read","bytes":${bytes},"us":${us}}\r\n`;

function readAll(...pieces: string[]): CompareRun | null {
  const reader = new CompareReader();
  const encoder = new TextEncoder();
  return pieces
    .map((piece) => reader.see(encoder.encode(piece)))
    .reduce((last, run) => run ?? last, null);
}

test('a run is read from among other output, in pieces that break anywhere', () => {
  const text = `$ node client.ts\r\n${machine}\x1b[2m${line(8, '[1,2,3]')}a table\r\n$ `;
  const expected = {
    machine: { kernel: '6.12', processor: 'QEMU TCG', samples: 1000 },
    results: [{ way: 'uaccess', call: 'read', bytes: 8, us: [1, 2, 3] }],
  };
  expect(readAll(text)).toEqual(expected);
  expect(readAll(...text)).toEqual(expected);
});

test('the next run replaces the one before', () => {
  const run = readAll(machine, line(8, '[1,2,3]'), machine, line(1024, '[4,5,6]'));
  expect(run?.results.map(({ bytes }) => bytes)).toEqual([1024]);
});

test('what is no result is passed over', () => {
  const run = readAll(
    line(8, '[1,2,3]'),
    machine,
    '@compare {"way":"uacc\r\n',
    line(8, '[0,2,3]'),
    line(8, '[1,2]'),
    line(8, '[1,2,3]').replace('uaccess', 'a way with too long a name'),
    ` ${line(8, '[1,2,3]')}`,
    line(16, '[1,2,3]'),
  );
  expect(run?.results.map(({ bytes }) => bytes)).toEqual([16]);
});

test('a run has an end', () => {
  const run = readAll(machine, line(8, '[1,2,3]').repeat(500));
  expect(run?.results.length).toBe(100);
});
