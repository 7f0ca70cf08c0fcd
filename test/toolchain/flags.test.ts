// What a module does beside its exercise is seen in its text and in what the compiler made of it: the
// modules that fooled the checks are flagged, and the solutions aren't.
import { beforeAll, describe, expect, test } from 'vitest';
import { listExercises, loadExercise } from '../../lessons/lib/load-exercise.ts';
import { buildModule, type Toolchain } from '../../runner/build/index.ts';
import { moduleFlags } from '../../runner/check/flags/index.ts';
import type { Flag } from '../../runner/check-protocol.ts';
import { ensureToolchain } from '../../runner/image/index.ts';
import type { SourceFile } from '../../runner/protocol.ts';
import { attackModule } from '../fixtures/attacks/attacks.ts';
import { versionsUnderTest } from '../kernel-versions.ts';

const modules = (
  await Promise.all((await listExercises()).map((name) => loadExercise(name)))
).filter(({ exercise }) => exercise.edits === 'module');

describe.each(versionsUnderTest)('edition %s', { concurrent: true }, (edition) => {
  let toolchain: Toolchain;
  beforeAll(async () => {
    toolchain = await ensureToolchain(edition);
  });

  async function flagsOf(name: string, submitted: SourceFile): Promise<Flag[]> {
    const exercise = await loadExercise(name);
    const files = [submitted, ...exercise.others];
    const built = await buildModule({ toolchain, files, inspect: true });
    if (!built.ok) throw new Error(built.message);
    return moduleFlags(exercise, submitted, built.module);
  }

  test.each(modules)('the solution of $name does nothing unusual', async ({ name, solution }) => {
    expect(await flagsOf(name, solution)).toEqual([]);
  });

  // These sources are for the headers of the default kernel version.
  describe.runIf(edition === '6.12')('a module is flagged', () => {
    test.each([
      ['shout-mitm.c', ['import', 'foreign-object'], /iterate_fd|vm_mmap/],
      ['empty-mitm.c', ['import', 'foreign-object'], /f_op/],
      ['escape-mitm.c', ['import', 'foreign-object'], /f_op/],
      ['shout-hide.c', ['import', 'foreign-object'], /console_printk/],
      ['fuzz.c', ['import', 'assembly'], /instruction out/],
      ['wire-small.c', ['import', 'foreign-object'], /kthread_use_mm/],
      ['wire-trickle.c', ['import', 'foreign-object'], /iterate_fd/],
    ] as const)('that fooled the grader: %s', async (file, kinds, words) => {
      const flags = await flagsOf('uaccess/shout', await attackModule(file, 'shout.c'));
      expect(new Set(flags.map(({ kind }) => kind))).toEqual(new Set(kinds));
      expect(flags.map(({ what }) => what).join('\n')).toMatch(words);
    });

    test('at each line that reaches past what it was given', async () => {
      const submitted = await attackModule('reaches.c', 'shout.c');
      const expected = submitted.text.split('\n').flatMap((line, index) => {
        const kind = /\/\* (address|cast|assembly|foreign-object): /.exec(line)?.[1];
        return kind === undefined ? [] : [`${kind} shout.c:${index + 1}`];
      });
      const flags = await flagsOf('uaccess/shout', submitted);
      const found = flags.map(({ kind, what }) => `${kind} ${what.split(' ')[0]}`);
      expect(expected.length).toBeGreaterThan(9);
      expect(found).toEqual(expect.arrayContaining(expected));
    });

    test('but not for mistakes only, which the checks find', async () => {
      expect(
        await flagsOf('uaccess/shout', await attackModule('shout-nohide.c', 'shout.c')),
      ).toEqual([]);
    });
  });
});
