// A build that is watched from inside: a unit of ours is linked into the learner's module and stands
// between it and the functions of the kernel that it calls. Pure.
import type { SourceFile } from '../protocol.ts';
import type { Recipe } from './recipe.ts';
import { workFolder } from './toolchain-sandbox.ts';

export type Instrument = {
  /** C. A function `instrument_f` in it is what the learner's calls of `f` reach. */
  text: string;
  /** Has each load and store of the learner's code call `__tsan_read4` and the like, which the unit defines. */
  accesses: boolean;
};

const unit = 'instrument';

/** The unit as a source file of the module. */
export function instrumentFile({ text }: Instrument): SourceFile {
  return { name: `${unit}.c`, text };
}

/** The compile step of one unit, and what is done with its object; our own unit is compiled as it is. */
export function instrumentedStep(
  step: string,
  compiled: string,
  { strip }: Pick<Recipe, 'strip'>,
  instrument: Instrument | undefined,
): string[] {
  if (!instrument || compiled === unit || !step.includes(' -c -o ')) return [step];
  const options = [
    // What the source leaves uninitialized must not look initialized by accident.
    '-ftrivial-auto-var-init=pattern',
    ...(instrument.accesses ? ['-fsanitize=thread', '--param=tsan-distinguish-volatile=1'] : []),
  ];
  const renamed = interposed(instrument.text).map(
    (name) => `--redefine-sym ${name}=${unit}_${name}`,
  );
  const objcopy = strip.replace(/strip$/, 'objcopy');
  return [
    `${step} ${options.join(' ')}`,
    ...(renamed.length === 0 ? [] : [`${objcopy} ${renamed.join(' ')} ${workFolder}/{object}.o`]),
  ];
}

/** Names of the kernel's functions that the unit takes the place of. */
function interposed(text: string): string[] {
  const found = text.matchAll(/^\w[\w *]*\binstrument_(\w+)\(/gm);
  return [...new Set([...found].map(([, name = '']) => name))];
}
