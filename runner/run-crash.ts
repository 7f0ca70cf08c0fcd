// A guest's crash as a Run's outcome, with the place in the learner's own source where it happened.
import { type BuiltModule, resolveAddresses, type Toolchain } from './build/index.ts';
import type { Crash } from './guest/crash.ts';
import type { Outcome, SourcePlace } from './outcome.ts';

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
  const place = await findPlace(crash, toolchain, module);
  const where = place ? ` It happened in ${crash.at?.symbol}, ${place.file}:${place.line}.` : '';
  return {
    kind: 'guest-crashed',
    verdict,
    message: message + where,
    ...(place && { place }),
  };
}

async function findPlace(
  { at }: Crash,
  toolchain: Toolchain,
  module: BuiltModule | undefined,
): Promise<SourcePlace | undefined> {
  if (!at || module?.name !== at.module) return undefined;
  const address = `${at.symbol}+0x${at.offset.toString(16)}`;
  const [resolved] = await resolveAddresses(toolchain, module.debugKo, [address]);
  // An inlined helper of the kernel's headers is no place in the learner's source; its caller is.
  const own = resolved?.frames.find(({ file }) => /^[\w-]+\.[ch]$/.test(file));
  return own && { file: own.file, line: own.line };
}
