// What the chapter procfs says of its experiments holds on every edition, and not only on the one
// that its terminal output was recorded on.
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
  async function tryOut(module: string, ...lines: string[]) {
    const { name, text } = await readSource(`kmod/procfs/${module}.c`);
    const steps = [{ load: 'module' } as const, ...lines.map((shell) => ({ shell }))];
    return await runToEnd(host, { edition, files: [{ name, text }], steps });
  }

  test('an entry that is left over is listed, and an oops for who reads it', async () => {
    const { outcome, terminal, log } = await tryOut(
      'left_over',
      'rmmod left_over; ls /proc/left_over',
      'cat /proc/left_over',
    );
    expect(terminal).toContain('\n/proc/left_over\n');
    expect(outcome, terminal).toMatchObject({ kind: 'guest-crashed', verdict: 'oops' });
    // On the newest kernel the memory of a module's code stays, filled with breakpoint instructions.
    const cause = edition === 'newest' ? 'Oops: int3' : 'supervisor instruction fetch';
    expect(log.join('\n')).toContain(cause);
    expect(log.join('\n')).toContain('last unloaded: left_over');
  });

  test('a name that is left over is refused to the next', async () => {
    const { outcome, terminal } = await tryOut('left_over', 'rmmod left_over; insmod left_over.ko');
    expect(outcome, terminal).toMatchObject({ kind: 'guest-crashed', verdict: 'warn' });
  });

  test('a length that is believed is stopped by the size that the compiler knows', async () => {
    const { outcome, terminal, log } = await tryOut(
      'greedy',
      'printf %64s x > /proc/greedy; printf %100s x > /proc/greedy',
    );
    expect(log.join('\n')).toContain('greedy: took 64 bytes');
    expect(log.join('\n')).toContain('Buffer overflow detected (64 < 100)!');
    expect(outcome, terminal).toMatchObject({
      kind: 'guest-crashed',
      verdict: 'warn',
      place: { file: 'greedy.c' },
    });
  });

  test('a file without .proc_lseek cannot seek, and nothing worse', async () => {
    const { outcome, terminal } = await tryOut(
      'no_lseek',
      'for f in with no; do strace -e lseek dd if=/proc/"$f"_lseek bs=10 skip=2 status=none; done',
    );
    expect(outcome, terminal).toEqual({ kind: 'passed' });
    expect(terminal).toContain('lseek(0, 20, SEEK_CUR)                  = 20');
    expect(terminal).toContain('= -1 ESPIPE');
    expect(terminal.match(/^uvwxyz$/gm)).toHaveLength(2);
  });

  test('a module goes while its file is open', async () => {
    const { outcome, terminal } = await tryOut(
      'procfs',
      '(exec 3< /proc/crossings/guests; rmmod procfs; ! cat <&3)',
    );
    expect(outcome, terminal).toEqual({ kind: 'passed' });
    expect(terminal).toContain('Input/output error');
  });
});
