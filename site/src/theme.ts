// Light, dark or as the system; the inline script settles it before the first paint.
import * as z from 'zod/mini';
import { messages } from './messages.ts';
import { forget, keep, readKept } from './storage.ts';

const choice = z.enum(['auto', 'light', 'dark']);
type Choice = z.infer<typeof choice>;
const following: Record<Choice, Choice> = { auto: 'light', light: 'dark', dark: 'auto' };

const systemDark = matchMedia('(prefers-color-scheme: dark)');
const listeners = new Set<() => void>();

/** What is shown now, whoever chose it. */
export function shownTheme(): 'light' | 'dark' {
  const set = document.documentElement.dataset.theme;
  if (set === 'light' || set === 'dark') return set;
  return systemDark.matches ? 'dark' : 'light';
}

/** Calls `listener` whenever the shown theme may have changed. */
export function onThemeChange(listener: () => void): void {
  listeners.add(listener);
}

export function startTheme(): void {
  const button = document.getElementById('theme');
  let current = readKept('theme', choice) ?? 'auto';
  label(button, current);
  button?.addEventListener('click', () => {
    current = following[current];
    if (current === 'auto') {
      forget('theme');
      delete document.documentElement.dataset.theme;
    } else {
      keep('theme', current);
      document.documentElement.dataset.theme = current;
    }
    label(button, current);
    for (const listener of listeners) listener();
  });
  systemDark.addEventListener('change', () => {
    for (const listener of listeners) listener();
  });
}

function label(button: HTMLElement | null, current: Choice): void {
  if (!button) return;
  button.dataset.choice = current;
  button.setAttribute('aria-label', messages.theme[current]);
  button.title = messages.theme[current];
}
