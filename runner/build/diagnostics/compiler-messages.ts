// Reads what gcc and the assembler print, line by line, into messages with the places that lead to
// the learner's source. Nothing is decided here: which place is shown is place-messages.ts.
import { shownPath, withoutSandboxPaths } from './clean-text.ts';

export type MessagePlace = { file: string; line: number; column: number };

export type CompilerMessage = MessagePlace & {
  severity: 'error' | 'warning' | 'note';
  message: string;
  /** The lines below it: source and caret. */
  caret: string[];
  /** From the inside out: where the file was included, or the function inlined. */
  from: MessagePlace[];
};

export type ParsedMessages = {
  messages: CompilerMessage[];
  /** Lines of no known form: the other tools', or a crash. */
  rest: string[];
};

const severities: Record<string, CompilerMessage['severity']> = {
  error: 'error',
  'fatal error': 'error',
  'sorry, unimplemented': 'error',
  'internal compiler error': 'error',
  warning: 'warning',
  note: 'note',
  info: 'note',
};

const located =
  /^(?<file>[^\s:][^:]*):(?<line>\d+):(?:(?<column>\d+):)? (?<kind>fatal error|error|sorry, unimplemented|internal compiler error|warning|note|info): (?<message>.*)$/i;
const placeless =
  /^(?<file>cc1|as|ld|\S+gcc-\d+|\S+-ld|\{standard input\}(?::\d+)?): (?<kind>fatal error|error|internal compiler error|warning): (?<message>.*)$/i;
const included =
  /^(?:In file included|\s+) ?from (?<file>[^:]+):(?<line>\d+)(?::(?<column>\d+))?[,:]$/;
const inlined = /^\s+inlined from '.*' at (?<file>[^:]+):(?<line>\d+)(?::(?<column>\d+))?[,:]$/;
const caretLine = /^\s*(\d+|\+\+\+|\.\.\.)? *\|/;
const context = /^(\S+: )?(In function|In member|At top level|Assembler messages)\b.*[,:]$/;
const contextWithFile = /^[^\s:]+: (In function .*|At top level|Assembler messages):$/;
const noise =
  /^(compilation terminated.*|cc1: (some|all) warnings being treated as errors|\s*In function '.*',?:?)$/;

/** Parses the cleaned lines of every tool of a build. */
export function parseCompilerMessages(lines: readonly string[]): ParsedMessages {
  const messages: CompilerMessage[] = [];
  const rest: string[] = [];
  // gcc tells the way to a header only with the first message from it.
  const wayTo = new Map<string, MessagePlace[]>();
  let way: MessagePlace[] = [];
  let inlinedAt: MessagePlace[] = [];
  let open: CompilerMessage | undefined;
  for (const line of lines) {
    const step = included.exec(line)?.groups;
    const at = inlined.exec(line)?.groups;
    const found = (located.exec(line) ?? placeless.exec(line))?.groups;
    if (step) {
      if (line.startsWith('In file')) way = [];
      way.push(placeOf(step));
    } else if (at) {
      inlinedAt.push(placeOf(at));
    } else if (found) {
      const place = placeOf(found);
      if (way.length > 0) wayTo.set(place.file, way);
      open = {
        ...place,
        severity: severities[found.kind?.toLowerCase() ?? ''] ?? 'error',
        message: withoutSandboxPaths(found.message ?? ''),
        caret: [],
        from: inlinedAt.length > 0 ? inlinedAt : (wayTo.get(place.file) ?? []),
      };
      messages.push(open);
      way = [];
      inlinedAt = [];
    } else if (open && caretLine.test(line)) {
      open.caret.push(line.trimEnd());
    } else if (context.test(line) || contextWithFile.test(line)) {
      open = undefined;
    } else if (line.trim() !== '' && !noise.test(line)) {
      open = undefined;
      rest.push(withoutSandboxPaths(line.trimEnd()));
    }
  }
  return { messages, rest };
}

function placeOf(groups: Record<string, string | undefined>): MessagePlace {
  return {
    file: shownPath(groups.file ?? ''),
    line: Number(groups.line ?? 0),
    column: Number(groups.column ?? 0),
  };
}
