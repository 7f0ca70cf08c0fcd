import { describe, expect, test } from 'vitest';
import { ownTokens } from './own-tokens.ts';
import { sourceFlags } from './source-flags.ts';

const kinds = (text: string): string[] =>
  sourceFlags(text, 'a.c').map(({ kind, what }) => `${what.split(' ')[0]} ${kind}`);

describe('a finding is told with its line', () => {
  test.each([
    ['asm("nop");', ['a.c:1 assembly']],
    ['\n\n__asm__ volatile ("cli");', ['a.c:3 assembly']],
    ['#define STOP __asm("cli")', ['a.c:1 assembly']],
    ['int f(void) asm("init_module");', ['a.c:1 assembly']],
    ['as\\\nm("nop");', ['a.c:1 assembly']],
    ['/* a\n * b */ asm("nop");', ['a.c:2 assembly']],
    ['%:pragma GCC optimize("O0")', ['a.c:1 directive']],
    ['#line 3 "linux/fs.h"', ['a.c:1 directive']],
    ['# 3 "linux/fs.h"', ['a.c:1 directive']],
    ['_Pragma("GCC push_options")', ['a.c:1 directive']],
    ['const char *s = R"(" asm("cli"); ")";', ['a.c:1 directive']],
    ['__attribute__((__section__(".init.text"))) int x;', ['a.c:1 section']],
    ['void f(void) __attribute((alias("g")));', ['a.c:1 section']],
    ['EXPORT_SYMBOL_GPL(f);', ['a.c:1 export']],
    ['p = (void *)0xffffffff81000000;', ['a.c:1 address']],
    ['p = (void *)18446744071578845184u;', ['a.c:1 address']],
    ['p = phys_to_virt(0);', ['a.c:1 address']],
    ['p = page_address(pfn_to_page(n));', ['a.c:1 address']],
    ['p = __builtin_frame_address(0);', ['a.c:1 address']],
    ['remove_proc_entry("slabinfo", NULL);', ['a.c:1 foreign-object']],
    ['file = filp_open("/dev/kmsg", O_WRONLY, 0);', ['a.c:1 foreign-object']],
    ['#define unlikely(x) (steal(), x)\n#include <linux/fs.h>', ['a.c:1 directive']],
  ])('%j', (text, expected) => {
    expect(kinds(text)).toEqual(expected);
  });
});

describe('nothing is found', () => {
  test.each([
    '/* asm("nop") */ // __asm__',
    'const char *text = "asm(\\"x\\") #pragma";',
    '#include <linux/fs.h>\n#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt\n#if 0\n#elif 1\n#endif',
    '#define SIZE 64\n#define pr_fmt(fmt) fmt\n#include <linux/fs.h>\n#define helper(x) (x)',
    '#pragma once\n#pragma pack(push, 1)\n#pragma GCC diagnostic ignored "-Wall"',
    'static int x __attribute__((unused)), y __aligned(8);',
    'u64 mask = 0xffffffff00000000, low = ~0ULL, all = 0xffffffffffffffff, most = 0xfffffffffffff000;',
    '#define DEVICE(name) static int name##_open(void)',
  ])('in %j', (text) => {
    expect(kinds(text)).toEqual([]);
  });
});

test('a source of one sign over and over is read in the time of one reading', () => {
  for (const sign of [')', '/*', '"\\', '\\\n', 'R"', "'"]) {
    expect(ownTokens(sign.repeat(50_000)).length).toBeLessThanOrEqual(100_000);
  }
});
