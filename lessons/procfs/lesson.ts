// The chapter on virtual files under /proc.
import { defineLesson } from '../lib/lesson.ts';

export const lesson = defineLesson({
  id: 'procfs',
  title: 'A virtual file under /proc',
  question:
    'How can a file have contents that nobody ever wrote, and how does a module offer one?',
  minutes: 25,
  sides: { user: 'cat /proc/crossings/…', kernel: 'proc_create, seq_file' },
  module: { files: ['kmod/procfs/procfs.c'] },
  client: 'client.ts',
  transcripts: {
    'first-run': {
      steps: [
        { run: 'client' },
        { shell: 'dmesg -t | grep procfs: | tail -n +3' },
      ],
    },
    'by-hand': {
      steps: [
        { shell: 'insmod procfs.ko' },
        { shell: 'ls -l /proc/crossings' },
        { shell: 'cat /proc/crossings/greeting' },
        {
          shell:
            'strace -P /proc/crossings/greeting cat /proc/crossings/greeting',
        },
        { shell: 'echo Ada > /proc/crossings/guests' },
        { shell: 'echo Grace > /proc/crossings/guests' },
        { shell: 'cat /proc/crossings/guests' },
        { shell: 'dmesg -t | tail -n 4' },
        {
          shell:
            'setpriv --reuid=65534 bash -c "echo Eve > /proc/crossings/guests"',
        },
        {
          shell:
            'for i in {1..1000}; do echo "guest $i"; done > /proc/crossings/guests',
        },
        { shell: 'wc -l -c < /proc/crossings/guests' },
        { shell: 'dmesg -t | tail -n 10' },
        { shell: '(exec 3< /proc/crossings/guests; rmmod procfs; cat <&3)' },
        { shell: 'ls /proc/crossings' },
      ],
    },
    legacy: {
      module: { files: ['kmod/procfs/procfs_legacy.c'] },
      steps: [
        { build: '6.1', brief: true },
        { build: '6.12', brief: true },
        { build: 'newest', brief: true },
      ],
    },
    'left-over': {
      module: { files: ['kmod/procfs/left_over.c'] },
      steps: [
        { shell: 'insmod left_over.ko' },
        { shell: 'cat /proc/left_over' },
        { shell: 'rmmod left_over' },
        { shell: 'ls -l /proc/left_over' },
        { shell: 'sysctl -q kernel.panic_on_oops=0' },
        { shell: 'cat /proc/left_over' },
        { shell: "dmesg -t | grep -E '^BUG|^#PF|^RIP|unloaded' | head -n 5" },
      ],
    },
    greedy: {
      module: { files: ['kmod/procfs/greedy.c'] },
      steps: [
        { shell: 'insmod greedy.ko' },
        { shell: 'printf %64s x > /proc/greedy' },
        { shell: 'sysctl -q kernel.panic_on_warn=0' },
        { shell: 'printf %100s x > /proc/greedy' },
        { shell: "dmesg -t | grep -E 'greedy: took|Buffer|greedy_write'" },
      ],
    },
    'no-lseek': {
      module: { files: ['kmod/procfs/no_lseek.c'] },
      steps: [
        { shell: 'insmod no_lseek.ko' },
        {
          shell:
            'strace -P /proc/with_lseek -e lseek,read dd if=/proc/with_lseek bs=10 skip=2 status=none',
        },
        {
          shell:
            'strace -P /proc/no_lseek -e lseek,read dd if=/proc/no_lseek bs=10 skip=2 status=none',
        },
      ],
    },
  },
});
