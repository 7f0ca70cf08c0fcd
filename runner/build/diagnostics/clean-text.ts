// What the compiler prints, made safe to show and put into the learner's own terms.
import { cleanText } from '../../clean-text.ts';

/** Decodes UTF-8 and takes out everything that could steer a terminal or hide text. */
export function cleanOutput(bytes: Uint8Array): string {
  return cleanText(new TextDecoder().decode(bytes));
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
