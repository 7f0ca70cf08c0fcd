import { expect, test } from 'vitest';
import { clientFlags, kernelFilesIn } from './client-flags.ts';
import { namesOfClient } from './client-names.ts';

const files = kernelFilesIn("openSync('/dev/tank'); read(`/sys/kernel/meter/level`)");

async function found(source: string): Promise<string> {
  const flags = clientFlags(await namesOfClient(source), 'tank.ts', files);
  return flags.map(({ what }) => what).join('\n');
}

test('an honest client is free to choose', async () => {
  const source = `
    import koffi from 'koffi';
    import * as fs from 'node:fs';
    import { setTimeout } from 'node:timers/promises';
    // nothing of /dev/kmsg here
    const libc: koffi.IKoffiLib = koffi.load('libc.so.6');
    const ioctl = libc.func('int ioctl(int, unsigned long, _Inout_ uint32_t *)');
    const mmap = libc.func('mmap', 'void *', ['void *', 'size_t', 'int', 'int', 'int', 'long']);
    const fd: number = fs.openSync('/dev/tank', 'r+');
    const folder = '/sys/kernel/meter';
    fs.readFileSync(\`\${folder}/level\`);
    fs.readFileSync('/sys/module/tank/parameters/level');
    Atomics.load(new Int32Array(1), 0);`;
  expect(await found(source)).toBe('');
});

test('each thing that an exercise has no use for is told with its line', async () => {
  const cases = [
    ["fs.writeFileSync('/dev/kmsg', '');", '/dev/kmsg'],
    ["fs.writeFileSync('/dev' + '/km' + 'sg', '');", '/dev/kmsg'],
    ["fs.readFileSync('//proc/kcore');", 'kcore'],
    ["fs.readFileSync('/dev/tank/../mem');", 'tank/../mem'],
    ["import { execSync } from 'node:child_process';", 'child_process'],
    ["await import('node:' + kind);", 'imports that is computed'],
    ["require('vm');", 'uses require'],
    ["process.getBuiltinModule('vm');", 'getBuiltinModule'],
    ["libc.func('int finit_module(int, const char *, int)');", 'finit_module'],
    ["libc.func('long syscall(long)');", 'syscall'],
    ['libc.func(name);', 'C function that is computed'],
    ["koffi.load('/work/own.so');", 'own.so'],
    ["(() => {}).constructor('return 1')();", 'constructor'],
  ] as const;
  const lines = (await found(cases.map(([line]) => line).join('\n'))).split('\n');
  for (const [index, [source, words]] of cases.entries()) {
    const told = lines.filter((line) => line.startsWith(`tank.ts:${index + 1} `)).join('\n');
    expect(told, source).toContain(words);
  }
});

test('a source that ends its parser ends nothing else, and is found', async () => {
  expect(await found('('.repeat(100_000))).toContain('nested too deeply');
  expect(await found('let x: number = 1;')).toBe('');
});

test('what is no program has no finding: it won’t run', async () => {
  expect(await found("let = 3 + '/dev/kmsg")).toBe('');
});
