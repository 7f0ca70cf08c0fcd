// The way to the solution: open after passing; before, one has to give up, and is asked once.
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { messages } from '../messages.ts';
import type { ExerciseModel } from './model.ts';

const words = messages.exercise;

export function SolutionOffer({ exercise }: { exercise: ExerciseModel }) {
  const asked = useSignal(false);
  const box = useRef<HTMLDivElement>(null);
  const standing = exercise.standing.value;
  const free = standing === 'passed' || standing === 'given-up';
  /** The pressed button goes: the focus stays here and does not fall to the page's beginning. */
  const close = () => {
    asked.value = false;
    box.current?.focus();
  };
  return (
    <div class="solution-offer" ref={box} tabIndex={-1}>
      <h3>{words.solution}</h3>
      {free ? (
        <button type="button" class="quiet" onClick={() => exercise.askSolution(false)}>
          {words.showSolution}
        </button>
      ) : asked.value ? (
        <Confirm
          yes={() => {
            close();
            exercise.askSolution(true);
          }}
          no={close}
        />
      ) : (
        <button type="button" class="quiet" onClick={() => (asked.value = true)}>
          {words.giveUp}
        </button>
      )}
    </div>
  );
}

function Confirm({ yes, no }: { yes: () => void; no: () => void }) {
  const first = useRef<HTMLButtonElement>(null);
  useEffect(() => first.current?.focus(), []);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is of a form, and these are two buttons.
    <div role="group" aria-label={words.giveUp}>
      <p>{words.giveUpSure}</p>
      <button type="button" class="quiet" ref={first} onClick={no}>
        {words.giveUpNo}
      </button>
      <button type="button" class="quiet" onClick={yes}>
        {words.giveUpYes}
      </button>
    </div>
  );
}
