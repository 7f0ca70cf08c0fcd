import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { strToU8, type Zippable, zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listSubmissions, readSubmission } from './submissions.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'crossings-submissions-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** The text that is read of a submission, or why it is refused. */
async function read(student: string): Promise<string> {
  const submission = (await listSubmissions(folder)).find((each) => each.student === student);
  if (!submission) throw new Error(`${student} is not listed`);
  return (await readSubmission(submission, 'note.c')).text;
}

async function handIn(student: string, files: Record<string, string | Uint8Array>): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(folder, student, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, content);
  }
}

async function zip(student: string, files: Zippable): Promise<void> {
  await writeFile(path.join(folder, `${student}.zip`), zipSync(files));
}

const source = strToU8('int x;\n');

describe('what is read', () => {
  test('the file that is asked for, wherever it lies', async () => {
    await handIn('ada', { 'a/b/note.c': 'int x;\n', 'other.c': '', 'README.md': '' });
    expect(await read('ada')).toBe('int x;\n');
    await zip('bob', { 'bob/note.c': source, '__MACOSX/note.c': source, '.DS_Store': source });
    expect(await read('bob')).toBe('int x;\n');
  });

  test('the only file with its ending, whatever it is called', async () => {
    await handIn('cy', { 'my solution.c': 'int x;\n' });
    expect(await read('cy')).toBe('int x;\n');
  });

  test('a folder and a zip of one name both count', async () => {
    await handIn('two', { 'note.c': 'int a;' });
    await zip('two', { 'note.c': strToU8('int b;') });
    expect(await read('two.zip')).toBe('int b;');
    expect(await read('two')).toBe('int a;');
  });
});

describe('what is refused', () => {
  test.each([
    ['parent', '../note.c'],
    ['deep-parent', 'a/../../note.c'],
    ['absolute', '/etc/note.c'],
    ['backslash', '..\\note.c'],
    ['drive', 'C:/note.c'],
  ])('a zip that names a file outside of itself: %s', async (student, name) => {
    await zip(student, { [name]: source });
    await expect(read(student)).rejects.toThrow(/outside of itself/);
  });

  test('symbolic links, in a folder and in a zip', async () => {
    await handIn('link', { 'README.md': '' });
    await symlink('/etc/passwd', path.join(folder, 'link/note.c'));
    await expect(read('link')).rejects.toThrow(/note\.c is a symbolic link/);
    await zip('ziplink', {
      'note.c': [strToU8('/etc/passwd'), { os: 3, attrs: (0o120777 << 16) >>> 0 }],
    });
    await expect(read('ziplink')).rejects.toThrow(/symbolic link/);
    await symlink('/etc', path.join(folder, 'linked'));
    await expect(read('linked')).rejects.toThrow(/neither a folder nor a zip/);
  });

  test('a bomb, also one that lies about its size', async () => {
    const bomb = zipSync({ 'note.c': new Uint8Array(64 * 1024 * 1024) });
    await writeFile(path.join(folder, 'bomb.zip'), bomb);
    await expect(read('bomb')).rejects.toThrow(/larger than 256 KiB/);
    const lie = Buffer.from(bomb);
    lie.writeUInt32LE(10, 22);
    lie.writeUInt32LE(10, lie.indexOf(Buffer.from([0x50, 0x4b, 1, 2])) + 24);
    await writeFile(path.join(folder, 'lie.zip'), lie);
    const text = await read('lie').catch((error: Error) => error.message);
    expect(text.length).toBeLessThan(1000);
  });

  test.each([
    ['empty', { 'note.c': ' \n' }, /is empty/],
    ['nothing', { 'README.md': 'x' }, /no note\.c/],
    ['several', { 'a.c': 'x', 'b.c': 'x' }, /both a\.c and b\.c/],
    ['latin', { 'note.c': Uint8Array.of(0x69, 0xe9, 0x0a) }, /not UTF-8/],
    ['huge', { 'note.c': 'x'.repeat(300 * 1024) }, /larger than 256 KiB/],
  ])('%s', async (student, files, message) => {
    await handIn(student, files as Record<string, string>);
    await expect(read(student)).rejects.toThrow(message);
  });

  test('what only calls itself a zip, half of one, and an empty one', async () => {
    await writeFile(path.join(folder, 'text.zip'), 'not a zip');
    await expect(read('text')).rejects.toThrow(/no zip file/);
    const whole = zipSync({ 'note.c': source });
    await writeFile(path.join(folder, 'half.zip'), whole.subarray(0, whole.length / 2));
    await expect(read('half')).rejects.toThrow(/no zip file/);
    await writeFile(path.join(folder, 'none.zip'), '');
    await expect(read('none')).rejects.toThrow(/no zip file/);
  });
});
