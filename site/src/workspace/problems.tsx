// Below the editor: how the last Run ended, and what the compiler said.
import type { SourcePlace } from '../../../runner/outcome.ts';
import type { Diagnostic } from '../../../runner/protocol.ts';
import { messages } from '../messages.ts';
import { checksTab, solutionTab, type Workspace } from './model.ts';
import { outcomeDetail, outcomePlace, outcomeTitle } from './outcome-text.ts';

export function Problems({ workspace }: { workspace: Workspace }) {
  const { diagnostics, refusal } = workspace;
  // Beside results and the solution there is no room for warnings: they stand with the files.
  const elsewhere = [checksTab, solutionTab].includes(workspace.tab.value);
  return (
    <div class="problems" data-testid="problems">
      {refusal.value ? (
        <div class="result result-bad" role="alert">
          <p class="result-title">{refusal.value.message}</p>
          <p>{refusal.value.repair}</p>
          <button type="button" class="quiet" onClick={() => (refusal.value = null)}>
            {messages.workspace.dismiss}
          </button>
        </div>
      ) : null}
      <Result workspace={workspace} />
      {diagnostics.value.length > 0 && !elsewhere ? (
        <ul
          class="diagnostics"
          aria-label={messages.workspace.diagnostics}
          data-testid="diagnostics"
        >
          {diagnostics.value.map((diagnostic, index) => (
            <li key={index} class={`diagnostic diagnostic-${diagnostic.severity}`}>
              <Line workspace={workspace} diagnostic={diagnostic} />
              {diagnostic.caret ? <pre class="caret">{diagnostic.caret}</pre> : null}
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  );
}

function Line({ workspace, diagnostic }: { workspace: Workspace; diagnostic: Diagnostic }) {
  const { file, line, severity, message } = diagnostic;
  return (
    <p>
      <Place workspace={workspace} file={file} line={line} />{' '}
      <span class="severity">{severity}</span> {message}
    </p>
  );
}

function Place({ workspace, file, line }: { workspace: Workspace; file: string; line: number }) {
  if (line < 1) return <span class="place">{file}</span>;
  const now = workspace.placeNow(file, line);
  if (now !== null)
    return (
      <a class="place" href={`#${file}:L${now}`}>
        {messages.workspace.goToLine(file, now)}
      </a>
    );
  return (
    <>
      <span class="place">{messages.workspace.goToLine(file, line)}</span>
      {workspace.isFile(file) ? ` (${messages.outcome.changedSince})` : null}
    </>
  );
}

function Result({ workspace }: { workspace: Workspace }) {
  const outcome = workspace.outcome.value;
  if (!outcome) return null;
  const title = outcomeTitle(outcome, workspace.request.value?.files ?? []);
  if (!title) return null;
  const place = outcomePlace(outcome);
  // The compiler's own messages follow and say it better.
  const told = outcome.kind === 'did-not-build' && workspace.diagnostics.value.length > 0;
  const detail = told ? '' : outcomeDetail(outcome);
  return (
    <div
      class={`result result-${outcome.kind === 'passed' ? 'good' : 'bad'}`}
      data-testid="outcome"
      data-outcome={outcome.kind}
    >
      <p class="result-title">{title}</p>
      {detail ? <Detail workspace={workspace} text={detail} place={place} /> : null}
    </div>
  );
}

/** What happened, with the place in the learner's source as a link into the editor. */
function Detail({
  workspace,
  text,
  place,
}: {
  workspace: Workspace;
  text: string;
  place: SourcePlace | null;
}) {
  if (!place) return <p class="result-detail">{text}</p>;
  const link = <Place workspace={workspace} file={place.file} line={place.line} />;
  const [before = '', ...after] = text.split(`${place.file}:${place.line}`);
  return (
    <p class="result-detail">
      {before}
      {after.length === 0 ? ` ${messages.outcome.crashAt} ` : ''}
      {link}
      {after.join(`${place.file}:${place.line}`)}
    </p>
  );
}
