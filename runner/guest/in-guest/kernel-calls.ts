// The few system calls that the agent needs and Node does not have, through koffi.
import { closeSync, constants, openSync } from 'node:fs';
import koffi from 'koffi';

const libc = koffi.load('libc.so.6');
const clockSettime = libc.func('int clock_settime(int clock, int64_t *spec)');
const ioctlBytes = libc.func('int ioctl(int fd, unsigned long request, _Inout_ uint8_t *argument)');
const ioctlValue = libc.func('int ioctl(int fd, unsigned long request, long value)');
const finitModule = libc.func(
  'long syscall(long number, int fd, const char *parameters, int flags)',
);
const deleteModule = libc.func('long syscall(long number, const char *name, unsigned int flags)');
/** OpenSSL inside the node binary: without it every clone would draw the same `crypto.randomBytes`. */
const randPoll = koffi.load(null).func('int RAND_poll()');

const prctl = libc.func(
  'int prctl(int option, unsigned long a, unsigned long b, unsigned long c, unsigned long d)',
);

// linux/prctl.h
const PR_SET_DUMPABLE = 4;
const PR_SET_NO_NEW_PRIVS = 38;
// linux/random.h, asm-generic/ioctls.h
const RNDADDENTROPY = 0x40085203;
const RNDRESEEDCRNG = 0x5207;
const TCGETS = 0x5401;
const TCSETS = 0x5402;
const TIOCSWINSZ = 0x5414;
const termiosBytes = 36;
// asm/unistd_64.h
const SYS_finit_module = 313;
const SYS_delete_module = 176;

function check(result: number, call: string): void {
  if (result < 0) throw new Error(`${call} failed with errno ${koffi.errno()}`);
}

/** Sets the wall clock; `nanoseconds` since 1970. */
export function setClock(nanoseconds: bigint): void {
  const second = 1_000_000_000n;
  const spec = BigInt64Array.of(nanoseconds / second, nanoseconds % second);
  check(clockSettime(0, spec), 'clock_settime');
}

/** Mixes `entropy` into the kernel's pool, credits it, and makes every generator draw from it anew. */
export function reseed(random: number, entropy: Uint8Array): void {
  const request = Buffer.alloc(8 + entropy.length);
  request.writeInt32LE(entropy.length * 8, 0);
  request.writeInt32LE(entropy.length, 4);
  request.set(entropy, 8);
  check(ioctlBytes(random, RNDADDENTROPY, request), 'RNDADDENTROPY');
  check(ioctlValue(random, RNDRESEEDCRNG, 0), 'RNDRESEEDCRNG');
  reseedOpenssl();
}

/** Lets the OpenSSL of this process draw from the kernel again. */
export function reseedOpenssl(): void {
  randPoll();
}

/** The settings of a terminal, to be put back with `setTerminal` after a program changed them. */
export function getTerminal(tty: number): Uint8Array {
  const settings = new Uint8Array(termiosBytes);
  check(ioctlBytes(tty, TCGETS, settings), 'TCGETS');
  return settings;
}

export function setTerminal(tty: number, settings: Uint8Array): void {
  check(ioctlBytes(tty, TCSETS, settings), 'TCSETS');
}

/** Sets the size of a terminal; its foreground processes get SIGWINCH. */
export function resizeTerminal(tty: number, columns: number, rows: number): void {
  check(
    ioctlBytes(tty, TIOCSWINSZ, new Uint8Array(Uint16Array.of(rows, columns, 0, 0).buffer)),
    'TIOCSWINSZ',
  );
}

/**
 * Loads the module at `path`, on a thread of its own, for its init may take its time or never end.
 * @returns 0, or the errno that the kernel gave
 */
export function loadModule(path: string, parameters: string): Promise<number> {
  const file = openSync(path, 'r');
  return onThread(finitModule, SYS_finit_module, file, parameters, 0).finally(() =>
    closeSync(file),
  );
}

/** Unloads a module, as `loadModule` loads one. */
export function unloadModule(name: string): Promise<number> {
  return onThread(deleteModule, SYS_delete_module, name, constants.O_NONBLOCK);
}

function onThread(call: typeof finitModule, ...args: unknown[]): Promise<number> {
  return new Promise((resolve, reject) => {
    call.async(...args, (error: Error | null, result: number) => {
      const errno = koffi.errno();
      if (error) reject(error);
      else resolve(result < 0 ? errno : 0);
    });
  });
}

/** Melody of /etc/passwd: who a client is while it is checked. */
const learner = { id: 1000, name: 'melody', home: '/home/melody' };

/**
 * Makes this process an ordinary user's, with all of its threads, and no way back: it can't write the
 * kernel's log, load a module, or look into the agent.
 */
export function becomeLearner(): void {
  process.setgroups?.([]);
  process.setgid?.(learner.id);
  process.setuid?.(learner.id);
  check(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), 'prctl');
  // Its own /proc/self belongs to it again, and so does /dev/stdout.
  check(prctl(PR_SET_DUMPABLE, 1, 0, 0, 0), 'prctl');
  Object.assign(process.env, { USER: learner.name, LOGNAME: learner.name, HOME: learner.home });
}
