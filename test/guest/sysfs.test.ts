// What the chapter sysfs says of its experiments holds on every edition, and not only on the one
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
    const { name, text } = await readSource(`kmod/sysfs/${module}.c`);
    const steps = [{ load: 'module' } as const, ...lines.map((shell) => ({ shell }))];
    return await runToEnd(host, { edition, files: [{ name, text }], steps });
  }
  const goOn = 'sysctl -q kernel.panic_on_warn=0 kernel.hung_task_panic=0';

  test('more than a page with sysfs_emit_at is cut off', async () => {
    const { outcome, terminal } = await tryOut(
      'overrun',
      'cat /sys/kernel/overrun/careful | wc -c',
    );
    expect(outcome, terminal).toEqual({ kind: 'passed' });
    expect(terminal).toContain('\n4095\n');
  });

  test('more than a page with sprintf overwrites what lies behind', async () => {
    const { terminal, log } = await tryOut(
      'overrun',
      goOn,
      'cat /sys/kernel/overrun/careless | wc -c',
    );
    expect(terminal).toContain('\n4095\n');
    expect(log.join('\n')).toContain('Right Redzone overwritten');
    expect(log.join('\n')).toContain('First byte 0x34 instead of 0xcc');
  });

  test('an object that is freed too early is counted down in freed memory', async () => {
    const { terminal, log } = await tryOut('early_free', goOn, 'rmmod early_free');
    expect(terminal).not.toContain('ERROR');
    expect(log.join('\n')).not.toContain('overwritten');
    const after = await tryOut(
      'early_free',
      goOn,
      'rmmod early_free; echo 1 > /sys/kernel/slab/kmalloc-2k/validate',
    );
    expect(after.log.join('\n')).toContain('Poison overwritten');
    expect(after.log.join('\n')).toContain('First byte 0x6a instead of 0x6b');
    expect(after.log.join('\n')).not.toContain('release runs');
  });

  test('a store that removes itself waits for itself, or steps aside first', async () => {
    const clean = await tryOut(
      'self_remove',
      'echo 1 > /sys/kernel/self_remove/clean; ls /sys/kernel/self_remove',
    );
    expect(clean.terminal).toContain('No such file or directory');
    const { terminal } = await tryOut(
      'self_remove',
      goOn,
      'echo 1 > /sys/kernel/self_remove/stuck & sleep 1; cat /proc/$!/stack',
    );
    expect(terminal).toMatch(/kernfs_drain[\s\S]*kobject_del[\s\S]*stuck_store/);
  });

  test('a module goes while its file is open, and while a timer runs', async () => {
    const { outcome, terminal, log } = await tryOut(
      'sysfs',
      'echo 5000 > /sys/kernel/crossings/desk/off_after',
      '(exec 3< /sys/kernel/crossings/hall/brightness; rmmod sysfs; ! cat <&3)',
    );
    expect(outcome, terminal).toEqual({ kind: 'passed' });
    expect(terminal).toContain('No such device');
    expect(log.join('\n')).toContain('desk: released');
  });
});
