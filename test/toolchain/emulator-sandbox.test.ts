// What a program can do in the place of the emulator: one that was taken over by its guest.
import { spawn } from 'node:child_process';
import type { Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { emulatorCalls } from '../../runner/guest/emulator-calls.ts';
import { emulatorSandbox } from '../../runner/guest/emulator-sandbox.ts';
import { emulatorDescriptors } from '../../runner/guest/qemu-args.ts';
import { allowListFilter } from '../../runner/sandbox/seccomp.ts';

/** Runs a program in the emulator's sandbox and returns what it printed. */
async function inside(command: string[]): Promise<string> {
  const any = import.meta.filename;
  const sandbox = emulatorSandbox(
    { kernel: any, initrd: any, rootImage: any },
    { accelerator: 'tcg', memoryMiB: 256, start: 'clone' },
    command,
  );
  const [program = '', ...args] = sandbox.command;
  const stdio: ('ignore' | 'pipe')[] = Array(emulatorDescriptors.seccomp + 1).fill('ignore');
  stdio[1] = 'pipe';
  stdio[emulatorDescriptors.seccomp] = 'pipe';
  const child = spawn(program, args, { stdio, env: { PATH: process.env.PATH } });
  const filter = (child.stdio as unknown as Writable[])[emulatorDescriptors.seccomp];
  filter?.end(allowListFilter(Object.values(emulatorCalls)));
  const printed = await text(child.stdout as unknown as NodeJS.ReadableStream);
  sandbox.cage.release();
  return printed;
}

const forbidden = {
  ...{ socket: 41, socketpair: 53, connect: 42, bind: 49, ptrace: 101, unshare: 272, setns: 308 },
  ...{ mount: 165, chroot: 161, pivot_root: 155, keyctl: 250, add_key: 248, bpf: 321 },
  ...{ perf_event_open: 298, userfaultfd: 323, io_uring_setup: 425, io_uring_enter: 426 },
  ...{ io_uring_register: 427, process_vm_readv: 310, process_vm_writev: 311, kcmp: 312 },
  ...{ open_by_handle_at: 304, name_to_handle_at: 303, personality: 135, modify_ldt: 154 },
  ...{ inotify_init1: 294, fanotify_init: 300, msgget: 68, semget: 64, shmget: 29 },
  ...{ unlink: 87, rename: 82, mkdir: 83, symlink: 88, chmod: 90, chown: 92, mknod: 133 },
  ...{ kill: 62, fork: 57, vfork: 58, clone3: 435, execveat: 322, pidfd_open: 434 },
};

test('a program in the place of the emulator is refused what an emulator has no use for', async () => {
  const script = `for (@ARGV) { my ($name, $number) = split /=/;
    $! = 0; syscall($number, 0, 0, 0, 0, 0, 0); print "$name ", $! + 0, "\\n" }
    $! = 0; syscall(56, 0x10000011, 0, 0, 0, 0); print "namespace ", $! + 0, "\\n"`;
  const calls = Object.entries(forbidden).map(([name, number]) => `${name}=${number}`);
  const printed = await inside(['perl', '-e', script, ...calls]);
  const [ENOSYS, EPERM] = [38, 1];
  expect(printed.trim().split('\n')).toEqual([
    ...Object.keys(forbidden).map((name) => `${name} ${ENOSYS}`),
    `namespace ${EPERM}`,
  ]);
});

test('a program in the place of the emulator can write to no folder and take no more memory', async () => {
  const script = `$| = 1;
    for (qw(/ /usr /usr/bin /dev /kernel)) { print "wrote $_\\n" if open my $file, '>', "$_/new" }
    open my $limits, '<', '/proc/self/limits';
    /^Max (?:address space|core file size) +(\\d+)/ && print "$1\\n" while <$limits>;
    my $x = 'x'; my $all = $x x (1500 * 1024 * 1024); print length $all;`;
  const printed = await inside(['perl', '-e', script]);
  const MiB = 1024 * 1024;
  expect(printed.trim().split('\n')).toEqual(['0', String((256 + 1024) * MiB)]);
});
