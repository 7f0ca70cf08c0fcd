// The system calls that an emulator and what starts it (bubblewrap, prlimit, setpriv) make, found by tracing the
// whole life of guests under TCG: boot, save, restore, inspection, disk, terminal, panic, power off.
// KVM adds none to them but ioctl(2), nor does another libc as long as it is glibc 2.36 to 2.42.
// What setpriv needs to drop its rights is of no use after it has; programs are started no more once
// QEMU has laid its own filter above ours.

/** Numbers from the kernel's table of x86-64 (arch/x86/entry/syscalls/syscall_64.tbl), the frequent first. */
export const emulatorCalls = {
  ...{ ppoll: 271, read: 0, write: 1, futex: 202, recvmsg: 47, sendmsg: 46, poll: 7 },
  ...{ clock_gettime: 228, gettimeofday: 96, ioctl: 16, tgkill: 234, rt_sigreturn: 15 },
  // Files: only those that are bound read-only, and descriptors that were handed down.
  ...{ openat: 257, close: 3, lseek: 8, pread64: 17, pwrite64: 18, readv: 19, writev: 20 },
  ...{ preadv: 295, pwritev: 296, fstat: 5, newfstatat: 262, statx: 332, statfs: 137 },
  ...{ fstatfs: 138, access: 21, faccessat: 269, readlink: 89, readlinkat: 267, getcwd: 79 },
  ...{
    fcntl: 72,
    fadvise64: 221,
    ftruncate: 77,
    fallocate: 285,
    fsync: 74,
    fdatasync: 75,
    umask: 95,
  },
  ...{ dup: 32, dup2: 33, dup3: 292, pipe2: 293, eventfd2: 290, signalfd4: 289 },
  ...{ epoll_create1: 291, epoll_ctl: 233, epoll_wait: 232, epoll_pwait: 281 },
  // Sockets that are there already: no new ones, no connections.
  ...{ sendto: 44, recvfrom: 45, shutdown: 48, getsockname: 51, getpeername: 52 },
  ...{ getsockopt: 55, setsockopt: 54 },
  ...{ mmap: 9, mprotect: 10, munmap: 11, mremap: 25, madvise: 28, brk: 12 },
  ...{ rt_sigaction: 13, rt_sigprocmask: 14, rt_sigtimedwait: 128, sigaltstack: 131 },
  ...{ tkill: 200, timer_create: 222, timer_settime: 223, timer_delete: 226 },
  ...{ clock_getres: 229, clock_nanosleep: 230, nanosleep: 35, sched_yield: 24 },
  ...{ set_tid_address: 218, set_robust_list: 273, rseq: 334, membarrier: 324 },
  ...{ sched_getaffinity: 204, gettid: 186, getpid: 39, getrandom: 318 },
  ...{ getuid: 102, getgid: 104, geteuid: 107, getegid: 108, getgroups: 115 },
  ...{ uname: 63, sysinfo: 99, prlimit64: 302, arch_prctl: 158 },
  ...{ prctl: 157, seccomp: 317, execve: 59, exit: 60, exit_group: 231 },
  // bubblewrap waits for the program, setpriv drops its rights.
  ...{ wait4: 61, capget: 125, capset: 126, setgroups: 116, setuid: 105, setgid: 106 },
  ...{ setresuid: 117, setresgid: 119, getresuid: 118, getresgid: 120 },
} as const;
