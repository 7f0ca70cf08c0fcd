// The emulator's command line. A pure function: what it needs from outside comes in as numbers of
// inherited descriptors and as paths inside the sandbox.

export type Accelerator = 'kvm' | 'tcg';

/** Descriptors that the emulator inherits, by their numbers in its own process. */
export const emulatorDescriptors = {
  /** One end of a socket pair: machine control, root over the guest. */
  control: 3,
  /** The framed channel to the agent. */
  wire: 4,
  /** The serial port: the kernel's log. */
  log: 5,
  /** The learner's terminal: the slave side of a pseudoterminal. */
  terminal: 6,
  /** The guest's memory: a memfd, sealed against writing for a clone. */
  memory: 7,
  /** The template's device state, read by a clone; a template has /dev/null there. */
  state: 8,
  /** An empty memfd of the clone's own, into which parts of its memory are copied to be compared. */
  snapshot: 9,
  /** bubblewrap reads the filter of system calls from it, and closes it. */
  seccomp: 10,
} as const;

/** Where the sandbox shows the files of an image: at its top, the one folder that all may enter. */
export const imagePaths = {
  kernel: '/kernel',
  initrd: '/initrd',
  root: '/disk',
} as const;

export type MachineArguments = {
  accelerator: Accelerator;
  memoryMiB: number;
  /** `boot` makes a template or stands in for one; `clone` waits for a template's state. */
  start: 'boot' | 'clone';
  /** Kernel parameters that a lesson or test adds. */
  kernelParameters?: string[];
};

/** What makes a fault of the kernel loud: measured with planted bugs, see DECISIONS.md. */
const loudKernel = [
  'oops=panic',
  'panic=-1',
  'panic_on_warn=1',
  'softlockup_panic=1',
  'slub_debug=FZPU',
  'slab_nomerge',
  'page_poison=1',
  'rcupdate.rcu_cpu_stall_timeout=8',
];

/** The kernel's command line of every guest. */
export function kernelCommandLine(extra: string[] = []): string {
  return [
    'console=ttyS0',
    'loglevel=8',
    // Not in a lesson's way: no audit lines, no waiting for hardware that is not there.
    'audit=0',
    'i8042.noaux=1',
    'i8042.nokbd',
    'random.trust_cpu=on',
    ...loudKernel,
    ...extra,
  ].join(' ');
}

// A guest of a guest is nothing that a lesson needs, and much that can be attacked.
const processors: Record<Accelerator, string> = {
  // Without svm, QEMU ends the extended CPUID leaves before the one with the address sizes. The kernel
  // then takes its own addresses for wrong ones, and each path that it prints comes out as "xxxx".
  tcg: 'max,vmx=off,svm=off,min-xlevel=0x80000008',
  kvm: 'host,vmx=off,svm=off',
};

/** The whole argument list of `qemu-system-x86_64`. */
export function qemuArguments(machine: MachineArguments): string[] {
  const { accelerator, memoryMiB, start } = machine;
  const fd = emulatorDescriptors;
  const memory = [
    'memory-backend-file,id=ram',
    `size=${memoryMiB}M`,
    `mem-path=/proc/self/fd/${fd.memory}`,
    `share=${start === 'boot' ? 'on' : 'off'}`,
  ].join(',');
  return [
    ['-nodefaults', '-no-user-config'],
    ['-display', 'none'],
    ['-machine', 'pc,usb=off,vmport=off,smm=off,memory-backend=ram'],
    // A small cache of translated code: it is the part of a clone that no other clone shares.
    ['-accel', accelerator === 'tcg' ? 'tcg,tb-size=64' : 'kvm'],
    ['-cpu', processors[accelerator]],
    ['-smp', '1'],
    ['-m', String(memoryMiB)],
    // Eight threads read the disk as fast as sixty-four, which is all that the sandbox may have.
    ['-object', 'main-loop,id=main-loop,thread-pool-max=8'],
    ['-object', memory],
    // A clone finds the kernel in the template's memory; loading it again would cost each clone its size.
    start === 'boot'
      ? [
          ...['-kernel', imagePaths.kernel],
          ...['-initrd', imagePaths.initrd],
          ...['-append', kernelCommandLine(machine.kernelParameters)],
        ]
      : ['-incoming', 'defer'],
    [
      '-blockdev',
      `driver=file,node-name=root,filename=${imagePaths.root},read-only=on,locking=off`,
    ],
    ['-device', 'virtio-blk-pci,drive=root'],
    ['-device', 'virtio-serial-pci'],
    ['-add-fd', `fd=${fd.terminal},set=1`],
    ['-chardev', 'serial,id=terminal,path=/dev/fdset/1'],
    ['-device', 'virtconsole,chardev=terminal'],
    ['-chardev', `socket,id=wire,fd=${fd.wire}`],
    ['-device', 'virtserialport,chardev=wire,name=crossings.wire'],
    ['-chardev', `socket,id=log,fd=${fd.log}`],
    ['-serial', 'chardev:log'],
    ['-chardev', `socket,id=control,fd=${fd.control}`],
    ['-mon', 'chardev=control,mode=control'],
    ['-action', 'reboot=shutdown'],
    ['-sandbox', 'on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny'],
  ].flat();
}
