// modpost writes a C text that describes the module (`name.mod.c`); nine tenths of its compilation
// are the kernel's headers. They are compiled once, as a precompiled header with kbuild's own flags.
// Debug information is left out: the text holds data only, and no line of the learner's.
import type { Recipe } from './recipe.ts';
import { preparedFolder, workFolder } from './toolchain-sandbox.ts';

const withoutDebug = '-g0';

/** The header that takes the place of kbuild's first includes and of modpost's. */
export function headerText({ describe }: Recipe): string {
  return `${describe.head.join('\n')}\n`;
}

/** Shell script that compiles /work/describe.h and prints the result on a descriptor. */
export function precompileScript(recipe: Recipe, result: number): string {
  const { compiler } = recipe.describe;
  const output = `${workFolder}/describe.h.gch`;
  return [
    `cd '${recipe.folder}' || exit 41`,
    `${compiler} ${fixedOptions(recipe)} -x c-header -o ${output} ${workFolder}/describe.h || exit 42`,
    `cat ${output} >&${result}`,
  ].join('\n');
}

/**
 * The command that compiles `name.mod.c`. A precompiled header takes no change of a macro, so the
 * module's name, which is one, is given after it in a file of its own.
 */
export function describeCommand(recipe: Recipe, module: string): string {
  const { compiler } = recipe.describe;
  const includes = `-include ${preparedFolder}/describe.h -include ${workFolder}/${describeNameFile}`;
  const files = `-o ${workFolder}/${module}.mod.o ${workFolder}/${module}.mod.c`;
  return `${compiler} ${fixedOptions(recipe)} ${includes} -c ${files}`;
}

/** Begins with a dot, so that no file of the learner's has its name. */
export const describeNameFile = '.describe-name.h';

/** Text of that file. */
export function describeName(moduleId: string): string {
  return `#undef KBUILD_MODNAME\n#define KBUILD_MODNAME "${moduleId}"\n`;
}

function fixedOptions({ describe }: Recipe): string {
  return `${describe.options.replaceAll(/\{module(Id)?\}/g, 'module')} ${withoutDebug}`;
}
