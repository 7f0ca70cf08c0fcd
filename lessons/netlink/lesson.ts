// The chapter on netlink: a socket whose other end is the kernel.
import { defineLesson } from '../lib/lesson.ts';

const numbers =
  'awk \'NR > 1 { print $2 }\' /proc/net/netlink | sort -nu | paste -sd " "';
const trusting = { files: ['kmod/netlink/trusting.c'] };
const generic = {
  files: [
    'kmod/netlink/netlink_generic.c',
    'kmod/netlink/netlink_generic_uapi.h',
  ],
};

export const lesson = defineLesson({
  id: 'netlink',
  title: 'A socket to the kernel',
  question:
    'How can the kernel speak first, and to many programs at once, without a file between them?',
  minutes: 25,
  sides: { user: 'sendto, recv', kernel: 'nlmsg_unicast' },
  module: {
    files: ['kmod/netlink/netlink.c', 'kmod/netlink/netlink_uapi.h'],
  },
  client: 'client.ts',
  transcripts: {
    'first-run': {
      steps: [
        { run: 'client' },
        { shell: 'dmesg | grep netlink: | tail -n +3' },
      ],
    },
    traced: {
      steps: [
        { shell: 'insmod netlink.ko' },
        {
          shell:
            'strace -f -o calls -e trace=socket,sendto node client.ts > /dev/null',
        },
        {
          shell:
            'grep -m 2 -o "socket(AF_NETLINK[^)]*)\\|{nlmsg_len[^}]*}" calls',
        },
      ],
    },
    free: {
      steps: [
        { shell: numbers },
        { shell: 'modprobe smc_diag; lsmod | grep ^smc' },
        { shell: numbers },
        { shell: `insmod netlink.ko; ${numbers}` },
        { shell: 'ss -f netlink -a | tail -n 2' },
      ],
    },
    taken: {
      steps: [
        { shell: 'insmod netlink.ko protocol=16' },
        { shell: 'dmesg | tail -n 1' },
      ],
    },
    overrun: { client: 'overrun.ts', steps: [{ run: 'client' }] },
    forged: {
      module: trusting,
      client: 'forged.ts',
      steps: [{ run: 'client' }],
    },
    overlong: {
      module: trusting,
      client: 'overlong.ts',
      steps: [{ run: 'client' }],
    },
    generic: {
      module: generic,
      client: 'generic.ts',
      steps: [{ run: 'client' }, { shell: 'genl ctrl get name crossings' }],
    },
    legacy: {
      module: { files: ['kmod/netlink/netlink_legacy.c'] },
      steps: [
        { build: '6.1', brief: true },
        { build: '6.12', brief: true },
        { build: 'newest', brief: true },
      ],
    },
  },
});
