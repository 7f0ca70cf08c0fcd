// The direct commands make what kbuild makes: kbuild is run on the same source and compared.
import { describe, expect, it } from 'vitest';
import {
  describeCommand,
  describeName,
  describeNameFile,
} from '../../runner/build/describe-script.ts';
import { buildModule, type Toolchain } from '../../runner/build/index.ts';
import { preparedToolchain } from '../../runner/build/prepare.ts';
import { runInToolchain } from '../../runner/build/toolchain-sandbox.ts';
import { build } from '../../runner/config.ts';
import { ensureToolchain } from '../../runner/image/index.ts';
import type { SourceFile } from '../../runner/protocol.ts';
import { versionsUnderTest } from '../kernel-versions.ts';
import { studentFiles } from '../student-files.ts';
import { buildWithKbuild, insidesOf } from './built-object.ts';

describe.each(versionsUnderTest)('edition %s', (edition) => {
  it('makes the same module of one file, byte for byte', async () => {
    const toolchain = await ensureToolchain(edition);
    const files = studentFiles('reference.c', 'reference.h');
    const kbuild = await buildWithKbuild(toolchain, 'reference', 'obj-m := reference.o\n', files);
    const ours = await built(toolchain, files);

    const [wanted, made] = [
      await insidesOf(toolchain, kbuild),
      await insidesOf(toolchain, ours.ko),
    ];
    expect(made.modinfo).toEqual(wanted.modinfo);
    expect(made.modinfo).toContain('version=1.2.3');
    expect(made.modinfo).toContainEqual(expect.stringMatching(/^srcversion=[0-9A-F]{23}$/));
    expect(made.modinfo).toContainEqual(
      expect.stringContaining(`vermagic=${toolchain.kernelRelease} `),
    );
    expect(made.sections).toEqual(wanted.sections);
    expect(made.sections).toContainEqual(expect.stringMatching(/^\.init\.text PROGBITS /));
    expect(made.symbols).toEqual(wanted.symbols);
    expect(made.symbols).toContainEqual(expect.stringMatching(/^reference_copy FUNC GLOBAL /));
    expect(made.contents).toContain('Contents of section .text:');
    expect(made.contents).toBe(wanted.contents);
  });

  it('compiles what modpost wrote with the precompiled header', async () => {
    const toolchain = await ensureToolchain(edition);
    const { recipe, folder } = await preparedToolchain(toolchain);
    const end = await runInToolchain({
      root: toolchain.root,
      prepared: folder,
      inputs: [
        { name: 'x.mod.c', bytes: Buffer.from(`${recipe.describe.head.at(-1)}\n`) },
        { name: describeNameFile, bytes: Buffer.from(describeName('x')) },
      ],
      results: 0,
      script: () => `cd '${recipe.folder}' && ${describeCommand(recipe, 'x')} -H`,
      limits: build.limits,
      env: recipe.env,
    });
    expect(end.code).toBe(0);
    expect(String(end.messages)).toMatch(/^! \/prepared\/describe\.h\.gch$/m);
  });

  it('makes the same module of two files', async () => {
    const toolchain = await ensureToolchain(edition);
    const files = studentFiles('two-files.c', 'two-sum.c', 'two-sum.h');
    // kbuild wants another name for the module than for its first file.
    const renamed = files.map((file) =>
      file.name === 'two-files.c' ? { ...file, name: 'two-main.c' } : file,
    );
    const kbuild = await buildWithKbuild(
      toolchain,
      'two-files',
      'obj-m := two-files.o\ntwo-files-y := two-main.o two-sum.o\n',
      renamed,
    );
    const ours = await built(toolchain, files);

    const [wanted, made] = [
      await insidesOf(toolchain, kbuild),
      await insidesOf(toolchain, ours.ko),
    ];
    const name = (text: string) => text.replaceAll('two-main', 'two-files');
    expect(made.modinfo).toEqual(wanted.modinfo);
    expect(made.modinfo).toContainEqual(expect.stringMatching(/^srcversion=/));
    expect(made.sections).toEqual(wanted.sections);
    expect(made.symbols).toEqual(wanted.symbols.map(name).toSorted((a, b) => a.localeCompare(b)));
  });
});

async function built(toolchain: Toolchain, files: SourceFile[]) {
  const result = await buildModule({ toolchain, files });
  if (!result.ok) throw new Error(result.message);
  return result.module;
}
