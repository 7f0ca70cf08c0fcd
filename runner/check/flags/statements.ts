// Reads gcc's text of a source in SSA form (-fdump-tree-ssa-lineno): its statements with their places,
// after macros and before inlining, and the types of the names in them. Pure; linear in the text.

export type Statement = {
  /** Path as the compiler has it; lines count from 1. */
  file: string;
  line: number;
  /** Without places and without the text of strings, but for that of assembly. */
  text: string;
  /** Type of a variable or of a value that the compiler named; '' where it isn't local. */
  typeOf(name: string): string;
};

const functionStart = /^;; Function /;
const declaration =
  /^ {2,}(?:static |register )?(\S.*?)\s*(?<![\w.])([\w.]+)(?: __asm__ \(.*\))?(?: = .*)?;$/;
const located = /^\s*\[(\S+?):(\d+):\d+(?: discrim \d+)?\] (.*)$/;
const place = /\[\S+?:\d+:\d+(?: discrim \d+)?\] /g;
const string = /"(?:\\.|[^"\\])*"/g;
/** What gcc appends to a variable's name for each of its values. */
const version = /_\d+(?:\(D\))?$/;

/** Yields every statement that has a place. */
export function* statementsOf(dump: string): Generator<Statement> {
  let types = new Map<string, string>();
  let inBody = false;
  for (const line of dump.split('\n')) {
    if (functionStart.test(line)) {
      types = new Map();
      inBody = false;
      continue;
    }
    if (!inBody) {
      if (line.startsWith('  <bb ')) inBody = true;
      else readDeclarations(line, types);
      continue;
    }
    const [, file = '', number = '', rest] = located.exec(line) ?? [];
    if (rest === undefined || rest.startsWith('# DEBUG')) continue;
    const known = types;
    yield {
      ...{ file, line: Number(number) },
      text: plain(rest),
      typeOf: (name) => known.get(name) ?? known.get(name.replace(version, '')) ?? '',
    };
  }
}

function plain(text: string): string {
  return (text.startsWith('__asm__') ? text : text.replace(string, '""')).replace(place, '');
}

/** The line of a function's parameters, or of one local. */
function readDeclarations(line: string, types: Map<string, string>): void {
  const [, type, name] = declaration.exec(line) ?? [];
  if (type !== undefined && name !== undefined) types.set(name, type);
  if (!/^\w.*\)$/.test(line)) return;
  for (const parameter of parametersOf(line)) {
    const [, of, called] = /^(.*?)\s*(?<![\w.])(\w+)$/.exec(parameter) ?? [];
    if (of !== undefined && called !== undefined) types.set(called, of);
  }
}

/** The parts of the last parentheses, split at the commas outside of any others. */
function parametersOf(line: string): string[] {
  let depth = 0;
  let start = line.length - 1;
  const cuts: number[] = [line.length - 1];
  for (; start >= 0; start--) {
    const sign = line[start];
    if (sign === ')') depth += 1;
    if (sign === '(') depth -= 1;
    if (depth === 0) break;
    if (sign === ',' && depth === 1) cuts.unshift(start);
  }
  return cuts.map((end, index) => line.slice((cuts[index - 1] ?? start) + 1, end).trim());
}
