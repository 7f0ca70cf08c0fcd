import { describe, expect, it } from 'vitest';
import { compileScript } from './compile-script.ts';
import { describeCommand, headerText } from './describe-script.ts';
import { recipeFromKbuild } from './recipe.ts';

/** What kbuild of 6.12 leaves, shortened to the parts that matter. */
const left: Record<string, string> = {
  '.cxone.o.cmd':
    'savedcmd_/work/cxone.o := gcc -Wp,-MMD,/work/.cxone.o.d -O2 -include /k/kconfig.h -DKBUILD_BASENAME=\'"cxone"\' -D__KBUILD_MODNAME=kmod_cxone -c -o /work/cxone.o /work/cxone.c  ; ./objtool --link /work/cxone.o\n\nsource_/work/cxone.o := /work/cxone.c\n',
  '.cxunit.o.cmd':
    'savedcmd_/work/cxunit.o := gcc -O2 -DKBUILD_BASENAME=\'"cxunit"\' -DKBUILD_MODNAME=\'"cxmod"\' -c -o /work/cxunit.o /work/cxunit.c  \n',
  '.cxmod.o.cmd':
    'savedcmd_/work/cxmod.o := ld -r -o /work/cxmod.o @/work/cxmod.mod  ; ./objtool --link /work/cxmod.o\n',
  '.Module.symvers.cmd':
    "cmd_/work/Module.symvers := sed 's/ko$$/o/' /work/modules.order | modpost -T -\n",
  '.cxmod.mod.o.cmd':
    'savedcmd_/work/cxmod.mod.o := gcc -Wp,-MMD,/work/.cxmod.mod.o.d -O2 -include /k/kconfig.h -DKBUILD_BASENAME=\'"cxmod.mod"\' -c -o /work/cxmod.mod.o /work/cxmod.mod.c\n',
  '.cxmod.ko.cmd':
    'savedcmd_/work/cxmod.ko := x86_64-linux-gnu-ld -r -o /work/cxmod.ko /work/cxmod.o /work/cxmod.mod.o /work/.module-common.o;  true\n',
  'modules.order': '/work/cxone.o\n/work/cxmod.o\n',
  'cxone.mod': '/work/cxone.o\n',
  'cxmod.mod': '/work/cxunit.o\n/work/cxother.o\n',
  'cxmod.mod.c':
    '#include <linux/module.h>\n#define INCLUDE_VERMAGIC\n#include <linux/vermagic.h>\n\nMODULE_INFO(name, KBUILD_MODNAME);\n#ifdef RETPOLINE\n#include <not/this.h>\n#endif\n',
};
const log = [
  'crossings-probe folder=/elsewhere',
  'crossings-probe folder=/k/headers',
  'crossings-probe env SRCARCH=x86',
  'crossings-probe env NM=nm',
  '  if nm /work/cxunit.o | grep -q __export; then gcc -E /work/cxunit.c | scripts/genksyms/genksyms >> /work/.cxunit.o.cmd; fi',
].join('\n');
const file = (name: string) => left[name] ?? '';
const recipe = recipeFromKbuild({ kernelRelease: '6.12.1', log, file });

describe('recipeFromKbuild', () => {
  it('puts names in braces: file names, and C identifiers in -D', () => {
    expect(recipe.compileAlone).toEqual([
      'gcc -Wp,-MMD,/work/.{module}.o.d -O2 -include /k/kconfig.h -DKBUILD_BASENAME=\'"{moduleId}"\' -D__KBUILD_MODNAME=kmod_{moduleId} -c -o /work/{module}.o /work/{module}.c',
      './objtool --link /work/{module}.o',
    ]);
    expect(recipe.compileUnit).toEqual([
      'gcc -O2 -DKBUILD_BASENAME=\'"{unitId}"\' -DKBUILD_MODNAME=\'"{moduleId}"\' -c -o /work/{object}.o /work/{unit}.c',
    ]);
    expect(recipe.unitObjectLine).toBe('/work/{object}.o');
  });

  it('undoes what make escapes, and takes the object that all modules share from its place', () => {
    expect(recipe.modpost).toEqual(["sed 's/ko$/o/' /work/modules.order | modpost -T -"]);
    expect(recipe.link).toEqual([
      'x86_64-linux-gnu-ld -r -o /work/{module}.ko /work/{module}.o /work/{module}.mod.o /prepared/module-common.o',
    ]);
    expect(recipe.strip).toBe('x86_64-linux-gnu-strip');
  });

  it('takes the last folder that kbuild worked in, its environment, and the rules it saves not', () => {
    expect(recipe.folder).toBe('/k/headers');
    expect(recipe.env).toEqual({ SRCARCH: 'x86', NM: 'nm' });
    expect(recipe.exportsUnit).toEqual([expect.stringContaining('gcc -E /work/{unit}.c')]);
    expect(recipe.exportsAlone).toEqual([]);
  });

  it('takes the head of modpost’s text and no more', () => {
    expect(headerText(recipe)).toBe(
      '#include "/k/kconfig.h"\n#include <linux/module.h>\n#define INCLUDE_VERMAGIC\n#include <linux/vermagic.h>\n',
    );
    expect(describeCommand(recipe, 'hello').replace(/ +/g, ' ')).toBe(
      'gcc -O2 -DKBUILD_BASENAME=\'"module.mod"\' -g0 -include /prepared/describe.h -include /work/.describe-name.h -c -o /work/hello.mod.o /work/hello.mod.c',
    );
  });

  it('says what is missing', () => {
    const empty = { kernelRelease: '6.12.1', log, file: () => '' };
    expect(() => recipeFromKbuild(empty)).toThrow('kbuild left no command for cxmod.mod.o');
  });
});

describe('compileScript', () => {
  const plan = { exportsSymbols: false, hasVersion: false, inspect: false };

  it('compiles a module of one file under its own name', () => {
    const script = compileScript(recipe, { ...plan, units: ['my-mod'] }, [8, 9]);
    expect(script).toContain('-DKBUILD_BASENAME=\'"my_mod"\'');
    expect(script).toContain('-c -o /work/my-mod.o /work/my-mod.c -fdiagnostics-color=never');
    expect(script).toContain('./objtool --link /work/my-mod.o || exit 41');
    expect(script).toContain('#define KBUILD_MODNAME "my_mod"');
    expect(script).toContain('cat .bare.ko >&8 && cat my-mod.ko >&9');
    expect(script).not.toMatch(/fixdep|genksyms|\{\w+\}|cxone|cxmod|cxunit/);
  });

  it('compiles several units, none of which takes the module’s object', () => {
    const script = compileScript(recipe, { ...plan, units: ['two', 'help'] }, [8, 9]);
    expect(script).toContain('-c -o /work/two.unit.o /work/two.c');
    expect(script).toContain('-DKBUILD_BASENAME=\'"help"\' -DKBUILD_MODNAME=\'"two"\'');
    expect(script).toContain(
      "{ echo '/work/two.unit.o'; echo '/work/help.unit.o'; } > /work/two.mod",
    );
    expect(script).toContain('ld -r -o /work/two.o @/work/two.mod || exit 42');
    expect(script).not.toMatch(/\{\w+\}|cxone|cxmod|cxunit/);
  });

  it('makes checksums of symbols and sources where the source asks for them', () => {
    const units = ['two', 'help'] as [string, string];
    const script = compileScript(
      recipe,
      { units, exportsSymbols: true, hasVersion: true, inspect: false },
      [8, 9],
    );
    expect(script).toContain(
      "/lib/modules/6.12.1/build/scripts/basic/fixdep /work/.help.unit.o.d /work/help.unit.o '' > /work/.help.unit.o.cmd",
    );
    expect(script).toContain('genksyms >> /work/.two.unit.o.cmd; fi || exit 43');
  });
});
