// Text of the compiler made safe to show: it repeats the learner's source, control bytes included.
import { readableText } from '../../readable-text.ts';

const esc = String.fromCharCode(0x1b);
const bell = String.fromCharCode(0x07);

/** Escape sequences as a terminal knows them: CSI, OSC and the other strings, two-byte ones. */
const sequence = new RegExp(
  [
    `${esc}\\[[0-?]*[ -/]*[@-~]`,
    `${esc}[\\]PX^_][^${bell}${esc}\n]*(?:${bell}|${esc}\\\\)?`,
    `${esc}[ -/]*[0-~]`,
  ].join('|'),
  'g',
);

/** Decodes UTF-8 and takes out everything that could steer a terminal or hide text. */
export function cleanText(bytes: Uint8Array): string {
  return readableText(new TextDecoder().decode(bytes).replace(sequence, ''));
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
