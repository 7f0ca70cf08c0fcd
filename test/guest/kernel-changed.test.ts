// What a submission changes of the kernel is seen from outside the guest and flagged by its name, and
// what a client may not write it can't forge.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadExercise } from '../../lessons/lib/load-exercise.ts';
import { checkExercise } from '../../runner/check/check-exercise.ts';
import type { CheckReport } from '../../runner/check/report.ts';
import { defaultEdition, editionId } from '../../runner/editions.ts';
import type { SourceFile } from '../../runner/protocol.ts';
import { openRunHost, type RunHost } from '../../runner/run-host.ts';
import { attackClient, attackModule } from '../fixtures/attacks/attacks.ts';
import { forgery } from '../fixtures/forgers/forgers.ts';

const editions = process.env.CROSSINGS_ALL_EDITIONS ? editionId.options : [defaultEdition];

let host: RunHost;
beforeAll(async () => {
  host = await openRunHost({ editions: [...editions], onProgress() {}, ready: 2 });
});
afterAll(() => host.close());

const shout = await loadExercise('uaccess/shout');
const tank = await loadExercise('uaccess/tank');

/** What was seen changed in the kernel, in one text. */
function changed({ flags }: CheckReport): string {
  return flags.flatMap(({ kind, what }) => (kind === 'kernel-changed' ? [what] : [])).join(' ');
}

function words(report: CheckReport): string {
  return JSON.stringify(report, null, 1);
}

describe.each(editions)('on %s', { concurrent: true }, (edition) => {
  const check = (submitted: SourceFile): Promise<CheckReport> =>
    checkExercise(host, { exercise: shout, submitted, edition });

  test.each([
    ['shout-mitm.c', 'port_fops'],
    ['empty-mitm.c', 'port_fops'],
    ['escape-mitm.c', 'port_fops'],
    ['shout-hide.c', 'console_printk'],
  ])('%s is flagged for what it did to %s', async (file, name) => {
    const report = await check(await attackModule(file, 'shout.c'));
    expect(report.outcome, words(report)).toBe('flagged');
    expect(changed(report), words(report)).toContain(name);
  });

  test('a write into the kernel’s code is flagged by the function’s name', async () => {
    const report = await check(await forgery({ file: 'text.c' }, shout));
    expect(changed(report), words(report)).toMatch(/code was changed in .*panic/);
  });

  test('the same leaks and double frees without a disguise fail, and nothing is changed', async () => {
    const report = await check(await attackModule('shout-nohide.c', 'shout.c'));
    expect(report.outcome, words(report)).toBe('failed');
    expect(changed(report)).toBe('');
  });

  test('a module without a device passes no check that needs one', async () => {
    const report = await check(await forgery({ file: 'absent.c' }, shout));
    const passed = report.results.filter((result) => result.passed).map(({ id }) => id);
    expect(passed, words(report)).toEqual(['always-reload', 'always-log']);
  });
});

describe('a client under test', { concurrent: true }, () => {
  test.each([
    ['writes the module’s lines into the log', attackClient('tank-kmsg.ts', 'tank.ts')],
    ['tries every other way into the log', forgery({ file: 'kernel-log.ts' }, tank)],
  ])('that %s gets nothing', async (_, forged) => {
    const report = await checkExercise(host, { exercise: tank, submitted: await forged });
    expect(report.results.filter(({ passed }) => passed)).toEqual([]);
  });
});
