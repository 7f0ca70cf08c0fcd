// An attempt has an address of its own, #attempt-3: what the address names is what is shown.
import { effect } from '@preact/signals';
import type { ExerciseModel } from './model.ts';

/** The address of the list, at which no attempt is shown. */
export const listHash = '#attempts';

export const attemptHash = (number: number): string => `#attempt-${number}`;

/** Shows the attempt that the address names, now and whenever it changes. */
export function followAttemptLinks(exercise: ExerciseModel, reveal: () => void): void {
  const follow = (): void => {
    const number = Number(/^#attempt-(\d+)$/.exec(location.hash)?.[1] ?? 0);
    if (!exercise.attempts.peek().some((each) => each.number === number)) {
      exercise.past.value = null;
    } else if (exercise.past.peek()?.number !== number) {
      exercise.lookAt(number);
      reveal();
    }
  };
  addEventListener('hashchange', follow);
  // The attempts are known when the server has answered, and not when the page is there.
  let known = false;
  effect(() => {
    if (known || exercise.attempts.value.length === 0) return;
    known = true;
    follow();
  });
}
