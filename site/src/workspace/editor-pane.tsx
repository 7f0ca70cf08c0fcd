// The source of one file: highlighted at build time first, the live editor once it is loaded.
import { useComputed, useSignal, useSignalEffect } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { CodeEditor } from './code-editor.ts';
import type { Workspace } from './model.ts';

/** Highlighted HTML of each of the lesson's own files, by name, as the build wrote it. */
export type StaticSources = ReadonlyMap<string, string>;

export function EditorPane({
  workspace,
  sources,
}: {
  workspace: Workspace;
  sources: StaticSources;
}) {
  const host = useRef<HTMLDivElement>(null);
  const editor = useSignal<CodeEditor | null>(null);
  const loading = useRef<boolean>(false);
  const file = useComputed(() =>
    workspace.isFile(workspace.tab.value) ? workspace.tab.value : '',
  );

  const load = async (focus: boolean) => {
    if (loading.current || !host.current) return;
    loading.current = true;
    const { createEditor } = await import('./code-editor.ts');
    editor.value = createEditor(host.current, workspace.keeper.files.peek(), {
      change: (name, text) => workspace.keeper.edit(name, text),
      run: workspace.run,
      check: () => workspace.exercise?.check(),
      fixed: workspace.fixed,
      save: () => workspace.keeper.saveNow(),
    });
    if (focus) editor.value.focus();
  };

  useEffect(() => {
    const idle = window.requestIdleCallback ?? ((run: () => void) => setTimeout(run, 800));
    idle(() => void load(false));
  }, []);

  useSignalEffect(() => {
    if (file.value) editor.value?.open(file.value);
  });
  useSignalEffect(() => {
    const shown = workspace.shown.value;
    if (!shown) return;
    if (!editor.value) {
      void load(shown.how === 'go');
      return;
    }
    editor.value.open(shown.file, shown);
    if (shown.how === 'go') editor.value.focus();
  });
  const replaced = useRef<number>(0);
  const marked = useRef<string>('');
  useSignalEffect(() => {
    const marks = workspace.marks.value;
    const count = workspace.keeper.replaced.value;
    const key = JSON.stringify([count, marks]);
    // Every key asks what the marks are now, and mostly they are where the editor has them.
    if (!editor.value || key === marked.current) return;
    if (count > replaced.current) editor.value.replace(workspace.keeper.files.peek());
    replaced.current = count;
    marked.current = key;
    editor.value.mark(marks);
  });

  return (
    <div class="editor" hidden={file.value === ''}>
      <div class="editor-live" ref={host} />
      {editor.value === null ? (
        // The highlighted text comes from our own build, not from anyone's input.
        <section
          class="editor-still"
          aria-label={file.value}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: who comes here by keyboard wants to write, or to scroll.
          tabIndex={0}
          onFocus={() => void load(true)}
          onPointerDown={() => void load(true)}
        >
          <pre>
            <code dangerouslySetInnerHTML={{ __html: sources.get(file.value) ?? '' }} />
          </pre>
        </section>
      ) : null}
    </div>
  );
}
