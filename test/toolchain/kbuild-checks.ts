// Runs the kernel's own build system with its extra warnings (W=1) and the checker sparse (C=2).

import type { Toolchain } from '../../runner/build/index.ts';
import { runInToolchain } from '../../runner/build/toolchain-sandbox.ts';
import { build } from '../../runner/config.ts';
import type { EditionId } from '../../runner/editions.ts';
import type { SourceFile } from '../../runner/protocol.ts';

/** Debian's sparse is 0.6.4 everywhere; the headers of the newest kernels are beyond it. */
export const sparseReads: Record<EditionId, boolean> = { '6.1': true, '6.12': true, newest: false };

/**
 * Builds each .c of `files` as a module of its own. W=1 would check documentation comments as well,
 * with a script that wants more of perl than a toolchain has: that part is left out.
 * @returns what gcc, modpost and sparse complained about, one line each
 * @throws Error when kbuild did not come to its end
 */
export async function kbuildComplaints(
  toolchain: Toolchain,
  files: readonly SourceFile[],
): Promise<string[]> {
  const objects = files.filter(({ name }) => name.endsWith('.c')).map(({ name }) => name);
  const kbuild = `obj-m := ${objects.map((name) => name.replace(/\.c$/, '.o')).join(' ')}\n`;
  const sparse = sparseReads[toolchain.edition] ? 'C=2' : '';
  const end = await runInToolchain({
    root: toolchain.root,
    inputs: [
      { name: 'Kbuild', bytes: Buffer.from(kbuild) },
      ...files.map(({ name, text }) => ({ name, bytes: Buffer.from(text) })),
    ],
    results: 0,
    script: () =>
      `exec 1>&2; make -C '/lib/modules/${toolchain.kernelRelease}/build' M=$PWD W=1 ${sparse} cmd_checkdoc= modules && echo kbuild came to its end`,
    limits: build.prepareLimits,
    proc: true,
  });
  const output = end.messages.toString();
  if (!output.includes('kbuild came to its end')) throw new Error(`kbuild failed:\n${output}`);
  if (sparse && !/^ *CHECK /m.test(output)) throw new Error(`sparse did not run:\n${output}`);
  return output
    .split('\n')
    .filter((line) => /\b(warning|error): |^(WARNING|ERROR): /.test(line))
    .filter((line) => !line.startsWith('make'));
}
