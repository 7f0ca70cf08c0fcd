// The last chapter: the seven ways measured against each other.
import { defineLesson } from '../lib/lesson.ts';

export const lesson = defineLesson({
  id: 'compare',
  title: 'Seven ways, measured',
  question:
    'The same bytes, seven ways: how long does each take, and which one should you choose?',
  minutes: 25,
  sides: { user: 'seven ways, one clock', kernel: 'ktime_get_ns' },
  module: {
    files: ['kmod/compare/compare.c', 'kmod/compare/compare_uapi.h'],
  },
  client: 'client.ts',
  transcripts: {
    'first-run': { figures: true, steps: [{ run: 'client' }] },
    'by-hand': {
      steps: [
        { shell: 'insmod compare.ko' },
        {
          shell: 'ls /proc/compare /sys/kernel/compare; ls -l /dev/compare',
        },
        { shell: 'wc -c /proc/compare/65536 /sys/kernel/compare/65536' },
        {
          shell:
            'strace -s 0 -P /proc/compare/65536 -e read cat /proc/compare/65536 > /dev/null',
        },
        {
          shell:
            'strace -s 0 -P /sys/kernel/compare/65536 -e read cat /sys/kernel/compare/65536 > /dev/null',
        },
        { shell: 'dmesg | tail -n 1' },
      ],
    },
    cold: { figures: true, client: 'cold.ts', steps: [{ run: 'client' }] },
    chatty: {
      figures: true,
      module: { files: ['kmod/compare/chatty.c'] },
      client: 'chatty.ts',
      steps: [{ run: 'client' }],
    },
    pieces: {
      figures: true,
      client: 'pieces.ts',
      steps: [{ run: 'client' }],
    },
  },
});
