// The tokens of a C source as they were typed, before the preprocessor: what is found in them is the
// student's own, and not what a kernel header makes of it. Pure.

const kinds = ['raw', 'string', 'number', 'word', 'punctuation'] as const;

export type OwnToken = {
  /** `raw` is the beginning of a raw string; where it ends isn't looked for. */
  kind: (typeof kinds)[number];
  /** A digraph comes as the sign it stands for. */
  text: string;
  /** From 1. */
  line: number;
  /** The first of its line, so that a `#` here begins a directive. */
  first: boolean;
};

const pieces = new RegExp(
  [
    String.raw`(?<newline>\n)`,
    String.raw`(?<space>[^\S\n]+|\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$))`,
    '(?<raw>(?:u8?|U|L)?R")',
    String.raw`(?<string>"(?:\\[^\n]|[^"\\\n])*"?|'(?:\\[^\n]|[^'\\\n])*'?)`,
    String.raw`(?<number>\.?\d(?:[eEpP][+-]|[\w.])*)`,
    String.raw`(?<word>[A-Za-z_$\u0080-\uffff][\w$\u0080-\uffff]*)`,
    '(?<punctuation>%:%:|##|%:|->|[^])',
  ].join('|'),
  'g',
);

const digraphs: Record<string, string> = { '%:': '#', '%:%:': '##' };

/** A backslash at the end of a line joins it with the next, in the middle of a word too. */
const join = /\\[ \t]*\r?\n/;

/** Splits a source into its tokens. */
export function ownTokens(text: string): OwnToken[] {
  const parts = text.split(join);
  const joins: number[] = [];
  for (const part of parts) joins.push((joins.at(-1) ?? 0) + part.length);
  const tokens: OwnToken[] = [];
  let newlines = 0;
  let joined = 0;
  let first = true;
  for (const { 0: piece, index, groups = {} } of parts.join('').matchAll(pieces)) {
    while ((joins[joined] ?? Number.POSITIVE_INFINITY) <= index) joined += 1;
    const kind = kinds.find((each) => groups[each] !== undefined);
    if (kind !== undefined) {
      tokens.push({ kind, text: digraphs[piece] ?? piece, line: 1 + newlines + joined, first });
      first = false;
    }
    const breaks = piece.split('\n').length - 1;
    newlines += breaks;
    if (groups.newline !== undefined) first = true;
  }
  return tokens;
}
