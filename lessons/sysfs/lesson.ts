// The chapter on kobjects and their attributes under /sys.
import { defineLesson } from '../lib/lesson.ts';

export const lesson = defineLesson({
  id: 'sysfs',
  title: 'An object with attributes under /sys',
  question:
    'How does an object in the kernel become a folder, its values files, and its news an event?',
  minutes: 25,
  sides: { user: 'echo 70 > …/brightness', kernel: 'kobject, sysfs_emit' },
  module: { files: ['kmod/sysfs/sysfs.c'] },
  client: 'client.ts',
  transcripts: {
    'first-run': {
      steps: [
        { run: 'client' },
        { shell: 'dmesg -t | grep sysfs: | tail -n +3' },
      ],
    },
    'by-hand': {
      steps: [
        { shell: 'insmod sysfs.ko' },
        { shell: '(cd /sys/kernel/crossings; find * | sort)' },
        { shell: 'ls -l /sys/kernel/crossings/desk' },
        { shell: 'echo 70 > /sys/kernel/crossings/desk/brightness' },
        { shell: 'cat /sys/kernel/crossings/desk/brightness' },
        { shell: 'grep . -r /sys/kernel/crossings/desk 2> /dev/null | sort' },
        { shell: 'echo 101 > /sys/kernel/crossings/desk/brightness' },
        {
          shell:
            'strace -P /sys/kernel/crossings/desk/changes cat /sys/kernel/crossings/desk/changes',
        },
        {
          shell:
            'echo attic > /sys/kernel/crossings/add; ls /sys/kernel/crossings',
        },
        {
          shell:
            'echo attic > /sys/kernel/crossings/remove; ls /sys/kernel/crossings',
        },
        {
          shell:
            '(exec 3< /sys/kernel/crossings/hall/brightness; rmmod sysfs; cat <&3)',
        },
        { shell: 'dmesg -t | tail -n 4' },
      ],
    },
    watch: { client: 'watch.ts', steps: [{ run: 'client' }] },
    legacy: {
      module: { files: ['kmod/sysfs/sysfs_legacy.c'] },
      steps: [
        { build: '6.1', brief: true },
        { build: '6.12', brief: true },
        { build: 'newest', brief: true },
      ],
    },
    overrun: {
      module: { files: ['kmod/sysfs/overrun.c'] },
      steps: [
        { shell: 'insmod overrun.ko' },
        { shell: 'sysctl -q kernel.panic_on_warn=0' },
        { shell: 'cat /sys/kernel/overrun/careful | wc -c' },
        { shell: 'cat /sys/kernel/overrun/careless | wc -c' },
        {
          shell:
            "dmesg -t | grep -oE '^fill.*|\\[.* overwritten\\]|First byte .*|(Allocated|Freed) in [a-z_]+'",
        },
      ],
    },
    'early-free': {
      module: { files: ['kmod/sysfs/early_free.c'] },
      steps: [
        { shell: 'insmod early_free.ko' },
        { shell: 'rmmod early_free' },
        { shell: 'sysctl -q kernel.panic_on_warn=0' },
        { shell: 'echo 1 > /sys/kernel/slab/kmalloc-2k/validate' },
        {
          shell:
            "dmesg -t | grep -oE '\\[.* overwritten\\]|First byte .*|^BUG.*|^Freed in [^ ]*'",
        },
      ],
    },
    'self-remove': {
      module: { files: ['kmod/sysfs/self_remove.c'] },
      steps: [
        { shell: 'insmod self_remove.ko' },
        {
          shell:
            'echo 1 > /sys/kernel/self_remove/clean; ls /sys/kernel/self_remove',
        },
        { shell: 'rmmod self_remove; insmod self_remove.ko' },
        { shell: 'sysctl -q kernel.hung_task_panic=0' },
        {
          shell:
            'echo 1 > /sys/kernel/self_remove/stuck & sleep 1; cut -d + -f 1 /proc/$!/stack | head -n 6',
        },
        { shell: 'ls /sys/kernel/self_remove' },
      ],
    },
  },
});
