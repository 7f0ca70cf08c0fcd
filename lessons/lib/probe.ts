// What a check may do in the guest and what it brings back. A check is a plan of system calls and
// shell lines, chosen on the host; the guest answers with raw facts and never with a verdict.

/** An argument of a system call; bytes are written in hexadecimal. */
export type Argument =
  | number
  /** The result of an earlier call of the same list, by its name: a descriptor or an address. */
  | { result: string; plus?: number }
  /** A text that ends in NUL. */
  | { text: string }
  /** Memory that the call reads. */
  | { bytes: string }
  /** Memory of that many bytes that the call may write; all of it comes back. */
  | { room: number }
  /** Memory that the call reads and writes; it comes back. */
  | { both: string }
  /** An address that is not the program's to give. */
  | { bad: 'null' | 'kernel' | 'unmapped' | 'high' }
  /** Memory of `length` bytes that ends where a page begins that is not mapped; comes back. */
  | { edge: number; bytes?: string }
  /** Memory of that many bytes, mapped but never used: its pages come with the first access. Comes back. */
  | { untouched: number }
  /**
   * Memory that holds these bytes, of which those from `from` on are missing until `arrive`: a call
   * that gets there sleeps in the middle of its copy. Up to a page on each side; comes back, as far as
   * it has arrived.
   */
  | { late: string; from: number };

export type Call = {
  /** Name of an x86-64 system call that the robot knows, or `peek`/`poke` for plain loads and stores. */
  call: CallName;
  arguments: Argument[];
  /** Keeps the result under this name for later calls. */
  as?: string;
  /** Goes on at once; `await` waits for it. */
  background?: boolean;
  /** Does the call so often with the same memory; the last result counts. */
  times?: number;
  /** A step of the check itself: where it's refused the check ends there, and says so. */
  must?: boolean;
};

export type CallName =
  | 'read'
  | 'write'
  | 'open'
  | 'close'
  | 'poll'
  | 'lseek'
  | 'mmap'
  | 'munmap'
  | 'mremap'
  | 'rt_sigprocmask'
  | 'ioctl'
  | 'pread64'
  | 'pwrite64'
  | 'dup'
  | 'getpid'
  | 'gettid'
  | 'socket'
  | 'sendto'
  | 'recvfrom'
  | 'bind'
  | 'getsockname'
  | 'setsockopt'
  | 'kill'
  | 'signalfd4'
  | 'nanosleep'
  | 'sched_setscheduler'
  /** `peek(address, length)`: plain loads; the bytes come back. */
  | 'peek'
  /** `poke(address, bytes)`: plain stores. */
  | 'poke'
  /** `sleeper(milliseconds)`: waits until a call sleeps at `late` memory; 1, or 0 if none did in time. */
  | 'sleeper'
  /** `arrive()`: all `late` memory is there. */
  | 'arrive'
  /** `await(name, milliseconds)`: a call of the background; its errno is ETIMEDOUT if it goes on. */
  | 'await';

/** What a call did. */
export type CallResult = {
  /** What it returned, -1 with an `errno`. */
  value: number;
  /** Name such as `EFAULT`, or '' where it succeeded. */
  errno: string;
  /** Memory that comes back, hexadecimal, in the order of the arguments that have it. */
  memory: string[];
};

export type ShellResult = { code: number | null; signal: string | null; output: string };

/** A fresh guest in the hands of a check. Everything in it may be the student's: believe no verdict. */
export type Probe = {
  /** Numbers and texts that the student could not know; drawn after the module was loaded. */
  random: Random;
  /**
   * Does the calls one after another in one process, of uid 0, and returns as many results: at most
   * 512, with 100 KiB of memory in all that comes back.
   */
  calls(list: Call[]): Promise<CallResult[]>;
  /** Runs a line in bash; output is cut at 256 KiB. */
  shell(line: string, timeoutMs?: number): Promise<ShellResult>;
  /** Lines of the kernel log since the module was loaded, or since the last call of this. */
  log(): Promise<string[]>;
  /**
   * Runs the exercise's client to its end with these arguments (`process.argv.slice(2)`). Once in a
   * check, and no `calls` in the same one: client and robot are the same process.
   */
  client(args?: string[], timeoutMs?: number): Promise<ShellResult>;
  /** Puts a file into /work. */
  put(name: string, text: string): Promise<void>;
};

export type Random = {
  /** A whole number, both ends included. */
  integer(least: number, most: number): number;
  /** Letters and digits. */
  word(length: number): string;
  /** Bytes, hexadecimal. */
  bytes(length: number): string;
  /** One of the list. */
  pick<T>(list: readonly T[]): T;
};

/** Values from the headers of x86-64 Linux, for arguments of calls. */
export const O = {
  RDONLY: 0,
  WRONLY: 1,
  RDWR: 2,
  TRUNC: 0o1000,
  APPEND: 0o2000,
  NONBLOCK: 0o4000,
} as const;
export const SEEK = { SET: 0, CUR: 1, END: 2 } as const;
export const PROT = { READ: 1, WRITE: 2 } as const;
export const MAP = { SHARED: 1, PRIVATE: 2 } as const;
export const MREMAP_MAYMOVE = 1;
export const POLL = { IN: 1, PRI: 2, OUT: 4, ERR: 8 } as const;
export const AF_NETLINK = 16;
export const SOCK_RAW = 3;

/** Opens `path` and keeps the descriptor as `as`. */
export function open(path: string, flags: number, as = 'file'): Call {
  return { call: 'open', arguments: [{ text: path }, flags, 0], as };
}

export function close(file = 'file'): Call {
  return { call: 'close', arguments: [{ result: file }] };
}

/** Reads up to `length` bytes; they come back as `memory[0]`, as many as the kernel wrote or not. */
export function read(length: number, file = 'file'): Call {
  return { call: 'read', arguments: [{ result: file }, { room: length }, length] };
}

/** Writes a text, without a NUL. */
export function write(text: string, file = 'file'): Call {
  const bytes = toHex(text);
  return { call: 'write', arguments: [{ result: file }, { bytes }, bytes.length / 2] };
}

/** Moves the position. Where the file can't be moved in, the check ends: a later read would mislead. */
export function seek(offset: number, whence: number = SEEK.SET, file = 'file'): Call {
  return { call: 'lseek', arguments: [{ result: file }, offset, whence], must: true };
}

/** An ioctl with a structure, or with any other argument. */
export function ioctl(request: number, argument: Argument, file = 'file'): Call {
  return { call: 'ioctl', arguments: [{ result: file }, request, argument] };
}

/** A text as hexadecimal UTF-8. */
export function toHex(text: string): string {
  return Buffer.from(text).toString('hex');
}

/** Hexadecimal bytes as text; `length` cuts it, as after a read that returned so many. */
export function toText(hex: string, length = hex.length / 2): string {
  return Buffer.from(hex, 'hex').subarray(0, Math.max(0, length)).toString();
}

/** The number of an ioctl, as the kernel's `_IOR`, `_IOW`, `_IOWR` and `_IO` make it. */
export function ioctlNumber(
  direction: 'none' | 'write' | 'read' | 'both',
  type: string,
  number: number,
  size = 0,
): number {
  const bits = { none: 0, write: 1, read: 2, both: 3 }[direction];
  return ((bits << 30) | (size << 16) | (type.charCodeAt(0) << 8) | number) >>> 0;
}
