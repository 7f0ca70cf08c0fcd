// The format of recorded terminal output: `$ command` lines, each followed by what it printed.
import { ContentError } from './content-error.ts';

export type TranscriptEntry = {
  /** As typed, without the prompt. */
  command: string;
  /** What it printed, lines joined by \n, without a line end at the end. */
  output: string;
};

/**
 * Reads a `.console` file.
 * An output line that itself starts with `$ ` or `\` is written with a `\` in front.
 * @throws ContentError when output stands before the first command or a command is empty
 */
export function readTranscript(text: string, file: string): TranscriptEntry[] {
  const entries: { command: string; lines: string[] }[] = [];
  const lines = text.replaceAll('\r\n', '\n').replace(/\n+$/, '').split('\n');
  for (const [index, line] of lines.entries()) {
    const place = { file, line: index + 1 };
    if (/^\$(\s|$)/.test(line)) {
      const command = line.slice(1).trim();
      if (!command) throw new ContentError(place, 'a `$` without a command', 'record it again');
      entries.push({ command, lines: [] });
      continue;
    }
    const last = entries.at(-1);
    if (!last) {
      throw new ContentError(
        place,
        'output before the first command',
        'a transcript begins with a `$ command` line; record it again',
      );
    }
    last.lines.push(line.startsWith('\\') ? line.slice(1) : line);
  }
  return entries.map(({ command, lines }) => ({ command, output: lines.join('\n') }));
}

/** Writes what `readTranscript` reads: the same entries come back. */
export function formatTranscript(entries: readonly TranscriptEntry[]): string {
  return entries
    .map(({ command, output }) => {
      const lines = output === '' ? [] : output.split('\n');
      const escaped = lines.map((line) => (/^(\$(\s|$)|\\)/.test(line) ? `\\${line}` : line));
      return [`$ ${command}`, ...escaped].map((line) => `${line}\n`).join('');
    })
    .join('');
}
