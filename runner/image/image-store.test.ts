import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  ensureArtifact,
  findArtifacts,
  holdArtifact,
  type MakeOptions,
  verifyArtifact,
} from './image-store.ts';

let images: string;
let makings: number;
beforeEach(async () => {
  images = await mkdtemp(join(tmpdir(), 'crossings-store-'));
  makings = 0;
});
afterEach(() => rm(images, { recursive: true }));

const prefix = 'guest-6.12-abc';

function options(changes: Partial<MakeOptions> = {}): MakeOptions {
  return {
    images,
    prefix,
    what: 'a thing',
    neededBytes: 1,
    make: async (folder) => {
      makings += 1;
      await writeFile(join(folder, 'kernel'), `kernel ${makings}`);
      await mkdir(join(folder, 'root/usr'), { recursive: true });
      await writeFile(join(folder, 'root/usr/file'), 'text');
      return { kernelRelease: `6.12.${makings}`, files: ['kernel'], tree: true };
    },
    ...changes,
  };
}

describe('ensureArtifact', () => {
  it('makes a thing once, with a stamp of what is in it', async () => {
    const made = await ensureArtifact(options());
    expect(made.folder).toBe(join(images, 'guest-6.12-abc-6.12.1'));
    expect(made.stamp.files).toMatchObject({ kernel: { bytes: 8 } });
    expect(made.stamp.tree).toEqual({ files: 1, bytes: 4 });
    expect(await ensureArtifact(options())).toEqual(made);
    expect(makings).toBe(1);
    expect(await readdir(join(images, 'temporary'))).toEqual([]);
  });

  it('makes it once when two ask at the same time', async () => {
    const [one, two] = await Promise.all([ensureArtifact(options()), ensureArtifact(options())]);
    expect(one).toEqual(two);
    expect(makings).toBe(1);
  });

  it('makes another where the one that is there will not do, and prefers the newest', async () => {
    await ensureArtifact(options());
    const accept: MakeOptions['accept'] = (stamp) => stamp.kernelRelease === '6.12.2';
    await ensureArtifact(options({ accept }));
    expect(makings).toBe(2);
    const found = await findArtifacts(images, prefix);
    expect(found.map(({ stamp }) => stamp.kernelRelease)).toEqual(['6.12.2', '6.12.1']);
  });

  it('keeps as many as it is told', async () => {
    for (const key of ['a', 'b', 'c']) {
      await ensureArtifact(options({ prefix: `guest-6.12-${key}`, keep: 2 }));
      await ensureArtifact(options({ prefix: `guest-6.1-${key}` }));
    }
    const names = (await readdir(images)).filter((name) => name.startsWith('guest')).toSorted();
    expect(names.map((name) => name.split('-').slice(0, 3).join('-'))).toEqual([
      ...['guest-6.1-a', 'guest-6.1-b', 'guest-6.1-c', 'guest-6.12-b', 'guest-6.12-c'],
    ]);
  });

  it('removes no older one that is held', async () => {
    const held = async (key: string) => {
      const { folder } = await ensureArtifact(options({ prefix: `guest-6.12-${key}`, keep: 1 }));
      return { folder, hold: holdArtifact(folder) };
    };
    const first = await held('a');
    const second = await held('b');
    expect(existsSync(first.folder)).toBe(true);
    first.hold?.release();
    await held('c');
    expect(existsSync(first.folder)).toBe(false);
    expect(existsSync(second.folder)).toBe(true);
    second.hold?.release();
  });

  it('takes nothing that is not whole, and makes it anew', async () => {
    const { folder } = await ensureArtifact(options());
    await truncate(join(folder, 'kernel'), 3);
    expect(await findArtifacts(images, prefix)).toEqual([]);
    await ensureArtifact(options());
    await writeFile(join(images, 'guest-6.12-abc-6.12.2/stamp.json'), '{"made": "2026-');
    await ensureArtifact(options());
    expect(makings).toBe(3);
  });

  it('leaves nothing when the making fails, and says what failed', async () => {
    const failing = options({
      make: async (folder) => {
        await writeFile(join(folder, 'half'), 'half');
        throw new Error('the mirror is gone');
      },
    });
    await expect(ensureArtifact(failing)).rejects.toThrow('the mirror is gone');
    expect(await readdir(join(images, 'temporary'))).toEqual([]);
    await ensureArtifact(options());
    expect(makings).toBe(1);
  });

  it('says how much space is needed before it begins', async () => {
    const huge = ensureArtifact(options({ neededBytes: 1e18 }));
    await expect(huge).rejects.toMatchObject({
      reason: 'disk-full',
      message: expect.stringMatching(/takes 1000000000000 MB and .* has \d+ MB free/),
      repair: expect.stringContaining('CROSSINGS_CACHE'),
    });
    expect(makings).toBe(0);
  });

  it('tells who waits what the maker does, and lets go when a step is stuck', async () => {
    let begin: () => void = () => {};
    const begun = new Promise<void>((resolve) => {
      begin = resolve;
    });
    const heard: string[] = [];
    const stuck = ensureArtifact(
      options({
        make: (_, { step }) => {
          step('saving its memory', 1000);
          begin();
          return new Promise(() => {});
        },
      }),
    );
    await begun;
    const waits = ensureArtifact(options({ onWait: (words) => heard.push(words) }));
    await expect(stuck).rejects.toMatchObject({
      reason: 'stalled',
      message: expect.stringContaining('Making a thing made no progress'),
    });
    await waits;
    expect(makings).toBe(1);
    expect(heard[0]).toMatch(/another process \(PID \d+\) .* for \d+ s: saving its memory$/);
  });

  it('removes what a killed process left half made', async () => {
    const store = JSON.stringify(join(import.meta.dirname, 'image-store.ts'));
    const maker = spawn(process.execPath, [
      '--input-type=module',
      '-e',
      `import { writeFileSync } from 'node:fs';
       import { ensureArtifact } from ${store};
       await ensureArtifact({ images: ${JSON.stringify(images)}, prefix: '${prefix}', what: 'it',
         neededBytes: 1, make: async (folder) => {
           writeFileSync(folder + '/kernel', 'half');
           console.log('half made');
           await new Promise((resolve) => setTimeout(resolve, 60_000));
         } });`,
    ]);
    await once(maker.stdout, 'data');
    expect(await readdir(join(images, 'temporary'))).toHaveLength(1);
    maker.kill('SIGKILL');
    await once(maker, 'exit');
    const { folder } = await ensureArtifact(options());
    expect(await readFile(join(folder, 'kernel'), 'utf8')).toBe('kernel 1');
    expect(await readdir(join(images, 'temporary'))).toEqual([]);
  });
});

describe('verifyArtifact', () => {
  it('notices a changed byte and a missing file', async () => {
    const made = await ensureArtifact(options());
    expect(await verifyArtifact(made)).toEqual([]);
    await writeFile(join(made.folder, 'kernel'), 'kernel 2');
    await rm(join(made.folder, 'root/usr/file'));
    expect(await verifyArtifact(made)).toEqual([
      `${made.folder}/kernel was changed`,
      `${made.folder}/root was changed`,
    ]);
  });
});
