// The tab with the solution: an editor that takes no keys, loaded when the server has sent it.
import { useSignalEffect } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { messages } from '../messages.ts';
import { solutionTab, type Workspace } from '../workspace/model.ts';
import type { ExerciseModel } from './model.ts';

export function SolutionPane({
  workspace,
  exercise,
}: {
  workspace: Workspace;
  exercise: ExerciseModel;
}) {
  const host = useRef<HTMLDivElement>(null);
  const shown = useRef<boolean>(false);
  useSignalEffect(() => {
    const file = exercise.solution.value;
    if (file && !shown.current) {
      shown.current = true;
      void load(file);
    }
  });

  async function load(file: { name: string; text: string }): Promise<void> {
    const { createEditor } = await import('../workspace/code-editor.ts');
    if (!host.current) return;
    createEditor(host.current, [file], {
      change: () => {},
      run: workspace.run,
      check: exercise.check,
      save: () => {},
      label: () => messages.exercise.solutionOf(file.name),
      fixed: new Set([file.name]),
    });
  }

  return (
    <div
      class="editor solution"
      hidden={workspace.tab.value !== solutionTab}
      data-testid="solution"
    >
      <div class="editor-live" ref={host} />
    </div>
  );
}
