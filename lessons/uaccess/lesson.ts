// The chapter on get_user, put_user, copy_from_user and copy_to_user.
import { defineLesson } from '../lib/lesson.ts';

export const lesson = defineLesson({
  id: 'uaccess',
  title: 'Copying across the boundary',
  question:
    'How do bytes get from a program into the kernel and back, when neither may trust the other?',
  minutes: 25,
  sides: { user: 'read, write, ioctl', kernel: 'copy_to_user' },
  module: {
    files: ['kmod/uaccess/uaccess.c', 'kmod/uaccess/uaccess_uapi.h'],
  },
  client: 'client.ts',
  transcripts: {
    'first-run': {
      steps: [
        { run: 'client' },
        { shell: 'dmesg | grep uaccess: | tail -n +3' },
      ],
    },
    'by-hand': {
      steps: [
        { shell: 'insmod uaccess.ko' },
        { shell: 'lsmod | head -n 2' },
        { shell: 'ls -l /dev/uaccess' },
        { shell: 'echo a note from the shell > /dev/uaccess' },
        { shell: 'cat /dev/uaccess' },
        { shell: 'strace -P /dev/uaccess cat /dev/uaccess' },
        { shell: 'tail -c +8 /dev/uaccess' },
        { shell: '(exec 3< /dev/uaccess; rmmod uaccess)' },
        { shell: 'rmmod uaccess; ls /dev/uaccess' },
        { shell: 'dmesg | grep uaccess:' },
      ],
    },
    'client-traced': {
      steps: [
        { shell: 'insmod uaccess.ko' },
        {
          shell:
            'strace -f -o calls -P /dev/uaccess node client.ts > /dev/null',
        },
        { shell: 'cut -d " " -f 2- calls | grep -v exited' },
      ],
    },
    legacy: {
      module: { files: ['kmod/uaccess/uaccess_legacy.c'] },
      steps: [
        { build: '6.1', brief: true },
        { build: '6.12', brief: true },
        { build: 'newest', brief: true },
      ],
    },
    'no-eof': {
      module: { files: ['kmod/uaccess/no_eof.c'] },
      steps: [
        { shell: 'insmod no_eof.ko' },
        { shell: 'head -n 3 /dev/no_eof' },
        {
          shell: 'timeout 1 cat /dev/no_eof > /dev/null; echo "exit code $?"',
        },
      ],
    },
    'short-copy': {
      module: { files: ['kmod/uaccess/short_copy.c'] },
      client: 'short-copy.ts',
      steps: [{ run: 'client' }],
    },
    'double-fetch': {
      module: {
        files: [
          'kmod/uaccess/double_fetch.c',
          'kmod/uaccess/double_fetch_uapi.h',
        ],
      },
      client: 'double-fetch.ts',
      steps: [{ run: 'client' }],
    },
  },
});
