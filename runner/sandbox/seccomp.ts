// Which system calls a program in a sandbox of ours may make, as a filter that the kernel runs before
// each call: the compiler all but a list, the emulator only those of a list. What a namespace hides is
// not reachable anyway; this closes the parts of the kernel in which holes were found from inside such
// places. x86-64 only, as the guests are.

/** Classic BPF: load a word, jump if equal, jump if not less, jump if a bit is set, return. */
const load = 0x20;
const jumpEqual = 0x15;
const jumpAtLeast = 0x35;
const jumpBits = 0x45;
const giveBack = 0x06;

/** Offsets in struct seccomp_data. */
const numberAt = 0;
const architectureAt = 4;
const firstArgumentAt = 16;

const architectureX86 = 0xc000_003e;
/** Calls of the x32 interface carry this bit. */
const x32Bit = 0x4000_0000;

const allow = 0x7fff_0000;
const failWith = (errno: number) => 0x0005_0000 | errno;
const notPermitted = failWith(1);
const notThere = failWith(38);

/** CLONE_NEWTIME and all other CLONE_NEW flags of clone(2). */
const newNamespaces = 0x7e02_0080;
const clone = 56;
/** Its flags stand in memory, where a filter cannot look; libc falls back to clone. */
const clone3 = 435;

/** Numbers from the kernel's table of x86-64 (arch/x86/entry/syscalls/syscall_64.tbl). */
const refused = {
  ...{ ptrace: 101, syslog: 103, modify_ldt: 154, iopl: 172, ioperm: 173, personality: 135 },
  ...{ pivot_root: 155, chroot: 161, mount: 165, umount2: 166, setns: 308, unshare: 272 },
  ...{ open_tree: 428, move_mount: 429, fsopen: 430, fsconfig: 431, fsmount: 432, fspick: 433 },
  ...{ mount_setattr: 442, name_to_handle_at: 303, open_by_handle_at: 304 },
  ...{ acct: 163, swapon: 167, swapoff: 168, reboot: 169, quotactl: 179 },
  ...{ init_module: 175, delete_module: 176, finit_module: 313, kexec_load: 246 },
  ...{ kexec_file_load: 320, add_key: 248, request_key: 249, keyctl: 250 },
  ...{ perf_event_open: 298, bpf: 321, userfaultfd: 323, kcmp: 312, pidfd_getfd: 438 },
  ...{ process_vm_readv: 310, process_vm_writev: 311 },
  ...{ io_uring_setup: 425, io_uring_enter: 426, io_uring_register: 427 },
  ...{ socket: 41, socketpair: 53 },
};

type Instruction = [code: number, ifTrue: number, ifFalse: number, operand: number];

/** The compiler's filter, in the form in which bubblewrap's `--seccomp` reads it: all but the above. */
export function seccompFilter(): Buffer {
  return assemble([
    ...Object.values(refused).flatMap((number) => answer(number, notPermitted)),
    ...threadsOnly,
    [giveBack, 0, 0, allow],
  ]);
}

/**
 * A filter that lets nothing through but these calls, and threads. For all others the kernel is one
 * that does not have them, which libraries know how to live with.
 */
export function allowListFilter(numbers: readonly number[]): Buffer {
  return assemble([
    ...numbers.flatMap((number) => answer(number, allow)),
    ...threadsOnly,
    [jumpEqual, 0, 1, clone],
    [giveBack, 0, 0, allow],
    [giveBack, 0, 0, notThere],
  ]);
}

/** Refuses clones that make namespaces; the number stands in the accumulator before and after. */
const threadsOnly: Instruction[] = [
  ...answer(clone3, notThere),
  [jumpEqual, 0, 4, clone],
  [load, 0, 0, firstArgumentAt],
  [jumpBits, 0, 1, newNamespaces],
  [giveBack, 0, 0, notPermitted],
  [load, 0, 0, numberAt],
];

/** A program that refuses what is not a plain call of x86-64, then goes on with `rules`. */
function assemble(rules: Instruction[]): Buffer {
  const program: Instruction[] = [
    [load, 0, 0, architectureAt],
    [jumpEqual, 1, 0, architectureX86],
    [giveBack, 0, 0, notPermitted],
    [load, 0, 0, numberAt],
    [jumpAtLeast, 0, 1, x32Bit],
    [giveBack, 0, 0, notPermitted],
    ...rules,
  ];
  const bytes = Buffer.alloc(program.length * 8);
  for (const [index, [code, ifTrue, ifFalse, operand]] of program.entries()) {
    const at = index * 8;
    bytes.writeUInt16LE(code, at);
    bytes.writeUInt8(ifTrue, at + 2);
    bytes.writeUInt8(ifFalse, at + 3);
    bytes.writeUInt32LE(operand, at + 4);
  }
  return bytes;
}

function answer(number: number, verdict: number): Instruction[] {
  return [
    [jumpEqual, 0, 1, number],
    [giveBack, 0, 0, verdict],
  ];
}
