// Every modern module of the course is in the kernel's own style: `checkpatch --strict` is silent.
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ensureCheckpatch } from './checkpatch-script.ts';
import { modernModules, readCourseFile, sourcesOf, ways } from './course-modules.ts';

let script: string;
let folder: string;
beforeAll(async () => {
  script = await ensureCheckpatch();
  folder = await mkdtemp(join(tmpdir(), 'crossings-checkpatch-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** What checkpatch says of a file, without its summary. */
async function complaints(name: string, text: string): Promise<string[]> {
  const file = join(folder, name);
  await writeFile(file, text);
  const { stdout } = await promisify(execFile)('perl', [
    ...[script, '--no-tree', '--strict', '--terse', '--no-summary'],
    // Patches for the kernel know their version; these modules are for three.
    ...['--ignore', 'LINUX_VERSION_CODE', '--file', file],
  ]).catch((error: { stdout: string; code: unknown }) => {
    if (error.code !== 1) throw error;
    return error;
  });
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.replace(`${folder}/`, ''));
}

test('a file in another style is found', async () => {
  const text = '// SPDX-License-Identifier: GPL-2.0\nint f(void){\n    return(0) ;\n}\n';
  expect((await complaints('other-style.c', text)).length).toBeGreaterThan(2);
});

describe.each(ways)('kmod/%s', (way) => {
  test.each([...modernModules(way), ...sourcesOf(way, '.h')])('%s', async (path) => {
    expect(await complaints(basename(path), readCourseFile(path).text)).toEqual([]);
  });
});
