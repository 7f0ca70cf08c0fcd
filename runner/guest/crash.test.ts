import { expect, test } from 'vitest';
import { type CrashEvidence, classifyCrash } from './crash.ts';
import type { EmulatorEnd } from './emulator.ts';

function evidence(log: string, more: Partial<CrashEvidence> = {}): CrashEvidence {
  return {
    log: log.trim().split('\n'),
    silent: false,
    shutdownReason: 'guest-reset',
    stopped: false,
    tampering: '',
    entrusted: true,
    end: ended(),
    ...more,
  };
}

function ended(how: Partial<EmulatorEnd> = {}): EmulatorEnd {
  return { code: 0, signal: null, stderr: '', outOfMemory: false, ...how };
}

// Reports as these kernels print them, shortened.
const nullPointer = `
[   28.550000] BUG: kernel NULL pointer dereference, address: 0000000000000040
[   28.550100] #PF: supervisor read access in kernel mode
[   28.550200] Oops: Oops: 0000 [#1] PREEMPT SMP NOPTI
[   28.550346] RIP: 0010:note_show+0xd/0x40 [oops]
[   28.560000] Call Trace:
[   28.560100]  ? __die+0x23/0x70
[   28.560200]  seq_read_iter+0x120/0x480
[   28.590000] Kernel panic - not syncing: Fatal exception`;

test('a NULL pointer, with the place in the module', () => {
  expect(classifyCrash(evidence(nullPointer))).toEqual({
    verdict: 'oops',
    message: 'Kernel oops: the code followed a NULL pointer (address 0x40).',
    at: { symbol: 'note_show', offset: 0xd, module: 'oops' },
  });
});

test('a fault in the kernel on behalf of a module names the caller, one byte back', () => {
  const crash = classifyCrash(
    evidence(`
[    3.000000] BUG: unable to handle page fault for address: ffffc90000000000
[    3.000100] RIP: 0010:memcpy_orig+0x10/0x140
[    3.000200] Call Trace:
[    3.000300]  ? memcpy_orig+0x10/0x140
[    3.000400]  ? other_write+0x11/0x50 [student]
[    3.000500]  note_write+0x4a/0x90 [student]
[    3.000600]  vfs_write+0x100/0x400`),
  );
  expect(crash).toMatchObject({
    verdict: 'oops',
    at: { symbol: 'note_write', offset: 0x49, module: 'student' },
  });
});

test.each([
  ['WARNING: CPU: 0 PID: 59 at /src/warn.c:10 warn_init+0xd/0xff0 [warn]', 'warn'],
  ['watchdog: BUG: soft lockup - CPU#0 stuck for 8s! [insmod:60]', 'lockup'],
  ['rcu: INFO: rcu_preempt self-detected stall on CPU', 'lockup'],
  ['INFO: task insmod:61 blocked for more than 10 seconds.', 'hang'],
  ['kernel BUG at /src/note.c:12!', 'oops'],
  ['Kernel panic - not syncing: stack-protector: Kernel stack is corrupted in: f+0x1/0x2', 'oops'],
  ['Kernel panic - not syncing: sysrq triggered crash', 'panic'],
])('%s', (line, verdict) => {
  expect(classifyCrash(evidence(`[    1.000000] ${line}`)).verdict).toBe(verdict);
});

test('a guest that went without a word', () => {
  expect(classifyCrash(evidence('')).verdict).toBe('reboot');
  expect(classifyCrash(evidence('', { shutdownReason: 'guest-shutdown' })).verdict).toBe('reboot');
  expect(classifyCrash(evidence('', { silent: true, shutdownReason: '' })).verdict).toBe('hang');
});

test('a guest that writes on the channel of the agent is ended for that', () => {
  const tampering = 'an answer that nobody waits for';
  const crash = classifyCrash(evidence('', { tampering, shutdownReason: '' }));
  expect(crash).toMatchObject({ verdict: 'tampered', message: expect.stringContaining(tampering) });
});

test.each([
  ['more memory than it may take', { code: 137, outOfMemory: true }, 'device'],
  ['a failed assertion', { code: 134, stderr: 'assertion failed' }, 'device'],
  ['a system call that the sandbox forbids', { code: 159 }, 'device'],
  ['an error of its own', { code: 1, stderr: 'out of queue' }, 'device'],
  ['a kill from outside', { code: 137 }, 'emulator'],
  ['a kill of its sandbox', { code: null, signal: 'SIGKILL' }, 'emulator'],
] as const)('an emulator that ends by %s', (_, how, verdict) => {
  const died = { shutdownReason: '', end: ended(how) };
  expect(classifyCrash(evidence('', died)).verdict).toBe(verdict);
  // Before anything of the learner's was in the guest it is nobody's fault but ours.
  expect(classifyCrash(evidence('', { ...died, entrusted: false })).verdict).toBe('emulator');
});
