// The hints of the page: a step can be opened when the one before it was, and that is noted.
import { effect } from '@preact/signals';
import type { ExerciseModel } from './model.ts';

export function startHints(exercise: ExerciseModel): void {
  const steps = [...document.querySelectorAll<HTMLDetailsElement>('details[data-hint]')];
  for (const [index, step] of steps.entries()) {
    step.addEventListener('toggle', () => {
      if (step.open) exercise.openHints(index + 1);
    });
  }
  effect(() => {
    const open = exercise.hints.value;
    for (const [index, step] of steps.entries()) step.hidden = index > open;
  });
}
