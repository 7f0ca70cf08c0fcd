// What the first chapter says of modules that say no, and of the oops, holds on every edition.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readSource } from '../../lessons/lib/load-lesson.ts';
import { openRunHost, type RunHost } from '../../runner/run-host.ts';
import { versionsUnderTest } from '../kernel-versions.ts';
import { runToEnd } from '../run-to-end.ts';

let host: RunHost;
beforeAll(async () => {
  host = await openRunHost({ editions: [...versionsUnderTest], onProgress() {}, ready: 0 });
});
afterAll(() => host.close());

describe.each(versionsUnderTest)('edition %s', (edition) => {
  const filesOf = async (...paths: string[]) =>
    (await Promise.all(paths.map((path) => readSource(path)))).map(({ name, text }) => ({
      name,
      text,
    }));

  test('a module whose init says no is not loaded', async () => {
    const files = await filesOf('kmod/boundary/refuses.c');
    const { outcome, log } = await runToEnd(host, { edition, files });
    expect(outcome).toMatchObject({ kind: 'failed', stage: 'load' });
    expect(log.join('\n')).toContain('refuses: the device that I am for is not there');
  });

  test('a pointer that nobody has set crashes the Run, at its line', async () => {
    const files = await filesOf('kmod/boundary/last_visitor.c', 'lessons/boundary/last-visitor.ts');
    const [module] = files;
    const line = (module?.text.split('\n').findIndex((each) => each.includes('last->')) ?? -2) + 1;
    const { outcome, terminal } = await runToEnd(host, { edition, files });
    expect(outcome, terminal).toMatchObject({
      kind: 'guest-crashed',
      verdict: 'oops',
      place: { file: 'last_visitor.c', line },
    });
  });

  test('after an oops the lock stays held, and the module stays', async () => {
    const files = await filesOf('kmod/boundary/last_visitor.c');
    const steps = [
      { load: 'module' } as const,
      { shell: 'sysctl -q kernel.panic_on_oops=0; cat /proc/last_visitor' },
      { shell: 'cat /proc/last_visitor & sleep 1; ps -C cat -o stat,comm' },
      { shell: 'rmmod last_visitor & sleep 1; ps -C rmmod -o stat,comm' },
    ];
    const { outcome, terminal } = await runToEnd(host, { edition, files, steps });
    expect(outcome, terminal).toMatchObject({ kind: 'failed', stage: 'shell' });
    expect(terminal).toMatch(/D\+? +cat/);
    expect(terminal).toMatch(/D\+? +rmmod/);
  });
});
