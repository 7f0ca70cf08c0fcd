// How the reader stands in the exercises, from the server, in a lesson's list and on the home page.
import { type Standings, standings } from '../../../runner/check-protocol.ts';
import { messages } from '../messages.ts';

export function startExerciseStates(): void {
  const items = document.querySelectorAll<HTMLElement>('[data-exercise]');
  const rows = document.querySelectorAll<HTMLElement>('[data-exercises]:not(:empty)');
  if (items.length + rows.length === 0) return;
  void read().then((known) => {
    if (!known) return;
    for (const item of items) markItem(item, known);
    for (const row of rows) markRow(row, known);
  });
}

function markItem(item: HTMLElement, known: Standings): void {
  const standing = known[item.dataset.exercise ?? ''] ?? 'new';
  const note = item.querySelector('.exercise-state');
  if (note) note.textContent = messages.exercise.standing[standing];
  item.dataset.standing = standing;
}

function markRow(row: HTMLElement, known: Standings): void {
  const names = (row.dataset.exercises ?? '').split(' ');
  const passed = names.filter((name) => known[name] === 'passed').length;
  if (passed > 0) row.textContent = messages.home.passedOf(passed, names.length);
}

/** Null where no runner is behind the page, or the browser is not let in. */
async function read(): Promise<Standings | null> {
  try {
    const response = await fetch('/api/exercises');
    if (!response.ok) return null;
    return standings.parse(await response.json());
  } catch {
    return null;
  }
}
