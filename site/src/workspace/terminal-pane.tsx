// The lower half: status line, terminal, and its plain text for those who cannot see it.
import { useSignal } from '@preact/signals';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import * as z from 'zod/mini';
import { messages } from '../messages.ts';
import { keep, readKept } from '../storage.ts';
import type { Workspace } from './model.ts';
import { statusOf } from './status-text.ts';
import type { TerminalView } from './terminal-view.ts';

export function TerminalPane({ workspace }: { workspace: Workspace }) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<TerminalView | null>(null);
  const loading = useRef<Promise<void> | undefined>(undefined);
  const finding = useSignal(false);
  const failed = useSignal(false);
  const text = useSignal('');
  const reader = useSignal(readKept('screen-reader', z.boolean()) ?? false);
  const words = messages.terminal;

  const load = (): Promise<void> => {
    const loaded =
      loading.current ??
      loadTerminal().catch(() => {
        failed.value = true;
      });
    loading.current = loaded;
    return loaded;
  };

  async function loadTerminal() {
    const { createTerminal } = await import('./terminal-view.ts');
    if (!host.current) return;
    view.current = await createTerminal(host.current, {
      input: workspace.input,
      resize: workspace.resize,
      text: (plain) => {
        text.value = plain;
      },
    });
    view.current.setScreenReader(reader.peek());
    workspace.feed.attach(view.current);
  }

  useEffect(() => {
    workspace.feed.onDemand = () => void load();
    workspace.focusTerminal.value = () => void load().then(() => view.current?.focus());
    const idle = window.requestIdleCallback ?? ((run: () => void) => setTimeout(run, 1200));
    idle(() => void load());
  }, []);

  return (
    <section class="terminal-pane" aria-label={words.label}>
      <div class="terminal-bar">
        <StatusLine workspace={workspace} />
        <div class="terminal-tools">
          <button
            type="button"
            class="quiet"
            aria-expanded={finding.value}
            data-testid="terminal-find"
            onClick={() => {
              finding.value = !finding.value;
            }}
          >
            {words.find}
          </button>
          <button
            type="button"
            class="quiet"
            title={words.resetHint}
            data-testid="new-shell"
            disabled={workspace.connection.value.kind !== 'open'}
            onClick={workspace.shell}
          >
            {words.reset}
          </button>
          <label class="switch">
            <input
              type="checkbox"
              role="switch"
              data-testid="screen-reader"
              checked={reader.value}
              aria-checked={reader.value}
              onChange={(event) => {
                reader.value = event.currentTarget.checked;
                keep('screen-reader', reader.value);
                view.current?.setScreenReader(reader.value);
              }}
            />
            {words.screenReader}
          </label>
        </div>
      </div>
      {finding.value ? <FindBar view={view} /> : null}
      <div class="terminal-box" data-testid="terminal">
        <div class="terminal-host" ref={host} onPointerDown={() => void load()} />
        {failed.value ? <p class="terminal-note">{words.loadFailed}</p> : null}
        {!failed.value && isIdle(workspace) ? <p class="terminal-note">{words.idle}</p> : null}
      </div>
      {reader.value ? <PlainText text={text.value} /> : null}
      <p class="terminal-hint">{words.wayOut}</p>
    </section>
  );
}

/** Nothing was ever drawn: say what will come here. */
const isIdle = (workspace: Workspace) =>
  workspace.guest.value.state === 'none' && !workspace.running.value && !workspace.drawn.value;

function StatusLine({ workspace }: { workspace: Workspace }) {
  const status = statusOf(workspace);
  const accelerator = workspace.accelerator.value;
  const text = messages.status;
  return (
    <div
      class={`status status-${status.tone}`}
      data-testid="status"
      data-guest={workspace.guest.value.state}
      data-connection={workspace.connection.value.kind}
    >
      <span class="status-dot" aria-hidden="true" />
      <span class="status-text" role="status">
        {status.text}
      </span>
      {status.action ? (
        <button type="button" class="quiet" data-testid={status.action} onClick={workspace.connect}>
          {status.action === 'take-back' ? text.takeBack : text.retry}
        </button>
      ) : null}
      {accelerator && workspace.connection.value.kind === 'open' ? (
        <span
          class="accelerator"
          data-testid="accelerator"
          title={accelerator === 'kvm' ? text.kvmTitle : text.tcgTitle}
        >
          {text[accelerator]}
        </span>
      ) : null}
    </div>
  );
}

/** Follows its end, as a terminal does. */
function PlainText({ text }: { text: string }) {
  const box = useRef<HTMLPreElement>(null);
  useLayoutEffect(() => {
    box.current?.scrollTo({ top: box.current.scrollHeight });
  }, [text]);
  return (
    <pre
      class="terminal-text"
      ref={box}
      role="log"
      aria-label={messages.terminal.transcript}
      data-testid="terminal-text"
    >
      {text}
    </pre>
  );
}

function FindBar({ view }: { view: { current: TerminalView | null } }) {
  const words = messages.terminal;
  const wanted = useSignal('');
  const missing = useSignal(false);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  const find = (backwards: boolean) => {
    missing.value = wanted.value !== '' && !view.current?.find(wanted.value, backwards);
  };
  return (
    <form
      class="find"
      onSubmit={(event) => {
        event.preventDefault();
        find(false);
      }}
    >
      <input
        type="search"
        aria-label={words.findLabel}
        ref={field}
        onInput={(event) => {
          wanted.value = event.currentTarget.value;
        }}
      />
      <button type="submit" class="quiet">
        {words.findNext}
      </button>
      <button type="button" class="quiet" onClick={() => find(true)}>
        {words.findPrevious}
      </button>
      <span role="status">{missing.value ? words.noMatch : ''}</span>
    </form>
  );
}
