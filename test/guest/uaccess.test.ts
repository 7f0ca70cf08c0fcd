// What the chapter uaccess says of its experiments holds on every edition, and not only on the one
// that its terminal output was recorded on.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readSource } from '../../lessons/lib/load-lesson.ts';
import type { SourceFile } from '../../runner/protocol.ts';
import { openRunHost, type RunHost } from '../../runner/run-host.ts';
import { versionsUnderTest } from '../kernel-versions.ts';
import { runToEnd } from '../run-to-end.ts';

let host: RunHost;
beforeAll(async () => {
  host = await openRunHost({ editions: [...versionsUnderTest], onProgress() {}, ready: 0 });
});
afterAll(() => host.close());

async function courseFiles(...paths: string[]): Promise<SourceFile[]> {
  const sources = await Promise.all(paths.map((path) => readSource(path)));
  return sources.map(({ name, text }) => ({ name, text }));
}

describe.each(versionsUnderTest)('edition %s', (edition) => {
  test('a length that is fetched twice lets the secret out, fetched once it does not', async () => {
    const files = await courseFiles(
      'kmod/uaccess/double_fetch.c',
      'kmod/uaccess/double_fetch_uapi.h',
      'lessons/uaccess/double-fetch.ts',
    );
    const { outcome, terminal } = await runToEnd(host, { edition, files });
    expect(outcome, terminal).toEqual({ kind: 'passed' });
    expect(terminal).toContain('fetched twice: up to 128 bytes');
    expect(terminal).toContain('a secret, not for any program to read');
    expect(terminal).toContain('fetched once:  up to 64 bytes');
  });

  test('a count taken for an error: success is told, and zeros overwrite what was kept', async () => {
    const files = await courseFiles('kmod/uaccess/short_copy.c', 'lessons/uaccess/short-copy.ts');
    const { outcome, terminal } = await runToEnd(host, { edition, files });
    expect(outcome, terminal).toEqual({ kind: 'passed' });
    expect(terminal).toContain('16 written');
    expect(terminal).toContain('after   HELLO...........kept');
  });

  test('a read without an end never ends', async () => {
    const files = await courseFiles('kmod/uaccess/no_eof.c');
    const steps = [
      { load: 'module' } as const,
      { shell: 'timeout 1 cat /dev/no_eof > /dev/null; echo "exit code $?"' },
    ];
    const { terminal } = await runToEnd(host, { edition, files, steps });
    expect(terminal).toContain('\nexit code 124\n');
  });

  test('a user pointer that is followed is an oops at its line', async () => {
    const [module, header, client] = await courseFiles(
      'kmod/uaccess/uaccess.c',
      'kmod/uaccess/uaccess_uapi.h',
      'lessons/uaccess/client.ts',
    );
    if (!(module && header && client)) throw new Error('a file of the lesson is missing');
    const copy = 'missing = copy_from_user(bytes, from, asked);';
    expect(module.text.split(copy)).toHaveLength(2);
    const text = module.text.replace(
      copy,
      'memcpy(bytes, (const void __force *)from, asked);\n\tmissing = 0;',
    );
    const line = text.split('\n').findIndex((each) => each.includes('__force')) + 1;
    const { outcome, terminal } = await runToEnd(host, {
      edition,
      files: [{ ...module, text }, header, client],
    });
    expect(outcome, terminal).toMatchObject({
      kind: 'guest-crashed',
      verdict: 'oops',
      place: { file: 'uaccess.c', line },
    });
  });

  test("write(2) refuses an address of the kernel's before the driver is called", async () => {
    const files = await courseFiles(
      'kmod/uaccess/uaccess.c',
      'kmod/uaccess/uaccess_uapi.h',
      'lessons/uaccess/client.ts',
    );
    const { log, terminal } = await runToEnd(host, { edition, files });
    const failed = log.filter((line) => line.includes('copy_from_user returned 16'));
    expect(terminal.match(/write from there +EFAULT/g)).toHaveLength(2);
    expect(failed).toHaveLength(1);
  });
});
