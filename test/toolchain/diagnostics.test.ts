// What a learner reads when a module does not build, on every edition's own tools.
import { describe, expect, it } from 'vitest';
import { type BuildResult, buildModule } from '../../runner/build/index.ts';
import { ensureToolchain } from '../../runner/image/index.ts';
import { diagnostic } from '../../runner/protocol.ts';
import { versionsUnderTest } from '../kernel-versions.ts';
import { studentFiles } from '../student-files.ts';

describe.each(versionsUnderTest)('edition %s', (edition) => {
  const build = async (...names: string[]) => {
    const toolchain = await ensureToolchain(edition);
    return buildModule({ toolchain, files: studentFiles(...names) });
  };

  it('builds a module without a mistake and without a word', async () => {
    const result = await build('hello.c');
    expect(result).toMatchObject({ ok: true, module: { name: 'hello' }, diagnostics: [] });
    if (!result.ok) return;
    expect(Buffer.from(result.module.ko).subarray(0, 4).toString('latin1')).toBe('\x7fELF');
    expect(result.module.debugKo.length).toBeGreaterThan(result.module.ko.length);
  });

  it('places a mistake by character, after a tab and a letter of two bytes', async () => {
    const result = await build('syntax-error.c');
    expect(first(result)).toMatchObject({
      file: 'syntax-error.c',
      line: 7,
      column: 17,
      severity: 'error',
      message: "'missing_count' undeclared (first use in this function)",
    });
    expect(first(result)?.caret).toContain('return missing_count;\n      |');
    expect(result).toMatchObject({
      ok: false,
      message: expect.stringContaining("syntax-error.c:7: 'missing_count' undeclared"),
    });
  });

  it("places a mistake in the learner's header there", async () => {
    expect(first(await build('header-mistake.c', 'header-mistake.h'))).toMatchObject({
      file: 'header-mistake.h',
      line: 4,
      column: 10,
      message: "expected ';' before '}' token",
    });
  });

  it('places what shows inside a kernel header at the call that led there', async () => {
    const found = first(await build('small-buffer.c'));
    expect(found).toMatchObject({ file: 'small-buffer.c', line: 12, column: 6 });
    expect(found?.message).toMatch(
      /copy destination size is too small \(include\/linux\/\w+\.h:\d+\)$/,
    );
  });

  it('places what shows inside a macro of the kernel at its use', async () => {
    const found = first(await build('macro-mistake.c'));
    expect(found).toMatchObject({ file: 'macro-mistake.c', line: 9, column: 2 });
    expect(found?.message).toContain('BUILD_BUG_ON failed: sizeof(value) != 8');
    expect(found?.caret).toContain("macro-mistake.c:9: note: in expansion of macro 'BUILD_BUG_ON'");
  });

  it('places an instruction that the assembler does not know', async () => {
    expect(first(await build('bad-assembly.c'))).toMatchObject({
      line: 7,
      message: "no such instruction: `frobnicate %eax'",
    });
  });

  it('places an undefined symbol at its first use, not in a comment, string or declaration', async () => {
    expect(first(await build('undefined-symbol.c'))).toMatchObject({
      file: 'undefined-symbol.c',
      line: 11,
      column: 9,
      message: expect.stringContaining("'not_in_the_kernel' is not defined here"),
    });
  });

  it('asks for a licence', async () => {
    expect(first(await build('no-licence.c'))).toMatchObject({
      line: 0,
      message: 'MODULE_LICENSE() is missing: add MODULE_LICENSE("GPL");',
    });
  });

  it('says which symbol is for GPL modules only', async () => {
    const result = await build('proprietary.c');
    const symbols = result.diagnostics.map(({ line, message }) => [line, message.split("'")[1]]);
    expect(symbols).toContainEqual([9, 'kobject_create_and_add']);
    expect(symbols).toContainEqual([9, 'kernel_kobj']);
  });

  it('says what to import for a symbol of a namespace', async () => {
    const quote = edition === 'newest' ? '"' : '';
    expect(first(await build('namespace.c'))).toMatchObject({
      line: 7,
      column: 2,
      message: expect.stringMatching(`MODULE_IMPORT_NS\\(${quote}DMA_BUF${quote}\\);$`),
    });
  });

  it('shows at the function what objtool says of its machine code', async () => {
    expect(first(await build('strange-call.c'))).toMatchObject({
      severity: edition === 'newest' ? 'error' : 'warning',
      line: 5,
      message: expect.stringMatching(/^objtool: \w+_\w+\+0x\w+: unannotated intra-function call$/),
    });
  });

  it('warns of a section mismatch and builds', async () => {
    const result = await build('section-mismatch.c');
    expect(result.ok).toBe(true);
    expect(first(result)).toMatchObject({
      severity: 'warning',
      line: 13,
      message: expect.stringContaining("refers to 'only_at_start' (in .init.text)"),
    });
  });

  it('links several files into one module, and says where a name is defined twice', async () => {
    const good = await build('two-files.c', 'two-sum.c', 'two-sum.h');
    expect(good).toMatchObject({ ok: true, module: { name: 'two-files' }, diagnostics: [] });
    const clash = await build('two-files.c', 'two-sum.c', 'two-sum.h', 'two-clash.c');
    expect(first(clash)).toMatchObject({
      file: 'two-clash.c',
      line: 7,
      message: "'two_sum' is defined in more than one file; make it static or define it once",
    });
  });

  it('shows at most 50 messages, with the errors first', async () => {
    const warnings = Array.from({ length: 60 }, (_, n) => `static int unused_${n};`).join('\n');
    const toolchain = await ensureToolchain(edition);
    const text = `#include <linux/module.h>\n${warnings}\nint many(void) { return missing; }\n`;
    const result = await buildModule({ toolchain, files: [{ name: 'many.c', text }] });
    expect(result.diagnostics).toHaveLength(50);
    expect(first(result)?.message).toContain("'missing' undeclared");
    expect(result.diagnostics.at(-1)?.message).toMatch(/^1\d more messages are not shown$/);
  });
});

function first(result: BuildResult) {
  for (const found of result.diagnostics) diagnostic.parse(found);
  expect(JSON.stringify(result.diagnostics)).not.toMatch(/\/work\/|\/usr\/src|\/root|\.cache/);
  return result.diagnostics[0];
}
