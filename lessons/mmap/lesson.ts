// The chapter on memory that a program and the kernel share, and on ioctl
// with a structure.
import { defineLesson } from '../lib/lesson.ts';

export const lesson = defineLesson({
  id: 'mmap',
  title: 'Sharing a page',
  question:
    'How can a program and the kernel work on the same memory, with nothing copied at all?',
  minutes: 25,
  sides: { user: 'mmap, ioctl', kernel: 'vm_insert_page' },
  module: { files: ['kmod/mmap/mmap.c', 'kmod/mmap/mmap_uapi.h'] },
  client: 'client.ts',
  transcripts: {
    'first-run': {
      steps: [
        { run: 'client' },
        { shell: 'dmesg | grep mmap: | tail -n +3' },
      ],
    },
    'by-hand': {
      steps: [
        { shell: 'insmod mmap.ko' },
        { shell: 'cat /dev/mmap' },
        {
          shell: 'strace -f -o calls -P /dev/mmap node client.ts > /dev/null',
        },
        { shell: 'grep -v poll calls | cut -d " " -f 2- | grep -v exited' },
        { shell: 'grep poll calls | head -n 1 | cut -d " " -f 2-' },
      ],
    },
    devmem: {
      client: 'devmem.ts',
      steps: [
        { run: 'client' },
        {
          shell:
            'dd if=/dev/mem bs=16 skip=65535 count=1 status=none | od -A n -c',
        },
        {
          shell:
            'dd if=/dev/mem bs=1M skip=16 count=1 status=none | od -A n -c',
        },
        { shell: 'grep -E "System R|Video" /proc/iomem' },
      ],
    },
    legacy: {
      module: { files: ['kmod/mmap/mmap_legacy.c'] },
      steps: [
        { build: '6.1', brief: true },
        { build: '6.12', brief: true },
        { build: 'newest', brief: true },
      ],
    },
    unchecked: {
      module: { files: ['kmod/mmap/unchecked.c'] },
      client: 'unchecked.ts',
      steps: [{ run: 'client' }],
    },
    freed: {
      module: { files: ['kmod/mmap/freed.c'] },
      client: 'freed.ts',
      steps: [{ run: 'client' }],
    },
    early: {
      module: { files: ['kmod/mmap/early.c', 'kmod/mmap/early_uapi.h'] },
      client: 'early.ts',
      steps: [{ run: 'client' }],
    },
    padding: {
      module: { files: ['kmod/mmap/padding.c', 'kmod/mmap/padding_uapi.h'] },
      client: 'padding.ts',
      steps: [{ run: 'client' }],
    },
  },
});
