// What the kernel means by the errno with which it refuses a module, in insmod's words and in ours.

import { constants } from 'node:os';

type LoadError = {
  /** As insmod of kmod 34 puts it. */
  insmod: string;
  /** For the learner, with the repair. */
  explained: string;
};

const known: Record<number, LoadError> = {
  2: {
    insmod: 'Unknown symbol in module',
    explained:
      'The kernel does not know a symbol that the module uses; the kernel log names it. Use one that this kernel exports.',
  },
  8: {
    insmod: 'Invalid module format',
    explained:
      'The kernel refused the file as a module for another kernel, or as no module at all; the kernel log says why. Build it for this edition.',
  },
  12: {
    insmod: 'Cannot allocate memory',
    explained: 'The init function returned -ENOMEM, or the module is too large for this guest.',
  },
  16: {
    insmod: 'Device or resource busy',
    explained:
      'The init function returned -EBUSY: something that it registers, such as a number or a name, is taken.',
  },
  17: {
    insmod: 'File exists',
    explained:
      'A module of this name is loaded already, or the init function registered a name that exists.',
  },
};

/** The words for an errno from finit_module(2). */
export function moduleLoadError(errno: number): LoadError {
  const name = errnoName(errno);
  return (
    known[errno] ?? {
      insmod: name,
      explained: `The module's init function returned an error (${name}); see the kernel log and its return statements.`,
    }
  );
}

function errnoName(errno: number): string {
  const name = Object.entries(constants.errno).find(([, number]) => number === errno)?.[0];
  return name ? `-${name}` : `errno ${errno}`;
}
