// The lines in which two texts differ, with some that they share around them.
import { messages } from '../messages.ts';
import { type DiffLine, diffLines } from './line-diff.ts';

type Side = { title: string; text: string };

const context = 3;

export function DiffView({ label, before, after }: { label: string; before: Side; after: Side }) {
  const words = messages.versions;
  return (
    <div class="diff">
      <p class="diff-legend">
        <span class="diff-removed">− {before.title}</span>
        <span class="diff-added">+ {after.title}</span>
      </p>
      <section
        class="diff-lines"
        aria-label={label}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and must do so by keyboard.
        tabIndex={0}
      >
        <pre>
          {withoutFar(diffLines(before.text, after.text)).map((part, index) =>
            typeof part === 'number' ? (
              <span key={index} class="diff-far">
                {words.unchanged(part)}
              </span>
            ) : (
              <Line key={index} line={part} />
            ),
          )}
        </pre>
      </section>
    </div>
  );
}

function Line({ line: { kind, text } }: { line: DiffLine }) {
  if (kind === 'same') return <span>{`  ${text}`}</span>;
  return kind === 'added' ? (
    <ins class="diff-added">{`+ ${text}`}</ins>
  ) : (
    <del class="diff-removed">{`− ${text}`}</del>
  );
}

/** Lines far from any difference become one number: how many they are. */
function withoutFar(lines: readonly DiffLine[]): (DiffLine | number)[] {
  const near = new Set<number>();
  for (const [at, { kind }] of lines.entries()) {
    if (kind === 'same') continue;
    for (let line = at - context; line <= at + context; line += 1) near.add(line);
  }
  const parts: (DiffLine | number)[] = [];
  for (const [at, line] of lines.entries()) {
    if (near.has(at)) parts.push(line);
    else if (typeof parts.at(-1) === 'number') parts[parts.length - 1] = Number(parts.at(-1)) + 1;
    else parts.push(1);
  }
  return parts;
}
