// The tabs over the editor: the lesson's files and the kernel log.
import { messages } from '../messages.ts';
import { checksTab, logTab, solutionTab, type Workspace } from './model.ts';

export const panelId = 'workspace-panel';
const tabId = (name: string) => `tab-${name.replaceAll(/\W/g, '-')}`;
export const activeTabId = (workspace: Workspace) => tabId(workspace.tab.value);

export function Tabs({ workspace }: { workspace: Workspace }) {
  const { keeper, tab, marks } = workspace;
  const names = [
    ...keeper.originals.map(({ name }) => name),
    ...(workspace.exercise ? [checksTab] : []),
    ...(workspace.exercise?.solution.value ? [solutionTab] : []),
    logTab,
  ];

  const move = (event: KeyboardEvent) => {
    const at = names.indexOf(tab.value);
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: names.length - 1 }[event.key];
    const name = to === undefined ? undefined : names[(to + names.length) % names.length];
    if (!name) return;
    event.preventDefault();
    workspace.openTab(name);
    document.getElementById(tabId(name))?.focus();
  };

  return (
    <div class="tabs" role="tablist" aria-label={messages.workspace.files} onKeyDown={move}>
      {names.map((name) => {
        const errors = marks.value.some(
          ({ file, severity }) => file === name && severity === 'error',
        );
        return (
          <button
            key={name}
            type="button"
            role="tab"
            id={tabId(name)}
            data-testid={`tab-${name}`}
            class={errors ? 'tab has-errors' : 'tab'}
            aria-selected={tab.value === name}
            aria-controls={panelId}
            tabIndex={tab.value === name ? 0 : -1}
            onClick={() => workspace.openTab(name)}
          >
            {titles[name] ?? name}
            {workspace.fixed.has(name) ? (
              <span class="tab-fixed">{messages.exercise.readOnly}</span>
            ) : null}
            {name === logTab ? <LogCount workspace={workspace} /> : null}
            {keeper.changed.value.has(name) ? (
              <span class="tab-changed">
                <span class="visually-hidden">{`, ${messages.workspace.changed}`}</span>
              </span>
            ) : null}
          </button>
        );
      })}
    </div>
  );
}

/** What the tabs are called that are no files. */
const titles: Readonly<Record<string, string>> = {
  [logTab]: messages.workspace.kernelLog,
  [checksTab]: messages.exercise.tab,
  [solutionTab]: messages.exercise.solution,
};

function LogCount({ workspace }: { workspace: Workspace }) {
  const count = workspace.logNew.value;
  return count > 0 ? (
    <span class="count" data-testid="log-new">
      {messages.workspace.newLines(count)}
    </span>
  ) : null;
}
