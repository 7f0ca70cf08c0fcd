// What a built module asks of the kernel and tells its loader, against what its exercise has a use for.

import type { ObjectFile } from '../../build/object-file.ts';
import type { Flag } from '../../check-protocol.ts';

/** Sections of every module, and those that the kernel's own macros make. */
const sections = new RegExp(
  `^(?:\\.rela)?(?:${[
    String.raw`\.(?:text|data|rodata|bss|init|exit)(?:\..*)?`,
    String.raw`\.(?:modinfo|comment|symtab|strtab|shstrtab|smp_locks|parainstructions|printk_index)`,
    String.raw`\.(?:return|call|retpoline|static_call|cfi|ibt_endbr)_\w+`,
    String.raw`\.(?:note|orc|altinstr|codetag|discard|ref|debug|static_call|gnu\.linkonce\.this_module)\S*`,
    '__(?:mcount_loc|patchable_function_entries|versions|version_ext_\\w+|bug_table|jump_table)',
    '__(?:param|dyndbg|ex_table|tracepoints\\w*|verbose|err_\\w+)',
    '_ftrace_events|once',
  ].join('|')})$`,
);
const exports = /ksymtab|kcrctab|export_symbol/;

/** Keys of .modinfo that describe; others change how the kernel loads the module. */
const descriptions = new Set(
  [
    'license',
    'description',
    'author',
    'version',
    'srcversion',
    'depends',
    'name',
    'retpoline',
  ].concat(
    ['intree', 'vermagic', 'parm', 'parmtype', 'alias', 'import_ns', 'softdep', 'weakdep', 'file'],
    ['firmware', 'scmversion'],
  ),
);

/** Findings in a built module; `allowed` says which imports its exercise has a use for. */
export function importFlags(object: ObjectFile, allowed: (name: string) => boolean): Flag[] {
  const imports = object.imports
    .filter((name) => !allowed(name))
    .map(
      (name): Flag => ({
        kind: 'import',
        what: `The module uses ${name}, which has no place in this exercise.`,
      }),
    );
  const strange = object.sections
    .filter((name) => !sections.test(name))
    .map(
      (name): Flag =>
        exports.test(name)
          ? { kind: 'export', what: 'The module exports symbols to other modules.' }
          : { kind: 'section', what: `The module has a section ${name} of its own.` },
    );
  const told = object.modinfo
    .map((entry) => entry.split('=')[0] ?? '')
    .map((key) => key.slice(key.lastIndexOf('.') + 1))
    .filter((key) => !descriptions.has(key))
    .map((key): Flag => ({ kind: 'section', what: `The module tells its loader ${key}.` }));
  return [...imports, ...strange, ...told];
}
