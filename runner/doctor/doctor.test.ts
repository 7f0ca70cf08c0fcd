import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { useCache } from '../image/cache-use.ts';
import { cleanCache } from './clean.ts';
import { printReport } from './print-report.ts';
import { type DoctorReport, findProblems } from './report.ts';

const well: Omit<DoctorReport, 'problems'> = {
  machine: {
    ...{ node: 'v24.1.0', kernel: '6.12.1', arch: 'x64', processors: 2, user: 'ordinary' },
    memoryBytes: 8 * 2 ** 30,
  },
  tools: [
    { name: 'bwrap', version: 'bubblewrap 0.8.0', package: 'bubblewrap', neededFor: 'everything' },
    { name: 'chromium', version: null, package: 'chromium', neededFor: 'tests' },
  ],
  sandbox: { namespaces: true, why: '', caps: 'rlimits' },
  accelerator: null,
  mirror: true,
  editions: [
    {
      ...{ edition: '6.12', state: 'made', kernelRelease: '6.12.117', faults: [], image: null },
      ...{ made: '2026-11-22T10:00:00.000Z', bytes: 541e6, template: null },
    },
    {
      ...{ edition: '6.1', state: 'missing', kernelRelease: '', faults: [], image: null },
      ...{ made: '', bytes: 0, template: null },
    },
  ],
  disk: {
    cache: { path: '/c', bytes: 2.8e9, freeBytes: 1e9 },
    data: { path: '/d', bytes: 0, freeBytes: 1e9 },
  },
};

describe('findProblems', () => {
  it('finds none where all is well; chromium is for the tests only', () => {
    expect(findProblems(well)).toEqual([]);
  });

  it('names each problem with its repair', () => {
    const [edition] = well.editions;
    const ill = {
      ...well,
      tools: well.tools.map((tool) => ({ ...tool, version: null })),
      sandbox: { ...well.sandbox, namespaces: false, why: 'No permissions' },
      mirror: false,
      editions: edition
        ? [{ ...edition, state: 'part' as const, faults: ['/c/kernel was changed'] }]
        : [],
    };
    const problems = findProblems(ill);
    expect(problems.map(({ message }) => message)).toEqual([
      'bwrap is missing.',
      'No sandbox can be made: No permissions',
      'The apt configuration names no Debian archive: no edition can be made.',
      'The first start takes 2500 MB and /c has 1000 MB free.',
      'Images are damaged: /c/kernel was changed.',
    ]);
    for (const { repair } of problems) expect(repair).not.toBe('');
  });
});

describe('printReport', () => {
  it('shows each section, and ends with the problems', () => {
    const problems = [{ message: 'The mirror is gone.', repair: 'Wait.' }];
    const text = stripVTControlCharacters(printReport({ ...well, problems }));
    expect(text).toContain('  6.12  6.12.117, 541 MB, 2026-11-22, template not booted yet\n');
    expect(text).toContain('  6.1   not made yet; made when it is first used\n');
    expect(text).toContain('  cache      2.8 GB in /c\n');
    expect(text).toMatch(/Problem: The mirror is gone\.\n {2}Wait\.\n$/);
    expect(stripVTControlCharacters(printReport({ ...well, problems: [] }))).toMatch(
      /All is well\.\n$/,
    );
  });
});

describe('cleanCache', () => {
  let cache: string;
  beforeAll(async () => {
    cache = await mkdtemp(join(tmpdir(), 'crossings-clean-'));
    await mkdir(join(cache, 'images/a'), { recursive: true });
    await writeFile(join(cache, 'images/a/kernel'), 'x'.repeat(10_000));
    await writeFile(join(cache, 'accelerator.json'), '{}');
    await writeFile(join(cache, 'holiday.jpg'), 'not ours');
  });
  afterAll(() => rm(cache, { recursive: true }));

  it('removes nothing while the cache is in use', async () => {
    const use = await useCache(cache);
    await expect(cleanCache(cache)).rejects.toMatchObject({ name: 'CacheInUseError' });
    use.release();
    expect(await readdir(join(cache, 'images'))).toEqual(['a']);
  });

  it('removes what Crossings made and nothing else, and tells how much', async () => {
    const removed = await cleanCache(cache);
    expect(removed.map(({ path }) => path)).toEqual([
      join(cache, 'accelerator.json'),
      join(cache, 'images'),
    ]);
    expect(removed.find(({ path }) => path.endsWith('images'))?.bytes).toBeGreaterThan(10_000);
    expect((await readdir(cache)).toSorted()).toEqual(['holiday.jpg', 'in-use.lock']);
    expect(await cleanCache(cache)).toEqual([]);
  });
});
