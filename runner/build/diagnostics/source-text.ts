// Questions to the learner's own source: where is a name used, which character is at a byte.
import type { SourceFile } from '../../protocol.ts';

/** The source with comments, strings and characters blanked, line by line, of the same length. */
function codeLines(text: string): string[] {
  const code = text.replace(
    /\/\*[\s\S]*?(?:\*\/|$)|\/\/(?:\\\r?\n|[^\n])*|"(?:\\[\s\S]|[^"\\\n])*"?|'(?:\\[\s\S]|[^'\\\n])*'?/g,
    (skipped) => skipped.replace(/[^\n]/g, ' '),
  );
  return code.split('\n');
}

export type FindUse = (
  symbol: string,
) => { file: string; line: number; column: number } | undefined;

/** A longer line declares nothing that a person wrote. */
const declarationCharacters = 300;
/** A type before the name: `int f(void);`, but not `return f();`. */
const declaration = /^\s*(?:extern\b|(?!return\b|else\b|do\b)\w+[\w\s*]*[\s*]\w+\s*\([^()]*\)\s*;)/;

/**
 * Makes a search for the first use of a C name in these files; declarations (`extern int f(void);`)
 * are passed over where there is a use as well.
 */
export function useFinder(files: readonly SourceFile[]): FindUse {
  let sources: { name: string; lines: string[] }[] | undefined;
  return (symbol) => {
    sources ??= files.map(({ name, text }) => ({ name, lines: codeLines(text) }));
    const name = handedOver(files, symbol) ?? symbol;
    const word = new RegExp(`(?<![\\w$])${name.replace(/[^\w]/g, '\\$&')}(?![\\w$])`);
    let declared: ReturnType<FindUse>;
    for (const source of sources) {
      for (const [index, code] of source.lines.entries()) {
        const at = code.search(word);
        if (at < 0) continue;
        const place = { file: source.name, line: index + 1, column: at + 1 };
        if (!declaration.test(code.slice(0, declarationCharacters))) return place;
        declared ??= place;
      }
    }
    return declared;
  };
}

/** module_init(f) makes init_module another name of f, and module_exit likewise. */
function handedOver(files: readonly SourceFile[], symbol: string): string | undefined {
  const macro = { init_module: 'module_init', cleanup_module: 'module_exit' }[symbol];
  if (macro === undefined) return undefined;
  const call = new RegExp(`\\b${macro}\\s*\\(\\s*(\\w+)`);
  return files.map(({ text }) => call.exec(text)?.[1]).find((name) => name !== undefined);
}

/** gcc counts a column in bytes; an editor counts UTF-16 units. Both from 1; 0 stays 0. */
export function columnOfByte(lineText: string, byteColumn: number): number {
  if (byteColumn <= 0) return 0;
  const before = Buffer.from(lineText).subarray(0, byteColumn - 1);
  return before.toString().length + 1;
}
