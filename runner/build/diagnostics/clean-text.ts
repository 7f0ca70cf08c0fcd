// Text of the compiler made safe to show: it repeats the learner's source, control bytes included.

/** Escape sequences as a terminal knows them: CSI, OSC and the other strings, two-byte ones. */
const sequence =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out
  /\x1b\[[0-?]*[ -/]*[@-~]|\x1b[\]PX^_][^\x07\x1b\n]*(?:\x07|\x1b\\)?|\x1b[ -/]*[0-~]/g;

/** What is left of C0 but tab and newline, DEL, C1, and the marks that reverse the order of text. */
const control =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out
  /[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** Decodes UTF-8 and takes out everything that could steer a terminal or hide text. */
export function cleanText(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes).replace(sequence, '').replace(control, '');
}

/** A path as the learner knows it: own files by name, kernel headers from `include/` on. */
export function shownPath(path: string): string {
  return path
    .replace(/^(\/work\/|\.\/)+/, '')
    .replace(/^\/usr\/(src|lib)\/linux-(headers|kbuild)-[^/]+\//, '');
}

/** Replaces every path of the sandbox in a line of text. */
export function withoutSandboxPaths(line: string): string {
  return line
    .replace(/\/work\/(?=[\w.])/g, '')
    .replace(/\/usr\/(src|lib)\/linux-(headers|kbuild)-[^/\s]+\//g, '');
}
