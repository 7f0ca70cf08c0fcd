// Puts each message at a line of the learner's own files: an error inside a kernel header is shown
// where the learner's code led there.
import type { Diagnostic, SourceFile } from '../../protocol.ts';
import type { CompilerMessage, MessagePlace } from './compiler-messages.ts';
import { columnOfByte } from './source-text.ts';

const expansion = /^in expansion of macro /;
/** The kernel's macros rest on ten others; of the way through them only the learner's step is told. */
const throughMacro = /^in (expansion|definition) of macro /;
/** gcc says this after the first undeclared name of each function; it helps nobody. */
const reportedOnce = /^each undeclared identifier is reported only once/;

/** Turns parsed messages into diagnostics; notes stay with what they explain. */
export function placeMessages(
  messages: readonly CompilerMessage[],
  files: readonly SourceFile[],
  main: string,
): Diagnostic[] {
  const lines = new Map(files.map(({ name, text }) => [name, text.split('\n')]));
  const own = (place: MessagePlace) => lines.has(place.file);
  return withNotes(messages).flatMap(({ message, notes }) => {
    const told = notes.filter(
      (note) => !reportedOnce.test(note.message) && (own(note) || !throughMacro.test(note.message)),
    );
    const separate = told.filter((note) => own(note) && !expansion.test(note.message));
    const folded = told.filter((note) => !separate.includes(note));
    const place = own(message)
      ? message
      : (told.findLast((note) => own(note) && expansion.test(note.message)) ??
        message.from.find(own));
    const caret = [
      ...message.caret,
      ...folded.flatMap((note) => [`${shown(note)}: note: ${note.message}`, ...note.caret]),
    ];
    // Neither the compiler itself nor its temporary files are places that say anything.
    const inHeader = place !== message && message.line > 0 && message.file.endsWith('.h');
    const whole = inHeader ? `${message.message} (${shown(message)})` : message.message;
    return [
      diagnostic(place, message.severity, whole, caret),
      ...separate.map((note) => diagnostic(note, 'note', note.message, note.caret)),
    ];
  });

  function diagnostic(
    place: MessagePlace | undefined,
    severity: Diagnostic['severity'],
    message: string,
    caret: string[],
  ): Diagnostic {
    const { file, line, column } = place ?? { file: main, line: 0, column: 0 };
    const text = lines.get(file)?.[line - 1] ?? '';
    const at = { file, line, column: columnOfByte(text, column) };
    return { ...at, severity, message, caret: caret.join('\n') };
  }
}

/** Groups each message with the notes that follow it. */
function withNotes(messages: readonly CompilerMessage[]) {
  const groups: { message: CompilerMessage; notes: CompilerMessage[] }[] = [];
  for (const message of messages) {
    const last = groups.at(-1);
    if (message.severity === 'note' && last) last.notes.push(message);
    else groups.push({ message, notes: [] });
  }
  return groups;
}

function shown({ file, line }: MessagePlace): string {
  return line === 0 ? file : `${file}:${line}`;
}
