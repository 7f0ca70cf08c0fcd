// Raw system calls by number, through koffi.
import { constants } from 'node:os';
import koffi from 'koffi';

export type Number64 = number | bigint;

const libc = koffi.load('libc.so.6');
const syscall = libc.func(
  'int64_t syscall(int64_t number, int64_t a, int64_t b, int64_t c, int64_t d, int64_t e, int64_t f)',
);

// asm/unistd_64.h
export const numbers = {
  ...{ read: 0, write: 1, open: 2, close: 3, poll: 7, lseek: 8, mmap: 9, munmap: 11 },
  ...{ rt_sigprocmask: 14, ioctl: 16, pread64: 17, pwrite64: 18, mremap: 25, dup: 32 },
  ...{ nanosleep: 35, getpid: 39, socket: 41, sendto: 44, recvfrom: 45, bind: 49 },
  ...{ getsockname: 51, setsockopt: 54, kill: 62, sched_setscheduler: 144, gettid: 186 },
  ...{ signalfd4: 289, userfaultfd: 323 },
};

const errnoNames = new Map(Object.entries(constants.errno).map(([name, number]) => [number, name]));
// It has two names, and the kernel's own texts use this one.
errnoNames.set(constants.errno.EAGAIN, 'EAGAIN');

export type Outcome = {
  value: bigint;
  /** A name such as `EFAULT`, '' where the call succeeded. */
  errno: string;
};

function outcome(value: bigint): Outcome {
  if (value >= 0n || value <= -4096n) return { value, errno: '' };
  const number = koffi.errno();
  return { value, errno: errnoNames.get(number) ?? `errno ${number}` };
}

function six(args: Number64[]): bigint[] {
  return [...args, 0, 0, 0, 0, 0, 0].slice(0, 6).map((each) => BigInt.asIntN(64, BigInt(each)));
}

/** Does a system call; -1 is a failure's value. */
export function doCall(number: number, args: Number64[]): Outcome {
  return outcome(BigInt(syscall(number, ...six(args))));
}

/** The same on a thread of its own. */
export function doCallAsync(number: number, args: Number64[]): Promise<Outcome> {
  return new Promise((resolve) => {
    syscall.async(number, ...six(args), (_: unknown, value: Number64) => {
      // errno is that of the last call to end, so it's asked for at once.
      resolve(outcome(BigInt(value)));
    });
  });
}

/** What a call that's the robot's own returned. @throws when it failed */
export function mustCall(number: number, args: Number64[]): bigint {
  const { value, errno } = doCall(number, args);
  if (errno !== '') throw new Error(`the robot's own system call ${number} failed with ${errno}`);
  return value;
}
