// marked's tokens carry no positions: this finds the line of each one again, for error messages.
import type { Token, Tokens } from 'marked';

/** Line in the markdown file (from 1) of every token below `tokens`, which together are `text`. */
export function tokenLines(tokens: readonly Token[], text: string): WeakMap<Token, number> {
  const lines = new WeakMap<Token, number>();
  place(tokens, text, 1);
  return lines;

  function place(siblings: readonly Token[], within: string, firstLine: number) {
    let cursor = 0;
    for (const token of siblings) {
      const mark = token.raw.split('\n').find((line) => line.trim()) ?? '';
      const found = mark ? within.indexOf(mark.trim(), cursor) : -1;
      const at = found < 0 ? cursor : found;
      const line = firstLine + (within.slice(0, at).match(/\n/g)?.length ?? 0);
      lines.set(token, line);
      for (const children of childLists(token)) place(children, within.slice(at), line);
      if (found >= 0) cursor = at + 1;
    }
  }
}

function childLists(token: Token): readonly (readonly Token[])[] {
  if (token.type === 'list') return [(token as Tokens.List).items];
  if (token.type === 'table') {
    const table = token as Tokens.Table;
    return [...table.header, ...table.rows.flat()].map((cell) => cell.tokens);
  }
  return 'tokens' in token && token.tokens ? [token.tokens] : [];
}
