// Mutants of a solution, made mechanically: each is the solution with one small change of the kind that
// people make. A grader that is worth something fails nearly all of them. Pure.
import { createHash } from 'node:crypto';
import type { SyntaxNode } from '@lezer/common';
import { parser as cParser } from '@lezer/cpp';
import { parser as jsParser } from '@lezer/javascript';
import { type Change, changesAt } from './changes.ts';

export type Mutant = {
  /** The same for as long as the change and the lines around it are. */
  id: string;
  kind: Change['kind'];
  /** Counted from 1. */
  line: number;
  /** What was there and what is there now, each on one line. */
  before: string;
  after: string;
  /** The whole file. */
  text: string;
};

export type LineRange = { first: number; last: number };

/**
 * All mutants that differ from `text` within the given lines.
 * @param file its ending tells the language
 */
export function mutantsOf(text: string, file: string, lines: readonly LineRange[]): Mutant[] {
  const parser = file.endsWith('.ts') ? jsParser.configure({ dialect: 'ts' }) : cParser;
  const changes: Change[] = [];
  parser.parse(text).iterate({
    enter({ node }) {
      if (!within(text, node, lines)) return;
      changes.push(...changesAt(node, text));
    },
  });
  const seen = new Map<string, number>();
  return changes.map((change) => {
    const mutant = described(text, change);
    const name = `${change.kind}\n${mutant.context}\n${mutant.before}\n${mutant.after}`;
    const twin = seen.get(name) ?? 0;
    seen.set(name, twin + 1);
    const id = createHash('sha256').update(`${name}\n${twin}`).digest('hex').slice(0, 10);
    const { line, before, after } = mutant;
    return { id, kind: change.kind, line, before, after, text: applied(text, change) };
  });
}

function within(text: string, { from, to }: SyntaxNode, lines: readonly LineRange[]): boolean {
  const [first, last] = [lineAt(text, from), lineAt(text, to)];
  return lines.some((range) => first >= range.first && last <= range.last);
}

function lineAt(text: string, position: number): number {
  return text.slice(0, position).split('\n').length;
}

function applied(text: string, { edits }: Change): string {
  return edits
    .toSorted((a, b) => b.from - a.from)
    .reduce((all, { from, to, put }) => all.slice(0, from) + put + all.slice(to), text);
}

function described(
  text: string,
  { edits }: Change,
): { line: number; before: string; after: string; context: string } {
  const from = Math.min(...edits.map((edit) => edit.from));
  const start = text.lastIndexOf('\n', from - 1) + 1;
  const oneLine = (part: string): string => part.replaceAll(/\s+/g, ' ').trim();
  return {
    line: lineAt(text, from),
    before: edits.map((edit) => oneLine(text.slice(edit.from, edit.to))).join(' … '),
    after: edits.map((edit) => oneLine(edit.put)).join(' … '),
    context: oneLine(text.slice(start, text.indexOf('\n', from) >>> 0)),
  };
}
