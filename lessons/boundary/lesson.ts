// The first chapter: what a system call is, what a module is, and what an oops looks like.
import { defineLesson } from '../lib/lesson.ts';

const lastVisitor = { files: ['kmod/boundary/last_visitor.c'] };

export const lesson = defineLesson({
  id: 'boundary',
  title: 'The boundary',
  question:
    'What happens when a program asks the kernel for something, and how does one add a piece of one’s own to the kernel?',
  minutes: 15,
  sides: { user: 'a system call', kernel: 'a module, current' },
  module: { files: ['kmod/boundary/boundary.c'] },
  client: 'client.ts',
  transcripts: {
    'first-run': {
      steps: [
        { run: 'client' },
        { shell: 'dmesg | grep boundary: | tail -n +3' },
      ],
    },
    hello: {
      module: { files: ['kmod/boundary/hello.c'] },
      steps: [
        { shell: 'insmod hello.ko' },
        { shell: 'lsmod | head -n 3' },
        { shell: 'ls /sys/module/hello' },
        { shell: 'cat /sys/module/hello/initstate' },
        { shell: 'modinfo -F description hello.ko' },
        { shell: 'modinfo -F vermagic hello.ko' },
        { shell: 'rmmod overlay' },
        { shell: 'rmmod hello' },
        { shell: 'strace -e finit_module insmod hello.ko' },
        { shell: 'strace -e delete_module rmmod hello' },
        { shell: 'dmesg | grep hello:' },
      ],
    },
    calls: {
      steps: [
        { shell: 'strace -e write echo hello > /dev/null' },
        { shell: 'strace -o calls echo hello; wc -l < calls' },
        {
          shell:
            'cut -d "(" -f 1 calls | sort | uniq -c | sort -rn | head -n 5',
        },
      ],
    },
    'by-hand': {
      steps: [
        { shell: 'insmod boundary.ko' },
        { shell: 'cat /proc/boundary' },
        { shell: 'strace -P /proc/boundary cat /proc/boundary > /dev/null' },
        { shell: 'setpriv --reuid=65534 cat /proc/boundary' },
        { shell: 'rmmod boundary' },
        { shell: 'cat /proc/boundary' },
        { shell: 'dmesg | grep boundary: | tail -n +3' },
      ],
    },
    refuses: {
      module: { files: ['kmod/boundary/refuses.c'] },
      steps: [
        { shell: 'insmod refuses.ko' },
        { shell: 'dmesg | tail -n 1' },
        { shell: 'lsmod | grep -c refuses' },
      ],
    },
    crash: {
      module: lastVisitor,
      client: 'last-visitor.ts',
      crash: true,
      steps: [{ run: 'client' }],
    },
    oops: {
      module: lastVisitor,
      steps: [
        { shell: 'insmod last_visitor.ko' },
        { shell: 'sysctl -q kernel.panic_on_oops=0' },
        { shell: 'cat /proc/last_visitor; echo "exit code $?"' },
        {
          shell:
            "dmesg -t | sed -n '/^BUG/,/end trace/p' | grep -v -e ' ? ' -e PGD",
        },
        {
          shell: 'cat /proc/last_visitor & sleep 1; ps -C cat -o stat,comm',
        },
        { shell: 'rmmod last_visitor & sleep 1; ps -C rmmod -o stat,comm' },
      ],
    },
  },
});
