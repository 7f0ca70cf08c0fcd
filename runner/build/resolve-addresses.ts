// From `function+0xoffset` in an oops to file and line, by addr2line on the module's own object. The
// object comes from a learner's source, so the program runs in the sandbox as the compiler does.
import { build } from '../config.ts';
import { sandboxFault } from './build-fault.ts';
import { cleanOutput, shownPath } from './diagnostics/clean-text.ts';
import { preparedToolchain } from './prepare.ts';
import { runInToolchain } from './toolchain-sandbox.ts';

export type ResolvedAddress = {
  /** As it was asked: `function+0xoffset`. */
  address: string;
  /** The innermost inlined function first; empty where nothing is known. */
  frames: { function: string; file: string; line: number }[];
};

const addressShape = /^(?<symbol>[A-Za-z_][\w.]*)\+0x(?<offset>[0-9a-f]{1,8})$/;

/**
 * Finds the source lines of addresses in a module. `offsets` are `function+0xoffset`, as the kernel
 * prints them before the `/0xlength`; what cannot be found comes back without frames.
 * @throws {BuildFault} when the toolchain or the sandbox does not work
 */
export async function resolveAddresses(
  toolchain: { root: string; kernelRelease: string },
  debugKo: Uint8Array,
  offsets: readonly string[],
  signal?: AbortSignal,
): Promise<ResolvedAddress[]> {
  const { recipe } = await preparedToolchain(toolchain);
  const run = async (script: string) => {
    const end = await runInToolchain({
      root: toolchain.root,
      inputs: [{ name: 'module.ko', bytes: debugKo }],
      results: 1,
      script: ([result]) => `{\n${script}\n} >&${result}`,
      limits: build.limits,
      signal,
    });
    if (end.code !== 0 || end.reached !== undefined) throw sandboxFault(cleanOutput(end.messages));
    return cleanOutput(end.results[0] ?? Buffer.alloc(0));
  };
  const symbols = readSymbols(await run(`${recipe.objdump} --syms module.ko`));
  const asked = offsets.flatMap((address) => {
    const { symbol = '', offset = '' } = addressShape.exec(address)?.groups ?? {};
    const found = symbols.get(symbol);
    if (!found) return [];
    return [{ address, section: found.section, at: found.value + Number.parseInt(offset, 16) }];
  });
  if (asked.length === 0) return offsets.map((address) => ({ address, frames: [] }));
  // A module is not linked yet: each of its sections begins at 0.
  const ask = asked.map(
    ({ address, section, at }) =>
      `echo '= ${address}'\n${recipe.addr2line} -f -i -j '${section}' -e module.ko 0x${at.toString(16)} || exit 41`,
  );
  const frames = readAnswers(await run(ask.join('\n')));
  return offsets.map((address) => ({ address, frames: frames.get(address) ?? [] }));
}

/**
 * Reads `objdump --syms`: where each symbol stands in which section. Two functions of one name, in
 * two files, can't be told apart by it: neither is in the answer.
 */
export function readSymbols(text: string): Map<string, { section: string; value: number }> {
  const symbols = new Map<string, { section: string; value: number }>();
  const twice = new Set<string>();
  for (const line of text.split('\n')) {
    const shape = /^([0-9a-f]{16}) .{7} (\.[\w.]+)\s[0-9a-f]{16} (?:\.hidden )?([\w.]+)$/;
    const [, value = '', section = '', name = ''] = shape.exec(line) ?? [];
    if (symbols.has(name)) twice.add(name);
    if (name !== '') symbols.set(name, { section, value: Number.parseInt(value, 16) });
  }
  for (const name of twice) symbols.delete(name);
  return symbols;
}

/** Reads addr2line's pairs of lines (function, place) under a heading for each address. */
export function readAnswers(text: string): Map<string, ResolvedAddress['frames']> {
  const answers = text.split(/^= /m).slice(1);
  return new Map(
    answers.map((answer) => {
      const [address = '', ...lines] = answer.split('\n');
      const frames = lines.flatMap((name, index) => {
        const place = index % 2 === 0 ? /^(.+):(\d+)/.exec(lines[index + 1] ?? '') : null;
        // addr2line says `??:0` of what it does not know.
        if (!place || Number(place[2]) === 0) return [];
        return [{ function: name, file: shownPath(place[1] ?? ''), line: Number(place[2]) }];
      });
      return [address, frames];
    }),
  );
}
