import { describe, expect, test } from 'vitest';
import { listExercises, loadExercise } from '../../lessons/lib/load-exercise.ts';
import { loadEquivalents } from './equivalents.ts';
import { mutantsOf } from './mutants.ts';

const whole = [{ first: 1, last: 1000 }];

function changes(text: string, file = 'x.c'): string[] {
  return mutantsOf(text, file, whole).map(
    ({ kind, before, after }) => `${kind}: ${before} → ${after}`,
  );
}

test('a statement, a check and an error path are dropped', () => {
  const text =
    'int f(void)\n{\n\tif (g(x)) {\n\t\tkfree(x);\n\t\treturn -EFAULT;\n\t}\n\treturn 0;\n}\n';
  expect(changes(text)).toEqual([
    'check: if (g(x)) { kfree(x); return -EFAULT; } → ;',
    'condition: (g(x)) → (!(g(x)))',
    'statement: kfree(x); → ;',
    'result: return -EFAULT; → return 0;',
    'result: return 0; → return -1;',
  ]);
});

test('a lock goes by itself, its unlock goes by itself, and both go together', () => {
  const text = 'void f(void)\n{\n\tmutex_lock(&a);\n\tx = 1;\n\tmutex_unlock(&a);\n}\n';
  expect(changes(text)).toEqual([
    'statement: mutex_lock(&a); → ;',
    'locks: mutex_lock(&a); … mutex_unlock(&a); → ; … ;',
    'statement: x = 1; → ;',
    'statement: mutex_unlock(&a); → ;',
  ]);
});

test('bounds shift, comparisons and conditions swap', () => {
  expect(changes('int f(void)\n{\n\tif (a < 5 || b > MOST)\n\t\tg();\n}\n')).toEqual([
    'check: if (a < 5 || b > MOST) g(); → ;',
    'condition: (a < 5 || b > MOST) → (!(a < 5 || b > MOST))',
    ...['comparison: < → <=', 'comparison: < → >', 'bound: 5 → (5 + 1)', 'bound: 5 → (5 - 1)'],
    'logic: || → &&',
    ...['comparison: > → >=', 'comparison: > → <'],
    ...['bound: MOST → (MOST + 1)', 'bound: MOST → (MOST - 1)'],
    'statement: g(); → ;',
  ]);
});

test('TypeScript has the same mutants', () => {
  expect(changes('if (a !== b) f();\n', 'x.ts')).toEqual([
    'check: if (a !== b) f(); → ;',
    'condition: (a !== b) → (!(a !== b))',
    'comparison: !== → ===',
    'statement: f(); → ;',
  ]);
});

test('only the lines that a student writes are changed, and an id outlives other lines', () => {
  const text = 'void f(void)\n{\n\tg();\n\th();\n}\n';
  const [only, ...others] = mutantsOf(text, 'x.c', [{ first: 4, last: 4 }]);
  expect(others).toEqual([]);
  expect(only).toMatchObject({ line: 4, before: 'h();', text: text.replace('h();', ';') });
  const [later] = mutantsOf(`// more\n${text}`, 'x.c', [{ first: 5, last: 5 }]);
  expect(later?.id).toBe(only?.id);
});

describe('of every solution', async () => {
  const names = await listExercises();

  test.each(names)(
    '%s: mutants differ, and each that is called equivalent exists',
    async (name) => {
      const loaded = await loadExercise(name);
      const { text, name: file } = loaded.solution;
      const mutants = mutantsOf(text, file, loaded.written);
      const ids = mutants.map(({ id }) => id);
      expect(ids.length).toBeGreaterThan(0);
      expect(new Set(ids).size).toBe(ids.length);
      for (const mutant of mutants) expect(mutant.text).not.toBe(text);
      for (const { mutant } of await loadEquivalents(loaded.folder)) expect(ids).toContain(mutant);
    },
  );
});
