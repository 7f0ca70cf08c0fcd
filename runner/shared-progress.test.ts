import { expect, test } from 'vitest';
import { type OnProgress, shareProgress } from './shared-progress.ts';

test('whoever joins late hears the last report at once, and then all that come', async () => {
  let tell: OnProgress = () => {};
  let finish: (value: number) => void = () => {};
  const shared = shareProgress((report) => {
    tell = report;
    return new Promise<number>((resolve) => {
      finish = resolve;
    });
  });
  const heard = { first: [] as unknown[], second: [] as unknown[] };
  const first = shared.join((...report) => heard.first.push(report));
  tell('downloading', 10);
  const second = shared.join((...report) => heard.second.push(report));
  tell('booting', null);
  finish(7);
  expect(await Promise.all([first, second])).toEqual([7, 7]);
  await shared.join((...report) => heard.second.push(report));
  const both = [
    ['downloading', 10],
    ['booting', null],
  ];
  expect(heard).toEqual({ first: both, second: both });
});
