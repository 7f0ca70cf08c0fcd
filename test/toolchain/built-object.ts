// Looks into a module with the toolchain's own binutils, and builds one with kbuild to compare.
import type { Toolchain } from '../../runner/build/index.ts';
import { preparedToolchain } from '../../runner/build/prepare.ts';
import { runInToolchain } from '../../runner/build/toolchain-sandbox.ts';
import { build } from '../../runner/config.ts';
import type { SourceFile } from '../../runner/protocol.ts';

/** The one flag that we give beyond kbuild's own where the kernel's kbuild does not have it. */
const namesWithoutFolder = 'KCFLAGS=-fmacro-prefix-map=/work/=';

/** Builds with kbuild, and returns the module without debug information. */
export async function buildWithKbuild(
  toolchain: Toolchain,
  module: string,
  kbuild: string,
  files: SourceFile[],
): Promise<Buffer> {
  const { recipe } = await preparedToolchain(toolchain);
  const end = await runInToolchain({
    root: toolchain.root,
    inputs: [{ name: 'Kbuild', text: kbuild }, ...files].map(({ name, text }) => ({
      name,
      bytes: Buffer.from(text),
    })),
    results: 1,
    script: ([result]) =>
      [
        'exec 1>&2',
        `make -C '/lib/modules/${toolchain.kernelRelease}/build' M=$PWD ${namesWithoutFolder} modules || exit 41`,
        `${recipe.strip} --strip-debug -o bare.ko ${module}.ko || exit 42`,
        `cat bare.ko >&${result}`,
      ].join('\n'),
    limits: build.prepareLimits,
    proc: true,
  });
  const [ko] = end.results;
  if (end.code !== 0 || !ko) throw new Error(`kbuild failed:\n${end.messages}`);
  return ko;
}

export type Insides = {
  /** `name type flags size`, one for each section. */
  sections: string[];
  /** Symbols with type, size and section, sorted. */
  symbols: string[];
  /** Entries of .modinfo, sorted. */
  modinfo: string[];
  /** Bytes and relocations of every section, as text. */
  contents: string;
};

/**
 * What is in a module, but for what has no meaning at its load: the hash over its bytes, and BTF,
 * which only kbuild with pahole makes.
 */
export async function insidesOf(toolchain: Toolchain, ko: Uint8Array): Promise<Insides> {
  const { recipe } = await preparedToolchain(toolchain);
  const { objdump } = recipe;
  const tool = (name: string) => objdump.replace('objdump', name);
  const end = await runInToolchain({
    root: toolchain.root,
    inputs: [{ name: 'given.ko', bytes: ko }],
    results: 4,
    script: ([sections, symbols, modinfo, contents]) =>
      [
        `${tool('objcopy')} -R .BTF -R .BTF.base -R .note.gnu.build-id given.ko bare.ko || exit 41`,
        `${tool('readelf')} -SW bare.ko >&${sections} || exit 42`,
        `${tool('readelf')} -sW bare.ko >&${symbols} || exit 43`,
        `${tool('readelf')} -p .modinfo bare.ko >&${modinfo} || exit 44`,
        `${objdump} -s -r bare.ko >&${contents} || exit 45`,
      ].join('\n'),
    limits: build.prepareLimits,
  });
  if (end.code !== 0) throw new Error(`binutils failed:\n${end.messages}`);
  const [sections = '', symbols = '', modinfo = '', contents = ''] = end.results.map(String);
  const names = sections.matchAll(/^ +\[ *(\d+)\] (\S+) +(\S+) +\S+ \S+ (\S+) \S\S +(.*)$/gm);
  const kept = [...names].filter(
    ([, , name = '']) => !/^\.(rela)?\.?(sym|str|shstr)tab/.test(name),
  );
  const nameOf = new Map(kept.map(([, number, name]) => [number, name]));
  return {
    sections: kept.map(([, , name, type, size, rest = '']) =>
      [name, type, size, rest.split(/\s+/)[0]].join(' '),
    ),
    symbols: [...symbols.matchAll(/^ +\d+: \S+ +(\S+) (\S+) +(\S+) +(\S+) +(\S+) (\S+)$/gm)]
      .map(([, size, type, bind, , section = '', name]) =>
        [name, type, bind, size, nameOf.get(section) ?? section].join(' '),
      )
      .toSorted((a, b) => a.localeCompare(b)),
    modinfo: [...modinfo.matchAll(/^ +\[ *[0-9a-f]+\] +(.*)$/gm)]
      .map(([, entry = '']) => entry)
      .toSorted((a, b) => a.localeCompare(b)),
    contents: contents.replace(/^.*file format.*$/m, ''),
  };
}
