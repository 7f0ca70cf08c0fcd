// Two versions of the learner's files that both have something the other lacks: what differs, file
// by file, and the choice. Typing goes on meanwhile.
import { useEffect, useRef } from 'preact/hooks';
import { announce } from '../announce.ts';
import { messages } from '../messages.ts';
import { copyText } from '../reading/copy.ts';
import { DiffView } from './diff-view.tsx';
import type { Workspace } from './model.ts';
import type { Question } from './questions.ts';
import { activeTabId } from './tabs.tsx';

const words = messages.versions;

export function TwoVersions({ workspace }: { workspace: Workspace }) {
  const { questions } = workspace.keeper;
  const question = questions.first.value;
  const undecided = questions.undecided.value;
  const chosen = useRef(false);
  useEffect(() => {
    if (!chosen.current) return;
    chosen.current = false;
    // The button that had the focus is gone.
    const next = document.querySelector<HTMLElement>('.versions button');
    (next ?? document.getElementById(activeTabId(workspace)))?.focus();
  }, [undecided.length, question]);
  if (!question) return null;
  return (
    <section class="versions" aria-label={words.label} data-testid="versions">
      <p class="versions-told" role="alert">
        {told(question)}
      </p>
      {undecided.map((name) => (
        <FileChoice
          key={name}
          workspace={workspace}
          question={question}
          name={name}
          onChoice={() => {
            chosen.current = true;
          }}
        />
      ))}
    </section>
  );
}

function told({ where, at }: Question): string {
  if (where === 'browser') return words.leftBehind(at ?? 0);
  return at === null ? words.resetElsewhere : words.savedElsewhere(at);
}

function FileChoice({
  workspace,
  question,
  name,
  onChoice,
}: {
  workspace: Workspace;
  question: Question;
  name: string;
  onChoice: () => void;
}) {
  const { keeper } = workspace;
  const textIn = (files: Question['files']) => files.find((file) => file.name === name)?.text ?? '';
  const mine = textIn(keeper.files.value);
  const choose = (which: 'mine' | 'other') => {
    onChoice();
    keeper.choose(name, which);
    announce(words.chosen[which](name));
  };
  const other =
    question.where === 'browser' ? words.left : question.at === null ? words.original : words.saved;
  return (
    <section class="version" aria-label={name}>
      <div class="version-head">
        <span class="version-name">{name}</span>
        <button type="button" class="quiet" data-testid="keep-mine" onClick={() => choose('mine')}>
          {words.keepMine}
        </button>
        <button type="button" class="quiet" data-testid="use-other" onClick={() => choose('other')}>
          {other.use}
        </button>
        <button
          type="button"
          class="quiet"
          onClick={() => void copyText(mine, null, messages.copied)}
        >
          {words.copyMine}
        </button>
        <button type="button" class="quiet" onClick={() => download(name, mine)}>
          {words.downloadMine}
        </button>
      </div>
      <DiffView
        label={words.differences(name)}
        before={{ title: other.title, text: textIn(question.files) }}
        after={{ title: words.mine, text: mine }}
      />
    </section>
  );
}

function download(name: string, text: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type: 'text/plain' }));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
