import { describe, expect, it } from 'vitest';
import type { SourceFile } from '../../protocol.ts';
import { readToolOutput } from './index.ts';

const headers = '/usr/src/linux-headers-6.12.117+deb13-common';
const files: SourceFile[] = [
  {
    name: 'main.c',
    text: '#include "own.h"\n\n\tint ü, x = 1\n\nint f(void) { return lost(); }\n#define A module_init(f)\n',
  },
  { name: 'own.h', text: 'int lost(void);\n' },
];
const read = (lines: string[], cap = 50) =>
  readToolOutput(Buffer.from(lines.join('\n')), files, 'main.c', cap);

describe('what gcc says', () => {
  it('becomes a diagnostic with its caret; bytes become characters', () => {
    const { diagnostics, rest } = read([
      "/work/main.c: In function 'f':",
      "/work/main.c:3:9: error: expected ',' or ';' at end of input",
      '    3 |         int ü, x = 1',
      '      |               ^',
      'cc1: some warnings being treated as errors',
    ]);
    expect(rest).toEqual([]);
    expect(diagnostics).toEqual([
      {
        file: 'main.c',
        line: 3,
        column: 8,
        severity: 'error',
        message: "expected ',' or ';' at end of input",
        caret: '    3 |         int ü, x = 1\n      |               ^',
      },
    ]);
  });

  it('is placed at the include, and stays there for the next message of the same header', () => {
    const { diagnostics } = read([
      `In file included from ${headers}/include/linux/list.h:5,`,
      '                 from /work/main.c:1:',
      `${headers}/include/linux/types.h:20:1: error: unknown type name 'x'`,
      '   20 | x y;',
      '      | ^',
      `${headers}/include/linux/types.h:21:1: warning: second`,
    ]);
    expect(diagnostics).toMatchObject([
      { file: 'main.c', line: 1, message: "unknown type name 'x' (include/linux/types.h:20)" },
      { file: 'main.c', line: 1, message: 'second (include/linux/types.h:21)' },
    ]);
  });

  it('is placed where a kernel function was inlined', () => {
    const { diagnostics } = read([
      "In function 'check_copy_size',",
      `    inlined from 'copy_from_user' at ${headers}/include/linux/uaccess.h:212:6,`,
      "    inlined from 'f' at /work/main.c:5:15:",
      `${headers}/include/linux/thread_info.h:246:25: error: call to '__bad_copy_to'`,
    ]);
    expect(diagnostics).toMatchObject([{ file: 'main.c', line: 5, column: 15 }]);
  });

  it('is placed at the outermost use of a macro, without the steps between', () => {
    const { diagnostics } = read([
      `${headers}/include/linux/a.h:1:1: error: inner`,
      `${headers}/include/linux/b.h:2:1: note: in expansion of macro 'B'`,
      '    2 | B',
      "/work/main.c:5:3: note: in expansion of macro 'A'",
      '    5 |   A',
      '      |   ^',
    ]);
    expect(diagnostics).toEqual([
      {
        file: 'main.c',
        line: 5,
        column: 3,
        severity: 'error',
        message: 'inner (include/linux/a.h:1)',
        caret: "main.c:5: note: in expansion of macro 'A'\n    5 |   A\n      |   ^",
      },
    ]);
  });

  it('keeps a note about the learner’s own line as a note of its own', () => {
    const { diagnostics } = read([
      '/work/main.c:5:1: error: conflicting types',
      '/work/main.c:5:1: note: each undeclared identifier is reported only once for each function',
      '/work/own.h:1:5: note: previous declaration',
    ]);
    expect(diagnostics.map(({ file, severity }) => [file, severity])).toEqual([
      ['main.c', 'error'],
      ['own.h', 'note'],
    ]);
  });

  it('belongs to no line where it names a file that is not the learner’s', () => {
    const { diagnostics } = read(['/etc/passwd:1:1: error: expected identifier']);
    expect(diagnostics).toMatchObject([{ file: 'main.c', line: 0, column: 0 }]);
  });

  it('is shown once, and up to a number', () => {
    const line = (n: number) => `main.c:${n}:1: warning: w${n}`;
    const { diagnostics } = read(
      [line(1), line(1), line(2), line(3), line(4), 'main.c:5:1: error: e'],
      3,
    );
    expect(diagnostics.map(({ message }) => message)).toEqual([
      'e',
      'w1',
      '3 more messages are not shown',
    ]);
  });
});

it('does not work long on what was made to be hard to read', () => {
  const long = [
    'a'.repeat(250_000),
    'a '.repeat(125_000),
    `${'lost '.repeat(50_000)}(`,
    '/usr/src/linux-headers-'.repeat(10_000),
    'x.c:1: '.repeat(30_000),
  ];
  for (const line of long) {
    const source = { name: 'main.c', text: `${line}\n`.slice(0, 250_000) };
    const output = [
      line,
      ...Array.from({ length: 4000 }, (_, n) => `a.o: warning: objtool: f${n}: x`),
    ];
    const read = readToolOutput(Buffer.from(output.join('\n')), [source], 'main.c', 50);
    expect(read.diagnostics).toHaveLength(50);
  }
});

describe('what the kernel’s tools say', () => {
  it.each([
    ['ERROR: modpost: "lost" [/work/main.ko] undefined!', 5, /^'lost' is not defined here/],
    ["ERROR: modpost: main.ko: symbol 'lost' undefined!", 5, /^'lost' is not defined here/],
    [
      'ERROR: modpost: missing MODULE_LICENSE() in /work/main.o',
      0,
      /^MODULE_LICENSE\(\) is missing/,
    ],
    [
      "ERROR: modpost: GPL-incompatible module main.ko uses GPL-only symbol 'lost'",
      5,
      /^'lost' is exported to GPL modules only/,
    ],
    [
      'ERROR: modpost: module main uses symbol lost from namespace DEEP, but does not import it.',
      5,
      /add MODULE_IMPORT_NS\(DEEP\);$/,
    ],
    [
      "ERROR: modpost: main.ko: module uses symbol 'lost' from namespace 'DEEP', but does not import it.",
      5,
      /add MODULE_IMPORT_NS\("DEEP"\);$/,
    ],
    [
      'main.o: error: objtool: init_module+0x9: unannotated intra-function call',
      5,
      /^objtool: init/,
    ],
    [
      'WARNING: modpost: main: section mismatch in reference: f+0x2 (section: .text) -> lost.isra.0 (section: .init.text)',
      5,
      /^'f' \(in \.text\) refers to 'lost' \(in \.init\.text\)/,
    ],
    ['/work/main.o: warning: objtool: f+0x1: unreachable instruction', 5, /^objtool: f\+0x1/],
    ["ERROR: modpost: main.ko: symbol 'f' exported twice.", 5, /^symbol 'f' exported twice/],
    [
      "x86_64-linux-gnu-ld: /work/own.unit.o: in function `f':\n/work/main.c:5: multiple definition of `f'; /work/own.unit.o:/work/own.c:1: first defined here",
      5,
      /^'f' is defined in more than one file/,
    ],
  ])('%s', (line, at, message) => {
    const { diagnostics } = read([line]);
    expect(diagnostics).toMatchObject([
      { file: 'main.c', line: at, message: expect.stringMatching(message) },
    ]);
  });

  it('is handed back where no rule knows it', () => {
    expect(read(['something else', ''])).toEqual({ diagnostics: [], rest: ['something else'] });
  });
});
