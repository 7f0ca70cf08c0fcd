// The home page: how far each lesson was read, and a way to go on.
import { messages } from '../messages.ts';
import { readProgress } from './progress.ts';

export function startHome(): void {
  const { last, lessons } = readProgress();
  for (const row of document.querySelectorAll<HTMLElement>('[data-lesson-row]')) {
    const read = lessons[row.dataset.lessonRow ?? '']?.read ?? 0;
    const note = row.querySelector('.row-progress');
    if (!note || read < 0.02) continue;
    row.classList.toggle('finished', read > 0.97);
    note.textContent =
      read > 0.97 ? messages.home.finished : messages.home.begun(Math.round(read * 100));
  }
  const link = document.querySelector<HTMLAnchorElement>('#begin');
  const row = document.querySelector<HTMLElement>(`[data-lesson-row="${CSS.escape(last ?? '')}"]`);
  if (!link || !row || !last) return;
  link.href = `/${last}/`;
  link.textContent = `${messages.home.continueWith}: ${row.dataset.title ?? ''}`;
}
