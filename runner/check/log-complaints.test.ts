import { expect, test } from 'vitest';
import { logComplaints } from './log-complaints.ts';

test.each([
  '[    4.123456] BUG: kernel NULL pointer dereference, address: 0000000000000008',
  '[    4.123456] BUG kmalloc-64 (Tainted: G           OE     ): Right Redzone overwritten',
  '[    4.123456] WARNING: CPU: 0 PID: 77 at kernel/module/main.c:12 foo+0x1/0x2',
  '[    4.123456] WARNING: fs/proc/generic.c:701 at remove_proc_entry+0x1/0x2, CPU#0: bash/77',
  '[    4.123456][  T77] Oops: 0002 [#1] PREEMPT SMP NOPTI',
  "[   12.000001] proc_dir_entry '/proc/note' already registered",
  "[   12.000001] remove_proc_entry: removing non-empty directory 'a/b', leaking at least 'c'",
  "[   12.000001] sysfs: cannot create duplicate filename '/devices/virtual/misc/shout'",
])('a complaint: %s', (line) => {
  expect(logComplaints([line])).toEqual([line]);
});

test.each([
  '[    4.123456] shout: loading out-of-tree module taints kernel.',
  '[    4.123456] shout: WARNING: the text is too long',
  '[    4.123456] ==========================',
  '[    4.123456] shout: no BUG in here, Oops: none',
  'BUG: said by a program, without the time that the kernel puts before it',
])('no complaint: %s', (line) => {
  expect(logComplaints([line])).toEqual([]);
});
