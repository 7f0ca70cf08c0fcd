// The one shell script of a build: kbuild's steps for one module, called directly. Pure. Every name
// in it was checked against the protocol's pattern and needs no quoting.
import { build } from '../config.ts';
import { describeCommand, describeName, describeNameFile } from './describe-script.ts';
import { type Instrument, instrumentedStep } from './instrument.ts';
import type { Recipe } from './recipe.ts';
import { workFolder } from './toolchain-sandbox.ts';

export type BuildPlan = {
  /** File names without ending, the module's own first. */
  units: [string, ...string[]];
  /** The source exports symbols, so that their checksums are needed. */
  exportsSymbols: boolean;
  /** The source has a MODULE_VERSION, from which modpost makes a checksum of the sources. */
  hasVersion: boolean;
  /** What the compiler made of the source is wanted as text too. */
  inspect: boolean;
  instrument?: Instrument | undefined;
};

/** What the script's exit code says: the step that failed. */
export const failedStep = { 41: 'compile', 42: 'combine', 43: 'modpost', 44: 'link' } as const;
/** Not a step of the learner's source, but what modpost made of its strings doesn't compile. */
export const describeFailed = 45;

/**
 * What we add to kbuild's own flags: messages that can be read by a program, and names without our
 * folder in what the kernel prints (newer kernels' kbuild does that by itself).
 */
const messageOptions = [
  '-fdiagnostics-color=never',
  '-fdiagnostics-urls=never',
  '-fdiagnostics-column-unit=byte',
  '-fmessage-length=0',
  '-fmax-errors=50',
  `-fmacro-prefix-map=${workFolder}/=`,
].join(' ');

/**
 * gcc's own view of the source once macros are expanded and types are known, each statement with its
 * place. The pass comes before inlining, so that every statement is still where it was written.
 */
const statementsOption = `-fdump-tree-ssa-lineno=${workFolder}/{unit}.statements`;

/**
 * The script; results are the module without and with debug information, modpost's description of it,
 * and where the plan wants it inspected, its statements and its machine code as text, cut at
 * `inspectedBytes`. Files of ours begin with a dot, which no name of a learner's file may.
 */
export function compileScript(recipe: Recipe, plan: BuildPlan, results: number[]): string {
  const module = plan.units[0];
  const names = { module, moduleId: identifier(module) };
  const [bare = 0, full = 0, description = 0, statements = 0, instructions = 0] = results;
  const cut = `head -c ${build.inspectedBytes}`;
  return [
    'exec 1>&2',
    `cd '${recipe.folder}' || exit 40`,
    ...(plan.units.length === 1 ? compileAlone(recipe, plan) : compileUnits(recipe, plan)),
    `echo '${fill(recipe.orderLine, names)}' > ${workFolder}/modules.order`,
    `printf '%s' '${describeName(names.moduleId)}' > ${workFolder}/${describeNameFile} || exit 40`,
    ...recipe.modpost.map((step) => `${fill(step, names)} || exit 43`),
    `cat ${workFolder}/${module}.mod.c >&${description} || exit 40`,
    `${describeCommand(recipe, module)} || exit ${describeFailed}`,
    ...recipe.describe.after.map((step) => `${fill(step, names)} || exit ${describeFailed}`),
    ...recipe.link.map((step) => `${fill(step, names)} || exit 44`),
    `cd ${workFolder} && ${recipe.strip} --strip-debug -o .bare.ko ${module}.ko || exit 44`,
    `cat .bare.ko >&${bare} && cat ${module}.ko >&${full} || exit 40`,
    ...(plan.inspect
      ? [
          `cat *.statements | ${cut} >&${statements} || exit 40`,
          `${recipe.objdump} -d --no-show-raw-insn .bare.ko | ${cut} >&${instructions} || exit 40`,
        ]
      : []),
  ].join('\n');
}

function compileAlone(recipe: Recipe, plan: BuildPlan): string[] {
  const module = plan.units[0];
  const names = { module, moduleId: identifier(module), unit: module, object: module };
  return [
    ...recipe.compileAlone.map((step) => `${fill(withOptions(step, plan), names)} || exit 41`),
    ...checksums(recipe, plan, recipe.exportsAlone, names),
    `echo '${fill(recipe.aloneObjectLine, names)}' > ${workFolder}/${module}.mod`,
  ];
}

/** Units are compiled side by side; their messages are printed one after the other. */
function compileUnits(recipe: Recipe, plan: BuildPlan): string[] {
  const module = plan.units[0];
  const names = { module, moduleId: identifier(module) };
  const units = plan.units.map((unit) => ({
    ...names,
    ...{ unit, unitId: identifier(unit) },
    // The first unit's own object would have the module's name.
    object: `${unit}.unit`,
  }));
  const log = (unit: string) => `${workFolder}/${unit}.log`;
  return [
    ...units.map((unit, index) => {
      const steps = recipe.compileUnit
        .flatMap((step) =>
          instrumentedStep(withOptions(step, plan), unit.unit, recipe, plan.instrument),
        )
        .map((step) => fill(step, unit))
        .join(' && ');
      return `{ ${steps}; } >${log(unit.unit)} 2>&1 &\njob_${index}=$!`;
    }),
    'failed=0',
    ...units.map((_, index) => `wait $job_${index} || failed=41`),
    `cat ${units.map(({ unit }) => log(unit)).join(' ')}`,
    '[ $failed = 0 ] || exit $failed',
    ...units.flatMap((unit) => checksums(recipe, plan, recipe.exportsUnit, unit)),
    `{ ${units.map((unit) => `echo '${fill(recipe.unitObjectLine, unit)}'`).join('; ')}; } > ${workFolder}/${module}.mod`,
    ...recipe.combine.map((step) => `${fill(step, names)} || exit 42`),
  ];
}

/** modpost asks for a file `.name.o.cmd` of every object, and reads in it in these two cases. */
function checksums(recipe: Recipe, plan: BuildPlan, steps: string[], names: Names): string[] {
  const saved = `${workFolder}/.${names.object}.o.cmd`;
  const dependencies = `${workFolder}/.${names.object}.o.d`;
  const target = `${workFolder}/${names.object}.o`;
  return [
    plan.hasVersion
      ? `${recipe.fixdep} ${dependencies} ${target} '' > ${saved} || exit 43`
      : `: > ${saved}`,
    ...(plan.exportsSymbols ? steps.map((step) => `${fill(step, names)} || exit 43`) : []),
  ];
}

type Names = {
  module: string;
  moduleId: string;
  unit?: string;
  unitId?: string;
  object?: string;
};

function fill(template: string, names: Names): string {
  return template.replace(
    /\{(module|moduleId|unit|unitId|object)\}/g,
    (_, name: keyof Names) => names[name] ?? '',
  );
}

/** The first command of a compile step is the compiler; what follows (objtool) takes no options. */
function withOptions(step: string, { inspect }: BuildPlan): string {
  if (!step.includes(' -c -o ')) return step;
  return [step, messageOptions, ...(inspect ? [statementsOption] : [])].join(' ');
}

/** A file's name as kbuild makes a C identifier of it. */
export function identifier(stem: string): string {
  return stem.replaceAll('-', '_');
}
