// The page's keys. Single keys work outside of fields only and can be switched off (WCAG 2.1.4).
import * as z from 'zod/mini';
import { keep, readKept } from './storage.ts';

export type KeyActions = {
  help: () => void;
  search: () => void;
  previous: () => void;
  next: () => void;
  run: () => void;
  check: () => void;
  save: () => void;
};

let singleKeys = readKept('single-keys', z.boolean()) ?? true;

export const singleKeysOn = (): boolean => singleKeys;

export function switchSingleKeys(on: boolean): void {
  singleKeys = on;
  keep('single-keys', on);
}

export function startKeys(actions: KeyActions): void {
  document.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.isComposing) return;
    const target = event.target instanceof Element ? event.target : null;
    // The terminal keeps all its keys; the editor's own key map handles those it shares with us.
    if (target?.closest('.xterm')) return;
    const command = chord(event) ?? single(event, target);
    if (!command) return;
    event.preventDefault();
    actions[command]();
  });
}

function chord(event: KeyboardEvent): keyof KeyActions | null {
  if (!(event.ctrlKey || event.metaKey) || event.altKey) return null;
  if (event.shiftKey) return event.key === 'Enter' ? 'check' : null;
  switch (event.key) {
    case 'k':
      return 'search';
    case 'Enter':
      return 'run';
    case 's':
      return 'save';
    default:
      return null;
  }
}

function single(event: KeyboardEvent, target: Element | null): keyof KeyActions | null {
  // On many keyboards brackets are typed with AltGr, which reports itself as Ctrl and Alt.
  const plain = event.getModifierState('AltGraph') || !(event.ctrlKey || event.altKey);
  if (!singleKeys || !plain || event.metaKey) return null;
  if (target?.closest('input, textarea, select, [contenteditable="true"], dialog')) return null;
  switch (event.key) {
    case '?':
      return 'help';
    case '/':
      return 'search';
    case '[':
      return 'previous';
    case ']':
      return 'next';
    default:
      return null;
  }
}
