// What may be built: names and sizes as the protocol has them, checked here again because the
// command line and other callers come without the protocol.
import { build } from '../config.ts';
import { limits, type SourceFile, sourceFiles } from '../protocol.ts';

export type CheckedSources = {
  /** .c and .h files; a .ts client is left out. */
  files: SourceFile[];
  /** The first .c file, which names the module. */
  main: string;
  /** All .c files without ending, the main one first. */
  units: [string, ...string[]];
};

/** Returns what can be built, or a sentence that says why it cannot. */
export function checkSources(files: readonly SourceFile[]): CheckedSources | string {
  const tooLarge = files.find(({ text }) => Buffer.byteLength(text) > limits.sourceBytes);
  if (tooLarge) {
    return `${printable(tooLarge.name)} holds more than ${limits.sourceBytes / 1024} KiB; make it smaller.`;
  }
  const parsed = sourceFiles.safeParse(files);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const file = files[Number(issue?.path[0])];
    const why = issue?.message ?? 'The files cannot be built.';
    return file ? `${printable(file.name)}: ${why}` : why;
  }
  const sources = parsed.data.filter(({ name }) => /\.[ch]$/.test(name));
  const names = sources.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) return `There are two files named ${twice}; rename one.`;
  const [first, ...others] = names
    .filter((name) => name.endsWith('.c'))
    .map((name) => name.slice(0, -'.c'.length));
  if (first === undefined) return 'A module needs a .c file; add one.';
  if (first.length > build.moduleNameCharacters) {
    return `${first}.c names the module, and the kernel takes names of at most ${build.moduleNameCharacters} characters; rename the file.`;
  }
  return { files: sources, main: `${first}.c`, units: [first, ...others] };
}

/** A name from anywhere, fit to be shown. */
function printable(name: string): string {
  return JSON.stringify(name.slice(0, 80));
}
