// Why the kernel refused a module: in insmod's words, and explained by what the kernel logged, or
// else by what the module's init function returned.
import { constants } from 'node:os';
import { errnoName, errnoWords } from './errno.ts';
import { withoutStamp } from './kernel-report.ts';
import type { LoadFailure } from './load-failure.ts';

/** What insmod of kmod 34 prints for these; for others it prints strerror(3). */
const ofInsmod: Record<number, string> = {
  [constants.errno.ENOEXEC]: 'Invalid module format',
  [constants.errno.ENOENT]: 'Unknown symbol in module',
  [constants.errno.ESRCH]: 'Module has wrong symbol version',
  [constants.errno.EINVAL]: 'Invalid parameters',
};

/** What insmod prints after the name of a module that could not be inserted. */
export function insmodWords(errno: number): string {
  return ofInsmod[errno] ?? errnoWords(errno);
}

type Rule = { expression: RegExp; words(match: RegExpExecArray): string };

/** How the kernel's loader begins a refusal, kernel/module/main.c, after the module's name. */
const loaderRules: Rule[] = [
  {
    expression: /^disagrees about version of symbol (\S+)/,
    words: ([, symbol]) =>
      `The module was built for another kernel: it disagrees about ${symbol}. Build it for this kernel version.`,
  },
  {
    expression: /^Unknown symbol (\S+) \(err (-\d+)\)/,
    words: ([, symbol, error]) =>
      error === '-22'
        ? `The kernel does not let the module use ${symbol}: it was built for another kernel, or the symbol's namespace is not imported.`
        : `The module uses ${symbol}, which this kernel does not export to it. Use a symbol that it exports.`,
  },
  {
    expression: /^version magic '(.*?) ?' should be '(.*?) ?'/,
    words: ([, has = '', wanted = '']) =>
      `The module was built for another kernel (${has.split(' ')[0]}; this one is ${wanted.split(' ')[0]}). Build it for this kernel version.`,
  },
  {
    expression: /^\S+ section size must match the kernel's built struct module size/,
    words: () => 'The module was built for another kernel. Build it for this kernel version.',
  },
  {
    expression: /^exports duplicate symbol (\S+) \(owned by (\S+)\)/,
    words: ([, symbol, owner]) =>
      `The module exports ${symbol}, which ${owner} exports already. Give it another name.`,
  },
  {
    expression: /^module is already loaded/,
    words: () => 'A part of the kernel has this name already. Rename the module.',
  },
  {
    expression: /^module uses symbol (\S+) from namespace (\S+),/,
    words: ([, symbol, namespace]) =>
      `The module uses ${symbol} without importing its namespace: add MODULE_IMPORT_NS(${namespace}).`,
  },
  {
    expression: /^Loading of .* is rejected/,
    words: () => 'The kernel takes signed modules only, and this one is not signed.',
  },
  {
    expression: /^`?(.*)' invalid for parameter `(\S+)'/,
    words: ([, value, parameter]) => `'${value}' is no value for the parameter ${parameter}.`,
  },
];

/** What the kernel logs on behalf of an init function that asked for a name that is taken. */
const registrationRules: Rule[] = [
  {
    expression: /^sysfs: cannot create duplicate filename '(.*)'/,
    words: ([, path]) => `The kernel log says that ${path} exists already in /sys.`,
  },
  {
    expression: /^kobject_add_internal failed for (\S+) .*EEXIST/,
    words: ([, name]) => `The kernel log says that an object named ${name} exists already.`,
  },
  {
    expression: /^CHRDEV "(\S+)" (.*)/,
    words: ([, name, rest]) => `The kernel log says of the device ${name}: ${rest}.`,
  },
];

/** Why the module is not in the kernel, and what to do about it. */
export function loadErrorWords({ errno, log, module, known }: LoadFailure): string {
  const lines = log.flatMap((line) => withoutStamp(line) ?? []);
  // The loader names the module that it refuses; anyone may print the rest.
  const loader = lines.map((line) => line.replace(/^(?:module )?(?=\w+: )/, ''));
  const own = loader.filter((line) => line.startsWith(`${module}: `));
  const about = own.map((line) => line.slice(module.length + 2));
  const refusal = firstWords(loaderRules, [...about, ...lines.filter(isRejection)]);
  if (refusal) return refusal;
  if (errno === constants.errno.EEXIST && known) {
    return 'A module of this name is loaded already. Unload it first, or rename the module.';
  }
  // Tainting is what the loader does once it has accepted the file.
  const accepted = about.some((line) => line.startsWith('loading out-of-tree module taints'));
  if (errno === constants.errno.ENOEXEC && !accepted) {
    return 'The kernel refused the file: it is no module for this kernel version, or its init function returned -ENOEXEC.';
  }
  const detail = firstWords(registrationRules, lines);
  return [`${returned(errno)}${advice[errno] ?? ''}`, detail].filter(Boolean).join(' ');
}

const isRejection = (line: string): boolean => line.startsWith('Loading of ');

function returned(errno: number): string {
  const name = errnoName(errno);
  const value = name ? `-${name} ("${errnoWords(errno)}")` : `-${errno}`;
  return `The module's init function returned ${value}.`;
}

const advice: Record<number, string> = {
  [constants.errno.EPERM]: ' That is also what `return -1` means; return the error that fits.',
  [constants.errno.EBUSY]: ' Something that it asked for, such as a device number, is taken.',
  [constants.errno.EEXIST]: ' Something that it registered has a name that exists already.',
};

function firstWords(rules: Rule[], lines: string[]): string | undefined {
  for (const line of lines) {
    for (const { expression, words } of rules) {
      const match = expression.exec(line);
      if (match) return words(match);
    }
  }
  return undefined;
}
