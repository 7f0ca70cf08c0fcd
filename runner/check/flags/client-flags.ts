// What a client under test reaches for beside the device: Node's modules, the C library's functions,
// files of the kernel. Pure.
import type { Flag } from '../../check-protocol.ts';
import type { ClientNames } from './client-names.ts';

const words = (text: string): Set<string> => new Set(text.split(/\s+/));

/** Node's modules that touch nothing but the client itself and the files it opens. */
const modules = words(
  `koffi assert buffer console events fs fs/promises os path perf_hooks process readline
  readline/promises stream stream/promises string_decoder timers timers/promises tty url util`,
);

/** The C library's functions that an exercise's client may have a use for. */
const functions = words(
  `open openat close read write pread pwrite pread64 pwrite64 readv writev preadv pwritev lseek lseek64
  ioctl fcntl fsync ftruncate dup dup2 pipe pipe2 poll ppoll select pselect epoll_create epoll_create1
  epoll_ctl epoll_wait eventfd inotify_init inotify_init1 inotify_add_watch inotify_rm_watch
  mmap mmap64 munmap msync mprotect madvise mremap mlock munlock
  socket bind connect send sendto sendmsg recv recvfrom recvmsg recvmmsg setsockopt getsockopt
  getsockname shutdown signalfd sigprocmask pthread_sigmask sigemptyset sigfillset sigaddset sigdelset
  sigismember sigpending sigwait sigwaitinfo sigtimedwait sigaction signal sigsuspend sigqueue
  getpid getppid gettid getuid geteuid getpagesize sysconf nanosleep clock_nanosleep clock_gettime
  usleep sleep sched_yield timerfd_create timerfd_settime malloc calloc free memcpy memset memcmp strlen
  strerror perror __errno_location stat fstat lstat access unlink rename chmod fchmod umask
  htons htonl ntohs ntohl printf puts`,
);

const library = /^(?:null|(?:\/\S*\/)?lib(?:c|pthread|rt)\.so(?:\.\d)?)$/;

/** Run text as code, or reach past the modules above. */
const forbiddenWords = words('eval Function require WebAssembly');
const forbiddenMembers = words(
  'getBuiltinModule binding _linkedBinding dlopen mainModule constructor symbol',
);

/** Files that any client may open, beside those of the exercise. */
const commonFile =
  /^\/(?:dev\/(?:null|zero|full|u?random|tty|std\w+)$|proc\/self\/(?!mem|fd\/)|sys\/module\/\w+(?:\/|$))/;
const kernelFile = /^\/+(?:dev|proc|sys)(?:\/|$)/;
const roots = words('/dev /dev/ /proc /proc/ /sys /sys/ /sys/kernel /sys/kernel/');

/** The kernel's files that an exercise is about: those in a client of ours. */
export function kernelFilesIn(source: string): string[] {
  return [...source.matchAll(/(['"`])(\/(?:dev|proc|sys)\/[^'"`\s]+)\1/g)].map(
    ([, , name = '']) => name,
  );
}

/**
 * Findings in a client.
 * @param names what it names; undefined where it can't be parsed
 * @param files of the kernel that its exercise is about
 */
export function clientFlags(
  names: ClientNames | undefined,
  file: string,
  files: readonly string[],
): Flag[] {
  if (!names) return [{ kind: 'client', what: `${file} can’t be read: it’s nested too deeply.` }];
  const found = [
    ...names.imports
      .filter(({ name }) => !modules.has(name.replace(/^node:/, '')))
      .map(({ line, name }) => ({ line, says: `imports ${shown(name)}` })),
    ...names.calls.flatMap(callFinding),
    ...names.members
      .filter(({ name }) => forbiddenMembers.has(name))
      .map(({ line, name }) => ({ line, says: `uses ${name}` })),
    ...names.words
      .filter(({ name }) => forbiddenWords.has(name))
      .map(({ line, name }) => ({ line, says: `uses ${name}` })),
    ...names.texts
      .filter(({ name }) => kernelFile.test(name) && !mayOpen(name, files))
      .map(({ line, name }) => ({ line, says: `names the file ${shown(name)}` })),
  ];
  return found.map(({ line, says }) => ({
    kind: 'client',
    what: `${file}:${line} ${says}, which has no place in this exercise.`,
  }));
}

function callFinding({ line, on, name, first }: ClientNames['calls'][number]) {
  // Other things than koffi load something too; they give no text.
  if (name === 'load' && (on === 'koffi' || first !== '') && !library.test(first)) {
    return [{ line, says: `loads the library ${shown(first)}` }];
  }
  if (name !== 'func') return [];
  const called = /(\w+)\s*(?:\(|$)/.exec(first)?.[1] ?? '';
  return functions.has(called) ? [] : [{ line, says: `calls the C function ${shown(called)}` }];
}

/** The file itself, or the beginning of its path. */
function mayOpen(name: string, files: readonly string[]): boolean {
  const plain = name.replace(/\/\/+/g, '/');
  if (/(?:^|\/)\.\.?(?:\/|$)/.test(plain)) return false;
  if (commonFile.test(plain)) return true;
  return !roots.has(plain) && files.some((each) => each.startsWith(plain));
}

function shown(name: string): string {
  return name === '' ? 'that is computed' : name.slice(0, 60);
}
