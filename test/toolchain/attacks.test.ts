// A source that attacks the compiler gets nothing of the host and ends at a limit, in words.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BuildResult, buildModule } from '../../runner/build/index.ts';
import { readObjectFile } from '../../runner/build/object-file.ts';
import type { EditionId } from '../../runner/editions.ts';
import { ensureToolchain } from '../../runner/image/index.ts';
import { versionsUnderTest } from '../kernel-versions.ts';
import { studentFiles } from '../student-files.ts';

const canary = 'crossings-canary-7f3a91';
const secretInEnvironment = 'crossings-environment-4c1d08';
let folder = '';
let secretFile = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'crossings-attack-'));
  secretFile = join(folder, 'secret.txt');
  await writeFile(secretFile, `${canary}\n`, { mode: 0o644 });
  process.env.CROSSINGS_ATTACK_SECRET = secretInEnvironment;
});
afterAll(() => rm(folder, { recursive: true }));

/** Builds an attack and makes sure that nothing of the host is in anything that comes back. */
async function attack(edition: EditionId, name: string, limits = {}): Promise<BuildResult> {
  const toolchain = await ensureToolchain(edition);
  const files = studentFiles(name).map((file) => ({
    ...file,
    text: file.text.replaceAll('@SECRET@', secretFile),
  }));
  const result = await buildModule({ toolchain, files, limits });
  const bytes = Buffer.concat([
    Buffer.from(JSON.stringify(result)),
    ...(result.ok ? [result.module.ko, result.module.debugKo] : []),
  ]);
  for (const secret of [canary, secretInEnvironment, 'root:x:0', 'root:*:', 'root:$']) {
    expect(bytes.includes(secret), `${secret} in the output`).toBe(false);
  }
  return result;
}

describe.each(versionsUnderTest)('edition %s', (edition) => {
  it('shows no line of a file of the host', async () => {
    const missing = expect.stringMatching(/secret\.txt.*No such file or directory/);
    for (const name of ['attack-include.c', 'attack-assembler-include.c', 'attack-dependency.c']) {
      expect(await attack(edition, name), name).toMatchObject({ ok: false, message: missing });
    }
    expect(await attack(edition, 'attack-line.c')).toMatchObject({
      ok: false,
      message: expect.stringContaining("expected expression before ';'"),
    });
    expect((await attack(edition, 'attack-precompiled.c')).ok).toBe(false);
  });

  it('puts no file of the host into the module', async () => {
    const result = await attack(edition, 'attack-incbin.c');
    expect(result.diagnostics.map(({ message }) => message)).toEqual([
      `file not found: ${secretFile}`,
      'file not found: /etc/shadow',
    ]);
  });

  it('does not tell which files exist', async () => {
    expect(await attack(edition, 'attack-has-include.c')).toMatchObject({
      ok: true,
      diagnostics: [],
    });
    expect(await attack(edition, 'attack-environment.c')).toMatchObject({
      ok: true,
      diagnostics: [],
    });
  });

  it('loads no plug-in', async () => {
    const result = await attack(edition, 'attack-plugin.c');
    expect(result.ok).toBe(false);
    expect(result.diagnostics).toContainEqual(
      expect.objectContaining({ message: expect.stringMatching(/^bad option '-fplugin=/) }),
    );
  });

  it('lets no control byte of the source through', async () => {
    const result = await attack(edition, 'attack-escape.c');
    const [error] = result.diagnostics.filter(({ message }) => message.startsWith('#error'));
    expect(error?.line).toBe(4);
    const shown = result.diagnostics.flatMap(({ message, caret }) => [message, caret]).join('\n');
    expect(shown).not.toMatch(/(?![\t\n])[\p{Cc}\p{Bidi_Control}]/u);
  });

  it.each([
    ['attack-macro.c', {}, /^The compiler used more than 1 GB of memory; /],
    ['attack-repeat.c', {}, /^The compiler used more than 1 GB of memory; /],
    ['attack-big-array.c', {}, /^The compiler wrote a file larger than 64 MB; /],
    ['attack-fill.c', {}, /^The compiler wrote a file larger than 64 MB; /],
    ['attack-large-module.c', {}, /^The module is larger than 16 MB; /],
    [
      'attack-large-module.c',
      { workBytes: 32 * 1024 ** 2 },
      /^The build wrote more than 32 MB of files; /,
    ],
    ['attack-messages.c', {}, /^The compiler printed more than 256 KB of messages and was stopped/],
    ['attack-time.c', { cpuSeconds: 1 }, /^The compiler worked for more than 1 seconds; /],
    ['attack-time.c', { wallMs: 1000 }, /^The build took longer than 1 seconds and was stopped; /],
    ['hello.c', { processes: 1 }, /^The compiler started more than 1 processes; /],
  ])('ends %s at its limit %j', async (name, limits, message) => {
    const result = await attack(edition, name, limits);
    expect(result).toMatchObject({ ok: false, message: expect.stringMatching(message) });
    expect(result.diagnostics[0]).toMatchObject({ file: name, line: 0, severity: 'error' });
  });

  it.each(['attack-alias.c', 'attack-alias-code.c'])(
    'takes no code out of the names in a device table: %s',
    async (name) => {
      expect(await attack(edition, name)).toMatchObject({
        ok: false,
        message: expect.stringMatching(/^A string in the module becomes C code in its description/),
      });
    },
  );

  it('builds a module that describes itself at length', async () => {
    const result = await attack(edition, 'describes-itself.c');
    expect(result).toMatchObject({ ok: true, diagnostics: [] });
    if (!result.ok) return;
    const { modinfo } = readObjectFile(result.module.ko);
    expect(modinfo).toEqual(
      expect.arrayContaining(['name=describes_itself', 'alias=platform:plain-name', 'version=1.0']),
    );
  });

  it('lets no file of the learner take the place of one of ours', async () => {
    const toolchain = await ensureToolchain(edition);
    const header = studentFiles('describe-name.h');
    for (const stem of ['clash', 'bare', 'describe', 'module-common']) {
      const files = studentFiles('clash.c').map((file) => ({ ...file, name: `${stem}.c` }));
      const result = await buildModule({ toolchain, files: [...files, ...header] });
      if (!result.ok) throw new Error(result.message);
      expect(readObjectFile(result.module.ko).modinfo).toContain(`name=${stem.replace('-', '_')}`);
      expect(result.module.debugKo.length).toBeGreaterThan(result.module.ko.length);
    }
  });

  it('ends a source that includes itself', async () => {
    const result = await attack(edition, 'attack-include-self.c');
    expect(result.diagnostics[0]).toMatchObject({
      line: 2,
      message: expect.stringContaining('#include nested depth 200 exceeds maximum'),
    });
  });
});

describe('names and sizes', () => {
  const build = async (...files: { name: string; text: string }[]) =>
    buildModule({ toolchain: await ensureToolchain('6.12'), files });
  const text = '#include <linux/module.h>\n';

  it.each([
    ['../../x', /"\.\.\/\.\.\/x": A file name is letters/],
    ['/etc/cron.d/x.c', /A file name is letters/],
    ['a b.c', /A file name is letters/],
    ['x$(id).c', /A file name is letters/],
    ['.x.c', /A file name is letters/],
    [`${'x'.repeat(56)}.c`, /takes names of at most 55 characters; rename the file\.$/],
    ['only.h', /^A module needs a \.c file; add one\.$/],
  ])('refuses the file %s', async (name, message) => {
    expect(await build({ name, text })).toMatchObject({
      ok: false,
      message: expect.stringMatching(message),
    });
  });

  it('refuses a source of 10 MB, nine files, and two of one name', async () => {
    expect(await build({ name: 'x.c', text: 'x'.repeat(10 * 1024 ** 2) })).toMatchObject({
      message: '"x.c" holds more than 256 KiB; make it smaller.',
    });
    const nine = Array.from({ length: 9 }, (_, n) => ({ name: `x${n}.c`, text }));
    expect(await build(...nine)).toMatchObject({ message: 'A Run takes at most 8 files.' });
    expect(await build({ name: 'x.c', text }, { name: 'x.c', text })).toMatchObject({
      message: 'There are two files named x.c; rename one.',
    });
  });
});
