// How fast a module is built: ours, kbuild, and the compiler alone, in turn, so that their ratios
// hold on a machine whose speed changes.
import { buildModule, type Toolchain } from '../../runner/build/index.ts';
import { preparedToolchain } from '../../runner/build/prepare.ts';
import { runInToolchain } from '../../runner/build/toolchain-sandbox.ts';
import { build } from '../../runner/config.ts';
import type { SourceFile } from '../../runner/protocol.ts';
import { readCourseFile } from '../toolchain/course-modules.ts';
import { type Figure, figure, quantile, timed } from './statistics.ts';

const rounds = 15;

/** Builds the module of the first chapter again and again, in each of the three ways. */
export async function benchBuild(toolchain: Toolchain): Promise<Figure[]> {
  const files = ['uaccess.c', 'uaccess_uapi.h'].map((name) =>
    readCourseFile(`kmod/uaccess/${name}`),
  );
  const ours: number[] = [];
  const bare: number[] = [];
  const kbuild: number[] = [];
  // The first round fills the page cache and is not counted.
  for (let round = -1; round < rounds; round++) {
    const times = [
      await timeOurs(toolchain, files),
      await timeBare(toolchain, files),
      (await timed(() => runKbuild(toolchain, files))).ms,
    ] as const;
    if (round < 0) continue;
    ours.push(times[0]);
    bare.push(times[1]);
    kbuild.push(times[2]);
  }
  return [
    figure(`build of a module, edition ${toolchain.edition}`, ours, 'ms'),
    figure('gcc -c alone', bare, 'ms'),
    figure('kbuild', kbuild, 'ms'),
    pairedRatio('kbuild ÷ ours', kbuild, ours, 'at least 2.5'),
    pairedRatio('ours ÷ gcc -c alone', ours, bare, 'at most 1.5'),
  ];
}

async function timeOurs(toolchain: Toolchain, files: SourceFile[]): Promise<number> {
  const result = await buildModule({ toolchain, files });
  if (!result.ok) throw new Error(result.message);
  return result.ms;
}

/** The compiler's first step with kbuild's flags, timed inside: without the start of a sandbox. */
async function timeBare(toolchain: Toolchain, files: SourceFile[]): Promise<number> {
  const { recipe } = await preparedToolchain(toolchain);
  const [compile = ''] = recipe.compileAlone;
  const name = files[0]?.name.replace(/\.c$/, '') ?? '';
  const command = compile.replace(/\{\w+\}/g, name);
  const end = await runInToolchain({
    root: toolchain.root,
    inputs: files.map((file) => ({ name: file.name, bytes: Buffer.from(file.text) })),
    results: 1,
    script: ([clock]) =>
      [
        `cd '${recipe.folder}' && date +%s%N >&${clock}`,
        `${command} || exit 41`,
        `date +%s%N >&${clock}`,
      ].join('\n'),
    limits: build.limits,
    env: recipe.env,
  });
  const [start = '', stop = ''] = String(end.results[0]).split('\n');
  if (end.code !== 0) throw new Error(String(end.messages));
  return Number(BigInt(stop) - BigInt(start)) / 1e6;
}

async function runKbuild(toolchain: Toolchain, files: SourceFile[]): Promise<void> {
  const name = files[0]?.name.replace(/\.c$/, '') ?? '';
  const end = await runInToolchain({
    root: toolchain.root,
    inputs: [{ name: 'Kbuild', text: `obj-m := ${name}.o\n` }, ...files].map((file) => ({
      name: file.name,
      bytes: Buffer.from(file.text),
    })),
    results: 0,
    script: () =>
      `exec 1>&2; make -C '/lib/modules/${toolchain.kernelRelease}/build' M=$PWD modules || exit 41`,
    limits: build.prepareLimits,
    proc: true,
  });
  if (end.code !== 0) throw new Error(String(end.messages));
}

/** Median and tail of the ratios of each round: what slows a round slows all its parts. */
function pairedRatio(name: string, above: number[], below: number[], target: string): Figure {
  const ratios = above.map((time, round) => time / (below[round] ?? Number.NaN));
  const n = ratios.length;
  return { name, n, p50: quantile(ratios, 0.5), p95: quantile(ratios, 0.95), unit: '×', target };
}
