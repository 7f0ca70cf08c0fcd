// What `build` prints, on the terminal and in a transcript.
import type { BuildResult } from '../build/index.ts';
import type { Diagnostic } from '../protocol.ts';

/** A diagnostic as a compiler prints it. */
export function diagnosticText({
  file,
  line,
  column,
  severity,
  message,
  caret,
}: Diagnostic): string {
  const place = line > 0 ? `${file}:${line}:${column}` : file;
  return [`${place}: ${severity}: ${message}`, caret].filter(Boolean).join('\n');
}

export type BuildTextOptions = {
  /** Errors and warnings only, one line each: no notes, no source lines. */
  brief?: boolean;
};

/** All diagnostics, then one line that says how it ended. */
export function buildText(
  built: BuildResult,
  kernelRelease: string,
  { brief = false }: BuildTextOptions = {},
): string {
  const shown = brief
    ? built.diagnostics
        .filter(({ severity }) => severity !== 'note')
        .map((diagnostic) => ({ ...diagnostic, caret: '' }))
    : built.diagnostics;
  const end = built.ok
    ? `${built.module.name}.ko: built for ${kernelRelease}`
    : `not built for ${kernelRelease}`;
  return [...shown.map(diagnosticText), end].join('\n');
}
