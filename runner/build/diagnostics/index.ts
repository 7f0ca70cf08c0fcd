// Everything that the tools of a build printed, as diagnostics at lines of the learner's files.
import type { Diagnostic, SourceFile } from '../../protocol.ts';
import { cleanOutput } from './clean-text.ts';
import { parseCompilerMessages } from './compiler-messages.ts';
import { kernelDiagnostics } from './kernel-messages.ts';
import { placeMessages } from './place-messages.ts';

/** What is longer is cut: nobody reads it, and a pattern must not work on it for long. */
const lineCharacters = 1000;

export type ToolOutput = {
  diagnostics: Diagnostic[];
  /** Lines that no rule knows. */
  rest: string[];
};

/**
 * Reads the output of a build. `main` is the file that gets what belongs to no line; at most `cap`
 * diagnostics come back, errors before the rest when there are more.
 */
export function readToolOutput(
  output: Uint8Array,
  files: readonly SourceFile[],
  main: string,
  cap: number,
): ToolOutput {
  const lines = cleanOutput(output)
    .split('\n')
    .map((line) => line.slice(0, lineCharacters));
  const { messages, rest } = parseCompilerMessages(lines);
  const kernel = kernelDiagnostics(rest, files, main, cap);
  const placed = [...placeMessages(messages, files, main), ...kernel.diagnostics];
  return { diagnostics: capped(withoutRepeats(placed), main, cap), rest: kernel.rest };
}

/** A warning in a header comes once for each file that includes it. */
function withoutRepeats(diagnostics: Diagnostic[]): Diagnostic[] {
  const seen = new Set<string>();
  return diagnostics.filter((diagnostic) => {
    const key = JSON.stringify(diagnostic);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

function capped(diagnostics: Diagnostic[], main: string, cap: number): Diagnostic[] {
  if (diagnostics.length <= cap) return diagnostics;
  const weight = { error: 0, warning: 1, note: 1 };
  const kept = diagnostics
    .toSorted((a, b) => weight[a.severity] - weight[b.severity])
    .slice(0, cap - 1);
  const message = `${diagnostics.length - kept.length} more messages are not shown`;
  return [...kept, { file: main, line: 0, column: 0, severity: 'note', message, caret: '' }];
}
