import { expect, test } from 'vitest';
import { TerminalFeed } from './terminal-feed.ts';

const bytes = (...values: number[]) => new Uint8Array(values);

test('bytes wait for the screen, and are acknowledged when they are drawn', () => {
  const acknowledged: number[] = [];
  const drawn: [Uint8Array, () => void][] = [];
  let wanted = 0;
  const feed = new TerminalFeed((count) => acknowledged.push(count));
  feed.onDemand = () => {
    wanted += 1;
  };
  feed.write(bytes(1, 2));
  expect(wanted).toBe(1);
  expect(acknowledged).toEqual([]);
  feed.attach({ write: (data, done) => drawn.push([data, done]), reset() {} });
  expect(drawn.map(([data]) => data)).toEqual([bytes(1, 2)]);
  drawn[0]?.[1]();
  expect(acknowledged).toEqual([2]);
});

test('bytes of an earlier socket are not acknowledged on the present one', () => {
  const acknowledged: number[] = [];
  const drawn: (() => void)[] = [];
  const feed = new TerminalFeed((count) => acknowledged.push(count));
  feed.attach({ write: (_data, done) => drawn.push(done), reset() {} });
  feed.write(bytes(1));
  feed.restart();
  feed.write(bytes(2, 3));
  for (const done of drawn) done();
  expect(acknowledged).toEqual([2]);
});

test('a reset before the terminal is there drops what waits, and acknowledges it', () => {
  const acknowledged: number[] = [];
  const drawn: Uint8Array[] = [];
  const feed = new TerminalFeed((count) => acknowledged.push(count));
  feed.write(bytes(1, 2, 3));
  feed.reset();
  feed.write(bytes(4));
  feed.attach({ write: (data) => drawn.push(data), reset() {} });
  expect(acknowledged).toEqual([3]);
  expect(drawn).toEqual([bytes(4)]);
});
