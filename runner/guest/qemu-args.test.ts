import { expect, test } from 'vitest';
import { kernelCommandLine, qemuArguments } from './qemu-args.ts';

const machine = { accelerator: 'tcg', memoryMiB: 256 } as const;

test('a template writes to its memory, a clone only to its own copy', () => {
  expect(qemuArguments({ ...machine, start: 'boot' }).join(' ')).toContain('share=on');
  expect(qemuArguments({ ...machine, start: 'clone' }).join(' ')).toContain('share=off');
});

test('only a template loads a kernel', () => {
  expect(qemuArguments({ ...machine, start: 'boot' })).toContain('-kernel');
  const clone = qemuArguments({ ...machine, start: 'clone' });
  expect(clone).not.toContain('-kernel');
  expect(clone.join(' ')).toContain('-incoming defer');
});

test('template and clone have the same devices, or the state would not fit', () => {
  const devices = (args: string[]): string[] =>
    args.filter((_, index) =>
      ['-device', '-machine', '-cpu', '-m'].includes(args[index - 1] ?? ''),
    );
  expect(devices(qemuArguments({ ...machine, start: 'clone' }))).toEqual(
    devices(qemuArguments({ ...machine, start: 'boot' })),
  );
});

test('no network, no defaults, seccomp on', () => {
  const args = qemuArguments({ ...machine, start: 'boot' });
  expect(args).toContain('-nodefaults');
  expect(args).toContain('-no-user-config');
  expect(args.join(' ')).not.toMatch(/-net|virtio-net|-usb|-vga/);
  expect(args.join(' ')).toContain('-sandbox on,');
});

test('the kernel speaks up about faults and takes what a lesson adds', () => {
  const line = kernelCommandLine(['extra=1']);
  expect(line).toContain('oops=panic');
  expect(line).toContain('console=ttyS0');
  expect(line).toMatch(/extra=1$/);
});
