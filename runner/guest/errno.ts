// The names and words of error numbers, as a Linux program prints them.
import { constants } from 'node:os';

/** Numbers that the kernel uses inside and a careless module returns; linux/errno.h. */
const kernelOnly: Record<number, string> = {
  512: 'ERESTARTSYS',
  517: 'EPROBE_DEFER',
  524: 'ENOTSUPP',
};

/** `EBUSY` for 16; undefined for a number that has no name. */
export function errnoName(errno: number): string | undefined {
  const names = Object.entries(constants.errno).flatMap(([name, n]) => (n === errno ? [name] : []));
  return names.find((name) => name in words) ?? names[0] ?? kernelOnly[errno];
}

/** What strerror(3) of the GNU C library says, for the errors that modules return. */
const words: Record<string, string> = {
  EPERM: 'Operation not permitted',
  ENOENT: 'No such file or directory',
  ESRCH: 'No such process',
  EINTR: 'Interrupted system call',
  EIO: 'Input/output error',
  ENXIO: 'No such device or address',
  E2BIG: 'Argument list too long',
  ENOEXEC: 'Exec format error',
  EBADF: 'Bad file descriptor',
  ECHILD: 'No child processes',
  EAGAIN: 'Resource temporarily unavailable',
  ENOMEM: 'Cannot allocate memory',
  EACCES: 'Permission denied',
  EFAULT: 'Bad address',
  EBUSY: 'Device or resource busy',
  EEXIST: 'File exists',
  EXDEV: 'Invalid cross-device link',
  ENODEV: 'No such device',
  ENOTDIR: 'Not a directory',
  EISDIR: 'Is a directory',
  EINVAL: 'Invalid argument',
  ENFILE: 'Too many open files in system',
  EMFILE: 'Too many open files',
  ENOTTY: 'Inappropriate ioctl for device',
  EFBIG: 'File too large',
  ENOSPC: 'No space left on device',
  ESPIPE: 'Illegal seek',
  EROFS: 'Read-only file system',
  EPIPE: 'Broken pipe',
  EDOM: 'Numerical argument out of domain',
  ERANGE: 'Numerical result out of range',
  ENAMETOOLONG: 'File name too long',
  ENOSYS: 'Function not implemented',
  ENOTEMPTY: 'Directory not empty',
  ENODATA: 'No data available',
  ETIME: 'Timer expired',
  EPROTO: 'Protocol error',
  EOVERFLOW: 'Value too large for defined data type',
  EOPNOTSUPP: 'Operation not supported',
  EADDRINUSE: 'Address already in use',
  ENOBUFS: 'No buffer space available',
  ETIMEDOUT: 'Connection timed out',
  EALREADY: 'Operation already in progress',
  ECANCELED: 'Operation canceled',
};

/** The error in the words of strerror(3). */
export function errnoWords(errno: number): string {
  return words[errnoName(errno) ?? ''] ?? `Unknown error ${errno}`;
}
