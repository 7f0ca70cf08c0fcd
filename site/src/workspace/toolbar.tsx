// Above the editor: Run, Stop, which kernel, and what became of the learner's changes.
import { messages } from '../messages.ts';
import type { SaveState } from './draft-keeper.ts';
import type { Workspace } from './model.ts';

export function Toolbar({ workspace }: { workspace: Workspace }) {
  const { running, edition, editions, connection, guest, accelerator, exercise } = workspace;
  const checking = exercise?.checking.value ?? false;
  const text = messages.workspace;
  const open = connection.value.kind === 'open';
  const alive = guest.value.state !== 'none' && guest.value.state !== 'dead';
  return (
    <div class="toolbar">
      <button
        type="button"
        class="run"
        data-testid="run"
        title={text.runHint}
        aria-keyshortcuts="Control+Enter"
        aria-busy={running.value}
        data-running={running.value ? 'yes' : 'no'}
        onClick={workspace.run}
      >
        <span class="run-mark" aria-hidden="true" />
        {running.value ? text.running : text.run}
      </button>
      {exercise ? (
        <button
          type="button"
          class="run check"
          data-testid="check"
          title={messages.exercise.checkHint}
          aria-keyshortcuts="Control+Shift+Enter"
          aria-busy={checking}
          data-running={checking ? 'yes' : 'no'}
          onClick={exercise.check}
        >
          {checking ? <span class="run-mark" aria-hidden="true" /> : null}
          {checking ? messages.exercise.checking : messages.exercise.check}
        </button>
      ) : null}
      <button
        type="button"
        class="quiet"
        data-testid="stop"
        disabled={!open || !(running.value || alive || checking)}
        onClick={workspace.stop}
      >
        {text.stop}
      </button>
      <label class="edition">
        <span>{text.edition}</span>
        <select
          data-testid="edition"
          value={edition.value}
          onChange={(event) => {
            const chosen = editions.value.find(({ id }) => id === event.currentTarget.value);
            if (chosen) workspace.chooseEdition(chosen.id);
          }}
        >
          {editions.value.map(({ id, release }) => (
            <option key={id} value={id} title={release}>
              {editionLabel(id, release, accelerator.value !== null)}
            </option>
          ))}
        </select>
      </label>
      <DraftState workspace={workspace} />
    </div>
  );
}

/** `newest` tells which one it is; an edition that must be made first says so. */
function editionLabel(id: string, release: string, known: boolean): string {
  if (!release) return known ? `${id} (${messages.workspace.editionNotMade})` : id;
  return id === 'newest' ? `${id} (${release.replace(/[+-].*/, '')})` : id;
}

function DraftState({ workspace }: { workspace: Workspace }) {
  const { keeper, tab } = workspace;
  const changed = keeper.changed.value;
  const file = tab.value;
  return (
    <div class="draft">
      {changed.has(file) ? (
        <button
          type="button"
          class="quiet"
          data-testid="original"
          title={messages.workspace.originalHint}
          onClick={() => workspace.restore(file)}
        >
          {messages.workspace.original}
        </button>
      ) : null}
      <span class={`draft-state draft-${keeper.state.value.kind}`} data-testid="draft-state">
        {draftText(keeper.state.value)}
      </span>
    </div>
  );
}

function draftText(state: SaveState): string {
  return state.kind === 'saved' ? messages.draft.saved(state.at) : messages.draft[state.kind];
}
