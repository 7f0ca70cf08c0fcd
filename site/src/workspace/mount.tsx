// Puts the workspace into the page, in the place of the plain sources that the build wrote there,
// and lets the text's links and buttons work on it.
import { render } from 'preact';
import { followAttemptLinks } from '../exercise/attempt-link.ts';
import { startHints } from '../exercise/hints.ts';
import { messages } from '../messages.ts';
import type { PageData } from '../page-data.ts';
import { checksTab, createWorkspace, type Workspace as Model } from './model.ts';
import { Split } from './split.tsx';
import { Workspace } from './workspace.tsx';

export function mountWorkspace(
  lesson: NonNullable<PageData['lesson']>,
  exercise: PageData['exercise'],
): Model | null {
  const place = document.getElementById('workspace');
  if (!place) return null;
  const sources = new Map<string, string>();
  const originals = lesson.files.map((name) => {
    const code = place.querySelector(`code[data-source="${CSS.escape(name)}"]`);
    sources.set(name, code?.innerHTML ?? '');
    return { name, text: code?.textContent ?? '' };
  });
  const workspace = createWorkspace(lesson.id, originals, lesson.variants, exercise);
  place.replaceChildren();
  render(<Workspace workspace={workspace} sources={sources} />, place);
  mountSplit();
  bindLinks(workspace);
  bindCommands(workspace, place);
  guardText(workspace);
  if (workspace.exercise) {
    startHints(workspace.exercise);
    followAttemptLinks(workspace.exercise, () => workspace.openTab(checksTab));
  }
  return workspace;
}

function mountSplit(): void {
  const place = document.getElementById('split');
  if (!place) return;
  const root = document.documentElement;
  render(
    <Split
      label={messages.workspace.resizeText}
      storageKey="text-width"
      orientation="vertical"
      initial={50}
      least={25}
      most={75}
      container={() => document.querySelector('.desk')}
      onChange={(share) => root.style.setProperty('--text-width', `${share}%`)}
    />,
    place,
  );
}

/** Links such as #uaccess.c:L12-L20 open those lines in the editor. */
function bindLinks(workspace: Model): void {
  const follow = (how: 'look' | 'go'): boolean => {
    const [, file = '', first, last] = /^#([\w.-]+):L(\d+)(?:-L(\d+))?$/.exec(location.hash) ?? [];
    return file ? workspace.show(file, Number(first), Number(last ?? first), how) : false;
  };
  document.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    // The same link twice changes no address, and still means: show me.
    if (link && link.hash === location.hash && link.pathname === location.pathname) follow('go');
  });
  addEventListener('hashchange', () => {
    if (follow('go')) reveal();
  });
  follow('look');
}

function bindCommands(workspace: Model, place: HTMLElement): void {
  for (const button of document.querySelectorAll<HTMLButtonElement>('button.run-command')) {
    button.hidden = false;
    button.addEventListener('click', () => {
      workspace.runCommand(button.dataset.command ?? '', button.dataset.variant ?? null);
      workspace.focusTerminal.peek()();
      reveal(place.querySelector('.terminal-pane'));
    });
  }
}

/** A page that is left saves first; one whose text is kept nowhere asks whether it may go. */
function guardText({ keeper }: Model): void {
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') keeper.flush();
  });
  addEventListener('beforeunload', (event) => {
    if (keeper.atRisk) event.preventDefault();
  });
}

/** On a narrow screen the workspace is below the text: bring it into view. */
function reveal(element: Element | null = document.getElementById('workspace')): void {
  if (matchMedia('(width < 60rem)').matches) element?.scrollIntoView({ block: 'start' });
}
