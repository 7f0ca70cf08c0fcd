// What a submission does to its guest costs it the check in which it does so, and no other.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { check, pass } from '../../lessons/lib/exercise.ts';
import { type LoadedExercise, loadExercise } from '../../lessons/lib/load-exercise.ts';
import { O, open, seek } from '../../lessons/lib/probe.ts';
import { checkExercise } from '../../runner/check/check-exercise.ts';
import { openRunHost, type RunHost } from '../../runner/run-host.ts';

let host: RunHost;
let exercise: LoadedExercise;
beforeAll(async () => {
  exercise = await loadExercise('uaccess/shout');
  host = await openRunHost({ editions: ['6.12'], onProgress() {}, ready: 1 });
});
afterAll(() => host.close());

/** The solution with another way to come and go. */
function withInitAndExit(code: string): { name: string; text: string } {
  const { name, text } = exercise.solution;
  const usual = 'module_misc_device(shout_device);';
  expect(text).toContain(usual);
  return { name, text: text.replace(usual, code) };
}

const comes = 'static int __init come(void) { return misc_register(&shout_device); }';

test('a module that takes the kernel down when it goes fails the check of going', async () => {
  const submitted = withInitAndExit(
    `${comes}\nstatic void __exit go(void) { panic("gone"); }\nmodule_init(come);\nmodule_exit(go);`,
  );
  const { results } = await checkExercise(host, { exercise, submitted });
  const failed = results.filter(({ passed }) => !passed).map(({ id }) => id);
  expect(failed).toEqual(['always-reload', 'always-log']);
});

test('a module without an exit cannot go, and works otherwise', async () => {
  const submitted = withInitAndExit(`${comes}\nmodule_init(come);`);
  const { results } = await checkExercise(host, { exercise, submitted });
  const failed = results.filter(({ passed }) => !passed);
  expect(failed.map(({ id }) => id)).toEqual(['always-reload']);
  expect(failed[0]?.hint).toContain('Is there an exit function?');
});

test('a step of the check itself that is refused ends that check, in words', async () => {
  const moves = check({
    ...{ id: 'moves', says: 'It moves.', points: 1, visible: true },
    observe: async ({ calls }) => (await calls([open('/dev/shout', O.RDWR), seek(0)])).length,
    judge: () => pass,
  });
  const asked = { ...exercise, exercise: { ...exercise.exercise, checks: [moves] } };
  const { results } = await checkExercise(host, { exercise: asked, submitted: exercise.solution });
  expect(results[0]).toMatchObject({ passed: false, seen: 'lseek: ESPIPE' });
});

test('a build that fails is told once, by no check', async () => {
  const { name } = exercise.solution;
  const told: string[] = [];
  const { outcome, diagnostics } = await checkExercise(host, {
    ...{ exercise, submitted: { name, text: 'int broken(' } },
    onResult: ({ id }) => told.push(id),
  });
  expect({ outcome, told }).toEqual({ outcome: 'did-not-build', told: [] });
  expect(diagnostics.length).toBeGreaterThan(0);
});

test('the same seed asks for the same, another for something else', async () => {
  const texts = [];
  for (const seed of ['aa', 'aa', 'bb']) {
    const { results } = await checkExercise(host, { exercise, submitted: exercise.solution, seed });
    texts.push(JSON.stringify(results.find(({ id }) => id === 'round-trip')?.observation));
  }
  expect(texts[0]).toBe(texts[1]);
  expect(texts[0]).not.toBe(texts[2]);
});

test('a check that is called off ends as no grade', async () => {
  const stop = new AbortController();
  const report = await checkExercise(host, {
    ...{ exercise, submitted: exercise.solution, signal: stop.signal },
    onResult: () => stop.abort(new Error('called off')),
  });
  expect(report).toMatchObject({ outcome: 'runner-error', message: 'called off', points: 0 });
});
