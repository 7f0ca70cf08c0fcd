// The commands that make a module, as one run of kbuild gave them: read from the files it leaves,
// and turned into templates. No flag of the compiler stands in our code.
import * as z from 'zod';

/** Where the object that newer kernels link into every module is shown inside. */
const commonObject = '/prepared/module-common.o';

/**
 * Commands are shell text with these names in braces: `module` and `unit` for file names without
 * ending, `moduleId` and `unitId` for the same as C identifiers, `object` for a unit's object file.
 */
const command = z.string().min(1);
const commands = z.array(command).min(1);

export const recipeSchema = z.strictObject({
  /** Folder in which the commands run. */
  folder: z.string().startsWith('/'),
  /** Environment that the kernel's tools ask for. */
  env: z.record(z.string(), z.string()),
  /** A module of one .c file: compile and check. */
  compileAlone: commands,
  /** One unit of a module of several. */
  compileUnit: commands,
  /** Units into one object. */
  combine: commands,
  /** Checks and checksums of exported symbols, for a module of one and for a unit of several. */
  exportsAlone: z.array(command),
  exportsUnit: z.array(command),
  /** Lines of the files that modpost reads: the modules, and the objects of a module. */
  orderLine: z.string().min(1),
  aloneObjectLine: z.string().min(1),
  unitObjectLine: z.string().min(1),
  modpost: commands,
  /** modpost's description of the module, compiled; the parts that the precompiled header needs. */
  describe: z.strictObject({
    compiler: command,
    options: z.string(),
    /** What modpost's text begins with, after the headers that kbuild includes before everything. */
    head: z.array(z.string()).min(1),
    /** What is done with the object. */
    after: z.array(command),
  }),
  link: commands,
  /** The program that turns gcc's list of headers into kbuild's. */
  fixdep: command,
  /** Names of binutils programs. */
  strip: command,
  addr2line: command,
  objdump: command,
});
export type Recipe = z.infer<typeof recipeSchema>;

/** What kbuild exports and its tools and scripts read. */
const toolVariables = ['SRCARCH', 'NM', 'AWK'];

/** Sources of the probe that kbuild is run on: one module of one file, and one of two. */
export const probe = {
  alone: 'cxone',
  module: 'cxmod',
  units: ['cxunit', 'cxother'],
  kbuild: [
    '$(info crossings-probe folder=$(CURDIR))',
    ...toolVariables.map((name) => `$(info crossings-probe env ${name}=$(${name}))`),
    'obj-m := cxone.o cxmod.o',
    'cxmod-y := cxunit.o cxother.o',
    '',
  ].join('\n'),
  main: '#include <linux/module.h>\nMODULE_LICENSE("GPL");\nMODULE_DESCRIPTION("Probe");\n',
  other: '#include <linux/module.h>\n',
};

export type KbuildRun = {
  kernelRelease: string;
  /** What `make V=1` printed. */
  log: string;
  /** Text of a file that it left, by name. */
  file: (name: string) => string;
};

/**
 * Reads the recipe out of a finished run on the probe.
 * @throws an Error that names what was not found
 */
export function recipeFromKbuild({ kernelRelease, log, file }: KbuildRun): Recipe {
  const folder = log
    .match(/^crossings-probe folder=(\S+)$/gm)
    ?.at(-1)
    ?.split('=')[1];
  const env = [...log.matchAll(/^crossings-probe env (\w+)=(\S+)$/gm)].map(([, name, value]) => [
    name,
    value,
  ]);
  const [describe = '', ...afterDescribe] = saved(file, `${probe.module}.mod.o`);
  const link = saved(file, `${probe.module}.ko`);
  const linker = link[0]?.split(' ')[0] ?? '';
  return recipeSchema.parse({
    folder,
    env: Object.fromEntries(env),
    compileAlone: saved(file, `${probe.alone}.o`),
    compileUnit: saved(file, `${probe.units[0]}.o`),
    combine: saved(file, `${probe.module}.o`),
    exportsAlone: exportCommands(log, probe.alone),
    exportsUnit: exportCommands(log, `${probe.units[0]}`),
    orderLine: lineWith(file('modules.order'), probe.module),
    aloneObjectLine: lineWith(file(`${probe.alone}.mod`), probe.alone),
    unitObjectLine: lineWith(file(`${probe.module}.mod`), `${probe.units[0]}`),
    modpost: saved(file, 'Module.symvers'),
    describe: {
      ...describeParts(describe, file(`${probe.module}.mod.c`)),
      after: afterDescribe,
    },
    link,
    fixdep: `/lib/modules/${kernelRelease}/build/scripts/basic/fixdep`,
    strip: linker.replace(/ld$/, 'strip'),
    addr2line: linker.replace(/ld$/, 'addr2line'),
    objdump: linker.replace(/ld$/, 'objdump'),
  });
}

/** The commands that kbuild saved for a target, each on its own. */
function saved(file: KbuildRun['file'], target: string): string[] {
  const text = file(`.${target}.cmd`).match(/^(?:saved)?cmd_\S+ := (.*)$/m)?.[1];
  if (text === undefined) throw new Error(`kbuild left no command for ${target}.`);
  return text
    .replaceAll('$(pound)', '#')
    .replaceAll('$$', '$')
    .split(/;/)
    .map((part) => template(part.trim()))
    .filter((part) => part !== '' && part !== 'true');
}

/** kbuild runs these from its rules without saving them; V=1 shows them. */
function exportCommands(log: string, stem: string): string[] {
  return log
    .split('\n')
    .filter((line) => /scripts\/(genksyms\/genksyms|check-local-export)\b/.test(line))
    .filter((line) => line.includes(`${stem}.o`))
    .map((line) => template(line.trim()));
}

function lineWith(text: string, stem: string): string {
  const found = text.split('\n').find((line) => line.includes(stem));
  if (found === undefined) throw new Error(`kbuild's list names no ${stem}.`);
  return template(found);
}

/** Puts the names in braces where the probe's own stood; in a -D they are C identifiers. */
function template(text: string): string {
  return text.replace(/\S+/g, (word) => {
    const id = word.startsWith('-D') ? 'Id' : '';
    return word
      .replace(/^\S*\.module-common\.o$/, commonObject)
      .replaceAll(`${probe.units[0]}.o`, '{object}.o')
      .replaceAll(`${probe.units[0]}`, `{unit${id}}`)
      .replaceAll(probe.module, `{module${id}}`)
      .replaceAll(probe.alone, `{module${id}}`);
  });
}

function describeParts(compile: string, text: string) {
  const [, compiler = '', options = ''] = compile.match(/^(\S+) (.*) -c -o \S+ \S+$/) ?? [];
  const before = [...options.matchAll(/-include (\S+)/g)].map(([, path]) => `#include "${path}"`);
  const [head = ''] = text.match(/^(?:#(?:include|define) .*\n|\n)*/) ?? [];
  return {
    compiler,
    head: [...before, ...head.split('\n').filter((line) => line !== '')],
    options: options.replace(/-include \S+/g, '').replace(/-Wp,-MMD,\S+/, ''),
  };
}
