// The last chapter's client measures what it should on every edition, in a form that the page can
// draw; and its experiments come out as the text says. No time is asserted, only which is longer.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadLesson, readSource } from '../../lessons/lib/load-lesson.ts';
import { startRun } from '../../runner/run.ts';
import { openRunHost, type RunHost } from '../../runner/run-host.ts';
import { CompareReader } from '../../site/src/reading/compare-lines.ts';
import { versionsUnderTest } from '../kernel-versions.ts';
import { runToEnd } from '../run-to-end.ts';

let host: RunHost;
beforeAll(async () => {
  host = await openRunHost({ editions: [...versionsUnderTest], onProgress() {}, ready: 0 });
});
afterAll(() => host.close());

const filesOf = async (...paths: string[]) =>
  (await Promise.all(paths.map((path) => readSource(path)))).map(({ name, text }) => ({
    name,
    text,
  }));

describe.each(versionsUnderTest)('edition %s', (edition) => {
  test('every way is measured at every size, but for those that must refuse', async () => {
    const lesson = await loadLesson('compare');
    const files = await filesOf(...lesson.module.files, 'lessons/compare/client.ts');
    const { outcome, terminal } = await runToEnd(host, { edition, files });
    expect(outcome, terminal).toEqual({ kind: 'passed' });
    const results = new CompareReader().read(terminal)?.results ?? [];
    const sizesOf = (way: string, call: string) =>
      results.filter((one) => one.way === way && one.call === call).map(({ bytes }) => bytes);
    const all = [8, 1024, 65536];
    expect(sizesOf('getppid', 'getppid')).toEqual([0]);
    expect(sizesOf('koffi', 'abs')).toEqual([0]);
    expect(sizesOf('uaccess', 'read')).toEqual(all);
    expect(sizesOf('uaccess', 'ioctl')).toEqual(all);
    expect(sizesOf('uaccess', 'write')).toEqual(all);
    expect(sizesOf('procfs', 'pread')).toEqual(all);
    expect(sizesOf('sysfs', 'pread')).toEqual([8, 1024]);
    expect(sizesOf('netlink', 'write, read')).toEqual(all);
    expect(sizesOf('file', 'ioctl, pread')).toEqual(all);
    expect(sizesOf('mmap', 'ioctl')).toEqual(all);
    expect(sizesOf('signal', 'ioctl, read')).toEqual([8]);
  });

  test('a line in the log takes longer than the read that it is about', async () => {
    const files = await filesOf('kmod/compare/chatty.c', 'lessons/compare/chatty.ts');
    const { outcome, terminal } = await runToEnd(host, { edition, files });
    expect(outcome, terminal).toEqual({ kind: 'passed' });
  });
});

test('a payload that is not this one is found', async () => {
  const lesson = await loadLesson('compare');
  const files = await filesOf(...lesson.module.files, 'lessons/compare/client.ts');
  const old = files.map(({ name, text }) => ({
    name,
    text: text.replace('u64 now = ktime_get_ns();', 'u64 now = 1;'),
  }));
  const { outcome, terminal } = await runToEnd(host, { edition: '6.12', files: old });
  expect(outcome).toMatchObject({ kind: 'failed', stage: 'client' });
  expect(terminal).toContain('procfs, 8 bytes: an old one   <- should be: came');
});

test('what was measured before the client was stopped is there', async () => {
  const lesson = await loadLesson('compare');
  const files = await filesOf(...lesson.module.files, 'lessons/compare/client.ts');
  const reader = new CompareReader();
  const measured = await new Promise<number[]>((resolve) => {
    const run = startRun(
      host,
      { edition: '6.12', files },
      {
        event: ({ type }) => type === 'outcome' && resolve([]),
        terminal(bytes) {
          const sizes = reader.see(bytes)?.results.map((one) => one.bytes) ?? [];
          if (!sizes.includes(8)) return;
          resolve(sizes);
          void run.stop();
        },
      },
    );
  });
  expect(measured).toContain(0);
  expect(measured).not.toContain(65536);
});
