// The workspace beside the text: files over terminal, each half resizable.
import { useEffect, useRef } from 'preact/hooks';
import * as z from 'zod/mini';
import { ChecksPane } from '../exercise/checks-pane.tsx';
import { SolutionPane } from '../exercise/solution-pane.tsx';
import { messages } from '../messages.ts';
import { readKept } from '../storage.ts';
import { EditorPane, type StaticSources } from './editor-pane.tsx';
import { KernelLog } from './kernel-log.tsx';
import type { Workspace as Model } from './model.ts';
import { Problems } from './problems.tsx';
import { Split } from './split.tsx';
import { activeTabId, panelId, Tabs } from './tabs.tsx';
import { TerminalPane } from './terminal-pane.tsx';
import { Toolbar } from './toolbar.tsx';
import { TwoVersions } from './two-versions.tsx';

export function Workspace({ workspace, sources }: { workspace: Model; sources: StaticSources }) {
  const box = useRef<HTMLDivElement>(null);
  const setHeight = (share: number) =>
    box.current?.style.setProperty('--editor-height', `${share}%`);

  useEffect(() => {
    const kept = readKept('editor-height', z.number());
    if (kept !== null) setHeight(kept);
    workspace.connect();
  }, []);

  return (
    <div class="panes" ref={box}>
      <div class="files">
        <Toolbar workspace={workspace} />
        <Tabs workspace={workspace} />
        <TwoVersions workspace={workspace} />
        <div class="panel" id={panelId} role="tabpanel" aria-labelledby={activeTabId(workspace)}>
          <EditorPane workspace={workspace} sources={sources} />
          <KernelLog workspace={workspace} />
          {workspace.exercise ? (
            <>
              <ChecksPane workspace={workspace} exercise={workspace.exercise} />
              <SolutionPane workspace={workspace} exercise={workspace.exercise} />
            </>
          ) : null}
        </div>
        <Problems workspace={workspace} />
      </div>
      <Split
        label={messages.workspace.resizeTerminal}
        storageKey="editor-height"
        orientation="horizontal"
        initial={56}
        least={15}
        most={85}
        container={() => box.current}
        onChange={setHeight}
      />
      <TerminalPane workspace={workspace} />
    </div>
  );
}
