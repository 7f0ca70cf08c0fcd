import { expect, test } from 'vitest';
import { hostAllowed, originAllowed } from './hosts.ts';

test.each([
  ['127.0.0.1:4870', '127.0.0.1'],
  ['localhost:4870', '127.0.0.1'],
  ['LOCALHOST:8080', '127.0.0.1'],
  ['127.0.0.1', '127.0.0.1'],
  ['[::1]:4870', '::1'],
  ['[::1]:4870', '127.0.0.1'],
  ['lab.school.example:4870', 'lab.school.example'],
  ['192.168.1.7:4870', '0.0.0.0'],
  ['[fe80::1]:4870', '::'],
])('%s is ours when %s is listened on', (header, listening) => {
  expect(hostAllowed(header, listening)).toBe(true);
});

test.each([
  [undefined, '127.0.0.1'],
  ['', '127.0.0.1'],
  ['evil.example:4870', '127.0.0.1'],
  ['evil.example', '0.0.0.0'],
  ['127.0.0.1.evil.example', '127.0.0.1'],
  ['localhost.evil.example:4870', '127.0.0.1'],
  ['127.0.0.1@evil.example', '127.0.0.1'],
  ['evil.example:4870#localhost', '127.0.0.1'],
  ['192.168.1.7:4870', '127.0.0.1'],
  ['2130706433:4870', '127.0.0.1'],
  ['[::ffff:7f00:1]x', '127.0.0.1'],
])('%s is not ours when %s is listened on', (header, listening) => {
  expect(hostAllowed(header, listening)).toBe(false);
});

test('an origin is ours when scheme, host and port fit', () => {
  expect(originAllowed('http://127.0.0.1:4870', '127.0.0.1:4870')).toBe(true);
  expect(originAllowed('https://lab.example', 'lab.example')).toBe(true);
});

test.each([
  undefined,
  'null',
  'http://127.0.0.1:4871',
  'http://127.0.0.1',
  'http://localhost:4870',
  'http://evil.example',
  'http://127.0.0.1:4870.evil.example',
  'file://127.0.0.1:4870',
])('the origin %s is foreign to 127.0.0.1:4870', (origin) => {
  expect(originAllowed(origin, '127.0.0.1:4870')).toBe(false);
});
