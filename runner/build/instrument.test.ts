import { expect, test } from 'vitest';
import { instrumentedStep, instrumentFile } from './instrument.ts';

const recipe = { strip: 'x86_64-linux-gnu-strip' };
const step = 'gcc -O2 -c -o /work/{object}.o /work/{unit}.c';
const text = [
  'int instrument_send_sig(int number, struct task_struct *task, int private);',
  'int instrument_send_sig(int number, struct task_struct *task, int private)',
  '{',
  '\treturn send_sig(number, task, private);',
  '}',
  'struct pid *instrument_find_vpid(int number)',
].join('\n');

test("the learner's calls of a function reach the one that takes its place", () => {
  const [, objcopy] = instrumentedStep(step, 'bell', recipe, { text, accesses: false });
  expect(objcopy).toBe(
    'x86_64-linux-gnu-objcopy --redefine-sym send_sig=instrument_send_sig ' +
      '--redefine-sym find_vpid=instrument_find_vpid /work/{object}.o',
  );
});

test("the learner's code leaves a pattern where it initializes nothing", () => {
  const [compile] = instrumentedStep(step, 'bell', recipe, { text, accesses: false });
  expect(compile).toBe(`${step} -ftrivial-auto-var-init=pattern`);
});

test('each load and store is told of where that is asked for', () => {
  const [compile] = instrumentedStep(step, 'bell', recipe, { text: '', accesses: true });
  expect(compile).toContain('-fsanitize=thread');
});

test('the unit that watches is compiled as it is, and so is a build that nothing watches', () => {
  const { name } = instrumentFile({ text, accesses: true });
  const unit = name.replace(/\.c$/, '');
  expect(instrumentedStep(step, unit, recipe, { text, accesses: true })).toEqual([step]);
  expect(instrumentedStep(step, 'bell', recipe, undefined)).toEqual([step]);
});
