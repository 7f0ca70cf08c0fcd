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

test('names the place of a NULL pointer in the module', () => {
  expect(classifyCrash(evidence(nullPointer))).toEqual({
    verdict: 'oops',
    message: 'Kernel oops: the code followed a NULL pointer (address 0x40).',
    source: null,
    trace: [{ symbol: 'note_show', offset: 0xd, module: 'oops' }],
    allocated: [],
    freed: [],
  });
});

test('a fault in the kernel for a module names the caller, one byte back', () => {
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
    trace: [{ symbol: 'note_write', offset: 0x49, module: 'student' }],
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

test('tells a reboot, a power-off, and a hang without a report apart', () => {
  expect(classifyCrash(evidence('')).verdict).toBe('reboot');
  expect(classifyCrash(evidence('', { shutdownReason: 'guest-shutdown' })).verdict).toBe('reboot');
  const killed = '[    9.000000] crossings: the agent ended with code 137';
  expect(classifyCrash(evidence(killed, { shutdownReason: 'guest-shutdown' }))).toMatchObject({
    verdict: 'reboot',
    message: expect.stringContaining('killed the program that carries out the Run'),
  });
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

const trace = (...frames: string[]): string =>
  ['Call Trace:', ' <TASK>', ...frames.map((frame) => ` ${frame}`), ' </TASK>']
    .map((line) => `[    2.000000] ${line}`)
    .join('\n');

test('addresses that a module printed earlier are not part of the crash', () => {
  const crash = classifyCrash(
    evidence(`
[    1.000000] CPU: 0 UID: 0 PID: 180 Comm: insmod Tainted: G OE 6.12
${trace('dump_stack_lvl+0x5d/0x80', 'trail_init+0x10/0xff0 [trail]')}
[    1.900000] trail: ops are at trail_ops+0x8/0x40 [trail]
${nullPointer.trim()}`),
  );
  expect(crash.trace).toEqual([{ symbol: 'note_show', offset: 0xd, module: 'oops' }]);
});

test('addresses after the end of the report are not part of it', () => {
  const crash = classifyCrash(
    evidence(`
[    1.000000] BUG: kernel NULL pointer dereference, address: 0000000000000000
[    1.000100] RIP: 0010:vfs_write+0x1/0x40
${trace('ksys_write+0x6d/0xf0')}
[    2.100000] ---[ end trace 0000000000000000 ]---
[    2.200000] late: at late_fn+0x1/0x2 [late]
[    2.300000] Kernel panic - not syncing: Fatal exception`),
  );
  expect(crash).toMatchObject({ verdict: 'oops', trace: [] });
});

test('the first of two nested faults is the cause', () => {
  const crash = classifyCrash(
    evidence(`
[    1.000000] BUG: kernel NULL pointer dereference, address: 0000000000000000
[    1.000100] RIP: 0010:first+0x1/0x40 [own]
[    1.000200] Call Trace:
[    1.000300] BUG: unable to handle page fault for address: ffffc90000000000
[    1.000400] RIP: 0010:second+0x1/0x40 [own]
[    1.000500] Kernel panic - not syncing: Fatal exception in interrupt`),
  );
  expect(crash.message).toContain('NULL');
  expect(crash.trace[0]).toMatchObject({ symbol: 'first' });
});

test('code that an interrupt only interrupted is not to blame', () => {
  const crash = classifyCrash(
    evidence(`
[    1.000000] BUG: unable to handle page fault for address: ffffc90000000000
[    1.000100] RIP: 0010:__run_timers+0xd7/0x280
[    1.000200] Call Trace:
[    1.000300]  <IRQ>
[    1.000400]  run_timer_softirq+0x1/0x2
[    1.000500]  </IRQ>
[    1.000600]  <TASK>
[    1.000700]  busy_write+0x10/0x40 [busy]
[    1.000800]  </TASK>
[    1.000900] Kernel panic - not syncing: Fatal exception in interrupt`),
  );
  expect(crash.trace).toEqual([]);
});

test('the trace of "scheduling while atomic" comes after the panic', () => {
  const crash = classifyCrash(
    evidence(`
[    1.000000] BUG: scheduling while atomic: bash/185/0x00000002
[    1.000100] Kernel panic - not syncing: scheduling while atomic: panic_on_warn set ...
${trace('schedule_timeout+0x9e/0x160', '? guess+0x1/0x2 [politely]', 'pol_write+0x3a/0x60 [politely]')}`),
  );
  expect(crash.message).toContain('slept where it must not');
  expect(crash.trace).toEqual([{ symbol: 'pol_write', offset: 0x39, module: 'politely' }]);
});

const allocator = (damage: string, what: string): string => `
${damage}
[    1.000000] =============================================================================
[    1.000000] BUG kmalloc-16 (Tainted: G           OE     ): ${what}
[    1.000000] -----------------------------------------------------------------------------
[    1.000000] Allocated in kstrndup+0x1e/0x60 age=0 cpu=0 pid=185
[    1.000000]  kstrndup+0x4d/0xa0
[    1.000000]  motto_store+0x1e/0x60 [motto]
[    1.000000] Freed in motto_store+0x32/0x60 [motto] age=0 cpu=0 pid=185
[    1.000000]  motto_store+0x32/0x60 [motto]
[    1.000000] Slab 0xffe0c84b000dbc40 objects=32 used=3
[    1.000000] ------------[ cut here ]------------
[    1.000000] WARNING: CPU: 0 PID: 185 at mm/slub.c:1127 object_err+0x1d2/0x1df
[    1.000000] RIP: 0010:object_err+0x1d2/0x1df
${trace('kfree+0x2ea/0x350', 'motto_store+0x49/0x60 [motto]')}
[    2.100000] Kernel panic - not syncing: kernel: panic_on_warn set ...`;

test('a double free happened at the second free, not where the object was allocated', () => {
  const crash = classifyCrash(evidence(allocator('', 'Object already free')));
  expect(crash).toMatchObject({
    verdict: 'warn',
    message: 'The allocator found an object of kmalloc-16 misused: it was freed twice.',
    trace: [{ symbol: 'motto_store', offset: 0x48 }],
    freed: [{ offset: 0x31 }, { offset: 0x31 }],
  });
});

test('where an overwritten object was found proves nothing about who wrote', () => {
  const crash = classifyCrash(
    evidence(
      allocator(
        '[    1.000000] [Right Redzone overwritten] 0xff-0xff @offset=2432.',
        'Object corrupt',
      ),
    ),
  );
  expect(crash).toMatchObject({ trace: [], allocated: [{ symbol: 'motto_store', offset: 0x1d }] });
  expect(crash.message).toContain('written past its end');
});

test('of several stuck tasks the one in a module is named', () => {
  const crash = classifyCrash(
    evidence(`
[    9.000000] INFO: task kworker/0:1:12 blocked for more than 10 seconds.
${trace('schedule+0x27/0xc0')}
[    9.000000] INFO: task cat:190 blocked for more than 10 seconds.
${trace('schedule+0x27/0xc0', 'gate_read+0x20/0x40 [gate]')}
[    9.100000] Kernel panic - not syncing: hung_task: blocked tasks`),
  );
  expect(crash.message).toContain('cat waited');
  expect(crash.trace).toEqual([{ symbol: 'gate_read', offset: 0x1f, module: 'gate' }]);
});

test('a stall is blamed on the task that starved the others', () => {
  const crash = classifyCrash(
    evidence(`
[   66.000000] rcu: INFO: rcu_preempt detected stalls on CPUs/tasks:
${trace('schedule_timeout+0x9e/0x160', 'rcu_gp_kthread+0xe0/0x1b0')}
[   66.100000] rcu: Stack dump where RCU GP kthread last ran:
${trace('m_exit+0xe/0xff0 [m]')}
[   66.200000] Kernel panic - not syncing: RCU Stall`),
  );
  expect(crash).toMatchObject({ verdict: 'lockup', trace: [{ symbol: 'm_exit', offset: 0xd }] });
});

test('a warning says what the kernel said, and where in its source', () => {
  const crash = classifyCrash(
    evidence(`
[    1.000000] ------------[ cut here ]------------
[    1.000000] Attribute size: write permission without 'store'
[    1.000000] WARNING: CPU: 0 PID: 59 at urls.c:10 urls_init+0xd/0xff0 [urls]
[    1.000000] Kernel panic - not syncing: kernel: panic_on_warn set ...`),
  );
  expect(crash.message).toContain("Attribute size: write permission without 'store'");
  expect(crash.source).toEqual({ file: 'urls.c', line: 10 });
});

const fault = (address: string, ...lines: string[]): string => {
  const log = [`BUG: unable to handle page fault for address: ${address}`, ...lines];
  return classifyCrash(evidence(log.map((line) => `[    1.000000] ${line}`).join('\n'))).message;
};

test('a small address reached through an error pointer is no NULL pointer', () => {
  const { message } = classifyCrash(
    evidence(`
[   21.920095] BUG: kernel NULL pointer dereference, address: 0000000000000046
[   21.939279] RIP: 0010:apparmor_file_permission+0x10/0x190
[   21.940120] Code: 90 f3 0f 1e fa 0f 1f 44 00 00 48 8b 05 c8 e1 1d 02 <48> 39 47 48 0f 84 62 01 00 00
[   22.009855] RDX: ff91af52006cb9d0 RSI: 0000000000000002 RDI: fffffffffffffffe`),
  );
  expect(message).toContain('ERR_PTR(-ENOENT)');
  expect(message).not.toContain('NULL');
});

test('an address that an error pointer shares with a member of NULL is told as either', () => {
  expect(fault('fffffffffffffff0')).toContain('an error pointer, or what container_of() makes of');
});

test.each([
  [fault('ffffffffc032d048', 'Modules linked in: overlay [last unloaded: ticker(OE)]'), 'ticker'],
  [fault('ffffffffc02c5170', 'Modules linked in: overlay squashfs'), 'init function failed'],
  [fault('ffffffffc02c5170', 'Modules linked in: half(OE+) overlay'), 'nothing is mapped'],
  [fault('ff91af52006d4000', 'RSP: 0018:ff91af52006d3aa0 EFLAGS: 00000202'), 'kernel stack'],
  [fault('000055b95f6d1e80', '#PF: supervisor read access in kernel mode'), 'copy_from_user'],
  [fault('6b6b6b6b6b6b6b7b'), 'freed'],
  [fault('ffffc90000000000'), 'nothing is mapped'],
])('an address is explained: %s', (message, words) => {
  expect(message).toContain(words);
});

test('a jump to text is explained as text over a pointer', () => {
  const { message } = classifyCrash(
    evidence(`
[   24.620784] Oops: general protection fault: 0000 [#1] PREEMPT SMP NOPTI
[   24.628557] RIP: 0010:0x676965206e616874`),
  );
  expect(message).toContain('"than eig"');
});

test('a complaint that the kernel survived is not why the guest ended', () => {
  const log = allocator('', 'Object already free').replace(/.*Kernel panic.*/, '');
  const crash = classifyCrash(evidence(log, { silent: true, shutdownReason: '' }));
  expect(crash).toMatchObject({ verdict: 'hang', trace: [] });
  expect(crash.message).toContain('Earlier, the kernel had complained: "BUG kmalloc-16');
});
