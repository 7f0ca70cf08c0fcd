// A guest's crash as a Run's outcome, with the place in the learner's own source where it happened.
import { type BuiltModule, resolveAddresses, type Toolchain } from './build/index.ts';
import type { Crash, ReportedPlaces } from './guest/crash.ts';
import type { CodeAddress } from './guest/report-trace.ts';
import { plainSymbol } from './guest/report-words.ts';
import type { Outcome, SourcePlace } from './outcome.ts';

const ownFile = /^[\w-]+\.[ch]$/;

/** Where code of the learner's was, and in which function. */
export type CodePlace = SourcePlace & { symbol: string };

/** Names file and line where the crash's address lies in `module`; without them the words stay. */
export async function explainCrash(
  crash: Crash,
  toolchain: Toolchain,
  module: BuiltModule | undefined,
): Promise<Outcome> {
  const { verdict, message } = crash;
  if (verdict === 'emulator') {
    return { kind: 'runner-error', message, repair: 'Run again; the fault is not yours.' };
  }
  const { words, place } = await explainPlaces(crash, toolchain, module);
  return { kind: 'guest-crashed', verdict, message: message + words, ...(place && { place }) };
}

/** A report's places in words, and the one that is to blame, where the report proves it. */
export async function explainPlaces(
  { source, trace, allocated, freed }: ReportedPlaces,
  toolchain: Toolchain,
  module: BuiltModule | undefined,
): Promise<{ words: string; place: SourcePlace | undefined }> {
  if (!module) return { words: '', place: undefined };
  const [at, took, gave] = await findPlaces([trace, allocated, freed], toolchain, module);
  // The kernel's own sources have a directory in front.
  const named = source && ownFile.test(source.file) ? source : undefined;
  const place = named ?? (at && { file: at.file, line: at.line });
  const sentences = [
    place && ` It happened in ${at ? `${at.symbol}, ` : ''}${place.file}:${place.line}.`,
    took && ` The object was allocated in ${took.symbol}, ${took.file}:${took.line}.`,
    gave && ` It was freed in ${gave.symbol}, ${gave.file}:${gave.line}.`,
  ];
  return { words: sentences.filter(Boolean).join(''), place };
}

/** For each list of addresses, innermost first, the first line of the learner's in it. */
export async function findPlaces(
  traces: CodeAddress[][],
  toolchain: Toolchain,
  module: BuiltModule,
): Promise<(CodePlace | undefined)[]> {
  const asked = traces.map((trace) => trace.find((address) => address.module === module.name));
  const texts = asked.map((at) => (at ? `${at.symbol}+0x${at.offset.toString(16)}` : ''));
  if (texts.every((text) => text === '')) return traces.map(() => undefined);
  const resolved = await resolveAddresses(toolchain, module.debugKo, texts);
  return resolved.map(({ frames }) => {
    // An inlined helper of the kernel's headers is no place in the learner's source; its caller is.
    const own = frames.find(({ file }) => ownFile.test(file));
    return own && { file: own.file, line: own.line, symbol: plainSymbol(own.function) };
  });
}

/** Finds the learner's line for a task's kernel stack; the same stack is looked up once. */
export function stackPlaces(
  toolchain: Toolchain,
  module: BuiltModule | undefined,
): (stack: CodeAddress[]) => Promise<CodePlace | undefined> {
  const known = new Map<string, Promise<CodePlace | undefined>>();
  return async (stack) => {
    if (!module) return undefined;
    const own = stack.filter((address) => address.module === module.name);
    const key = JSON.stringify(own);
    const place = known.get(key) ?? findPlaces([own], toolchain, module).then(([at]) => at);
    known.set(key, place);
    return await place;
  };
}
