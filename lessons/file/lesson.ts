// The chapter on files that the kernel writes.
import { defineLesson } from '../lib/lesson.ts';

const asNobody = 'setpriv --reuid=65534 --regid=65534 --clear-groups';
const underLock = 'insmod under_lock.ko path=/home/melody/str_from_kernel';
const keepBusy = 'for ((i = 0; i < 200000; i++)); do :; done';

export const lesson = defineLesson({
  id: 'file',
  title: 'The kernel writes a file',
  question:
    'Can the kernel not simply write a file? And why does it hardly ever do so?',
  minutes: 25,
  sides: { user: 'cat', kernel: 'kernel_write' },
  module: { files: ['kmod/file/file.c', 'kmod/file/file_uapi.h'] },
  client: 'client.ts',
  transcripts: {
    'first-run': {
      steps: [
        { run: 'client' },
        { shell: 'dmesg | grep file: | tail -n +3' },
      ],
    },
    'by-hand': {
      steps: [
        { shell: 'insmod file.ko' },
        { shell: 'cat /home/melody/str_from_kernel' },
        { shell: 'echo hello > /dev/to_file' },
        { shell: 'cat /home/melody/str_from_kernel' },
        {
          shell:
            'strace -e trace=openat,write -P /dev/to_file -P /home/melody/str_from_kernel bash -c "echo again > /dev/to_file"',
        },
        {
          shell:
            '(prlimit --fsize=1000 head -c 3000 /dev/zero > /dev/to_file; :) 2>&1 | grep -o "File size limit exceeded"',
        },
        { shell: 'rmmod file; stat -c "%A %U %s %n" /home/melody/*' },
      ],
    },
    'no-folder': {
      steps: [
        { shell: 'rmdir /home/melody' },
        { shell: 'insmod file.ko' },
        { shell: 'dmesg | tail -n 1' },
      ],
    },
    'as-root': {
      module: { files: ['kmod/file/as_root.c'] },
      client: 'as-root.ts',
      steps: [{ run: 'client' }],
    },
    contexts: {
      module: { files: ['kmod/file/contexts.c'] },
      steps: [
        { shell: 'insmod contexts.ko' },
        {
          shell: `${asNobody} bash -c "umask 077; echo > /dev/contexts"; ${keepBusy}`,
        },
        { shell: 'dmesg | grep contexts: | tail -n 3 | cut -c 16-' },
      ],
    },
    'under-lock': {
      module: { files: ['kmod/file/under_lock.c'] },
      steps: [
        { shell: 'ls /home/melody' },
        { shell: underLock },
        { shell: 'cat /home/melody/str_from_kernel' },
      ],
    },
    'under-lock-cold': {
      module: { files: ['kmod/file/under_lock.c'] },
      steps: [
        { shell: 'echo 0 > /proc/sys/kernel/panic_on_warn' },
        { shell: underLock },
        {
          shell:
            'dmesg | grep -o "BUG: [a-z ]*\\|schedule_timeout\\|squashfs_lookup\\|filp_open\\|under_lock_init" | uniq',
        },
      ],
    },
    debugfs: {
      module: { files: ['kmod/file/file_debugfs.c'] },
      steps: [
        { shell: 'insmod file_debugfs.ko' },
        { shell: 'cat /sys/kernel/debug/file_debugfs/str_from_kernel' },
        { shell: 'ls -ld /sys/kernel/debug | cut -c -10' },
        { shell: 'rmmod file_debugfs; ls /sys/kernel/debug | grep file' },
      ],
    },
    relay: {
      module: { files: ['kmod/file/file_relay.c'] },
      steps: [
        { shell: 'insmod file_relay.ko; sleep 3' },
        {
          shell: "sed -n '1,3p;$p' /sys/kernel/debug/file_relay/lines0",
        },
        { shell: 'cat /sys/kernel/debug/file_relay/lines0 | wc -l' },
      ],
    },
    helper: {
      module: { files: ['kmod/file/file_helper.c'] },
      steps: [
        { shell: 'insmod file_helper.ko' },
        { shell: 'cat /home/melody/str_from_kernel' },
        { shell: 'rmmod file_helper; rm -r /home/melody' },
        { shell: 'insmod file_helper.ko' },
        { shell: 'dmesg | tail -n 1 | cut -c 16-' },
      ],
    },
    legacy: {
      module: { files: ['kmod/file/file_legacy.c'] },
      steps: [
        { build: '6.1', brief: true },
        { build: '6.12', brief: true },
        { build: 'newest', brief: true },
      ],
    },
  },
});
