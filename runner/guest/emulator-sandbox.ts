// The sandbox around one emulator: what of the host it sees, who it is, and its caps.
import { statSync } from 'node:fs';
import { guest as limits } from '../config.ts';
import { bwrapArgs, type Identity } from '../sandbox/bwrap-args.ts';
import { type Cage, openCage } from '../sandbox/cgroup.ts';
import { nextIdentity } from '../sandbox/identity.ts';
import { emulatorDescriptors, imagePaths, type MachineArguments } from './qemu-args.ts';

/** Host paths of an image's files. */
export type EmulatorFiles = { kernel: string; initrd: string; rootImage: string };

const MiB = 1024 * 1024;

/**
 * The command that starts QEMU in its sandbox, and the cage to release when it has ended.
 */
export function emulatorSandbox(
  files: EmulatorFiles,
  machine: MachineArguments,
  qemu: string[],
): { command: string[]; cage: Cage } {
  const { accelerator, memoryMiB } = machine;
  const identity = withDevice(nextIdentity('/usr/bin/setpriv'), accelerator === 'kvm');
  const command = bwrapArgs({
    bwrap: 'bwrap',
    binds: [
      { from: '/usr', to: '/usr', mode: 'ro' },
      { from: files.kernel, to: imagePaths.kernel, mode: 'ro' },
      { from: files.initrd, to: imagePaths.initrd, mode: 'ro' },
      { from: files.rootImage, to: imagePaths.root, mode: 'ro' },
      ...(accelerator === 'kvm'
        ? [{ from: '/dev/kvm', to: '/dev/kvm', mode: 'dev' as const }]
        : []),
    ],
    symlinks: ['bin', 'lib', 'lib64', 'sbin'].map((name) => ({
      path: `/${name}`,
      target: `usr/${name}`,
    })),
    // The guest's memory is opened through /proc/self/fd.
    proc: true,
    dev: 'minimal',
    identity,
    // One arena for all threads: each has 64 MiB of address space.
    env: { PATH: '/usr/bin', LANG: 'C.UTF-8', MALLOC_ARENA_MAX: '1' },
    cwd: '/',
    prlimit: '/usr/bin/prlimit',
    limits: {
      // Holds where there are no control groups. A guest at work has 700 MiB, most of it only reserved.
      addressSpaceBytes: (memoryMiB + limits.emulatorAddressSpaceMiB) * MiB,
      fileBytes: memoryMiB * MiB,
      openFiles: 256,
    },
    seccompDescriptor: emulatorDescriptors.seccomp,
    command: qemu,
  });
  const cage = openCage({
    memoryBytes: (memoryMiB + limits.emulatorOverheadMiB) * MiB,
    processes: 64,
    cores: limits.emulatorCores,
  });
  return { command: cage.enter(command), cage };
}

/** Hardware virtualisation is open to the group of its device. */
function withDevice(identity: Identity, needsKvm: boolean): Identity {
  if (!needsKvm || identity.kind !== 'drop') return identity;
  return { ...identity, groups: [statSync('/dev/kvm').gid] };
}
