// The chapter on signals from the kernel to a process.
import { defineLesson } from '../lib/lesson.ts';

export const lesson = defineLesson({
  id: 'signal',
  title: 'Signals from the kernel',
  question:
    'How does the kernel speak to a process that has not asked it anything?',
  minutes: 25,
  sides: { user: 'signalfd', kernel: 'send_sig_info' },
  module: { files: ['kmod/signal/signal.c', 'kmod/signal/signal_uapi.h'] },
  client: 'client.ts',
  transcripts: {
    'first-run': {
      steps: [{ run: 'client' }, { shell: 'dmesg | grep "signal: sent"' }],
    },
    'by-hand': {
      steps: [
        { shell: 'insmod signal.ko' },
        { shell: 'kill -l 9 10 34 35 64' },
        { shell: 'grep Sig /proc/self/status' },
        {
          shell:
            'strace -o calls -e signalfd4,fcntl node client.ts > /dev/null',
        },
        { shell: 'grep -E "^signalfd|F_SETSIG|--- SIGUSR2" calls' },
      ],
    },
    fault: {
      client: 'fault.ts',
      steps: [
        { run: 'client' },
        { shell: 'strace ./fault' },
        { shell: '{ ./fault; } 2> /dev/null; echo "exit code $?"' },
        { shell: 'dmesg | grep -o "segfault.*error [0-9]" | tail -n 1' },
        {
          shell:
            'echo 1 > /sys/kernel/tracing/events/signal/signal_generate/enable',
        },
        { shell: '{ ./fault; } 2> /dev/null; echo "exit code $?"' },
        {
          shell:
            'grep -oE "signal_generate: sig=11 .*comm=fault" /sys/kernel/tracing/trace',
        },
      ],
    },
    legacy: {
      module: { files: ['kmod/signal/signal_legacy.c'] },
      steps: [
        { build: '6.1', brief: true },
        { build: '6.12', brief: true },
        { build: 'newest', brief: true },
      ],
    },
    'reused-pid': {
      module: {
        files: ['kmod/signal/reused_pid.c', 'kmod/signal/reused_pid_uapi.h'],
      },
      client: 'reused-pid.ts',
      steps: [{ run: 'client' }],
    },
    unblocked: {
      client: 'unblocked.ts',
      steps: [
        { shell: 'insmod signal.ko' },
        {
          shell:
            '{ node unblocked.ts; } 2> /dev/null; echo "exit code $?: $(kill -l $?)"',
        },
      ],
    },
  },
});
