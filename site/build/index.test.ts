import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { repositoryRoot } from '../../lessons/lib/load-lesson.ts';
import { buildSite } from './index.ts';

const root = path.join(repositoryRoot, 'test/fixtures/course');
let folder = '';
let options: Parameters<typeof buildSite>[0] = {};
const read = (file: string) => readFile(path.join(folder, 'dist', file), 'utf8');

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'crossings-site-'));
  options = { root, ids: ['sample'], outDir: path.join(folder, 'dist') };
  // What a build leaves that was killed in the middle.
  await writeFile(path.join(folder, 'dist.new-4194304'), '');
  await buildSite(options);
}, 60_000);
afterAll(() => rm(folder, { recursive: true }));

test('writes a page for each lesson, and the files that the pages name', async () => {
  const page = await read('sample/index.html');
  expect(page).toContain('<h1>A sample of everything a page can hold</h1>');
  const named = [...page.matchAll(/(?:href|src)="\/(assets\/[^"]+)"/g)].map((match) => match[1]);
  expect(named.length).toBeGreaterThan(3);
  for (const file of named) expect((await read(file ?? '')).length).toBeGreaterThan(0);
  expect(await read('index.html')).toContain('href="/sample/"');
});

test('a page without scripts holds the text, the sources and the reasons of each answer', async () => {
  const page = await read('sample/index.html');
  expect(page).toContain('<code data-source="sample.c">');
  expect(page).not.toContain('region:');
  expect(page).toMatch(/<details><summary><span class="option-text">3 bytes/);
  expect(page).toContain('The figure in words');
});

test('needs no inline style and no inline script but the one it gives the hash of', async () => {
  const page = await read('sample/index.html');
  expect(page).not.toMatch(/<style|\sstyle=|\son[a-z]+=/);
  const inline = [...page.matchAll(/<script>([\s\S]*?)<\/script>/g)].map((match) => match[1] ?? '');
  const { scriptHashes } = JSON.parse(await read('csp.json'));
  const { createHash } = await import('node:crypto');
  const hashes = inline.map(
    (text) => `sha256-${createHash('sha256').update(text).digest('base64')}`,
  );
  expect(hashes).toEqual(scriptHashes);
});

test('does nothing when nothing changed, and leaves nothing beside the site', async () => {
  expect(await buildSite(options)).toMatchObject({ built: false });
  expect(await readdir(folder)).toEqual(['dist']);
});

test('a fault in the text leaves the old pages alone', async () => {
  const before = await read('index.html');
  await expect(buildSite({ ...options, ids: ['no-such-lesson'] })).rejects.toThrow(
    /lessons\/no-such-lesson\/lesson\.ts: no such file\n {4}repair: /,
  );
  expect(await read('index.html')).toBe(before);
  expect(await readdir(folder)).toEqual(['dist']);
});
