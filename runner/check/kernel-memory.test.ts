import { expect, test } from 'vitest';
import { grown, isTold, kernelMemory } from './kernel-memory.ts';

const told = [
  'slabinfo - version: 2.1',
  '# name            <active_objs> <num_objs> <objsize> <objperslab> <pagesperslab> : tunables',
  'kmalloc-rnd-01-64     10     32    192   21    1 : tunables    0    0    0 : slabdata',
  'kmalloc-cg-64          5     21    192   21    1 : tunables    0    0    0 : slabdata',
  'kmalloc-2k             7      8   6144    5    8 : tunables    0    0    0 : slabdata',
  'ovl_inode            113    120    800   10    2 : tunables    0    0    0 : slabdata',
  ...['MemTotal:   200000 kB', 'MemFree:  100000 kB', 'Buffers:    10000 kB', 'Cached:  50000 kB'],
  ...['SwapCached:      0 kB', 'AnonPages: 20000 kB', 'KernelStack:  1000 kB'],
  ...['Slab:     10000 kB', 'PageTables:  1000 kB'],
].join('\n');

test('objects are counted by cache, those of one kmalloc size together, and loose pages', () => {
  expect(kernelMemory(told)).toEqual({
    'kmalloc-64': 15,
    'kmalloc-2k': 7,
    ovl_inode: 113,
    'loose pages': 2000,
  });
  expect(isTold(kernelMemory(told))).toBe(true);
});

test('as many objects or pages left as there were rounds is a leak, a few are not', () => {
  const before = { 'kmalloc-64': 500, 'loose pages': 100 };
  expect(grown(before, { ...before, 'kmalloc-64': 512 })).toBeUndefined();
  expect(grown(before, { ...before, 'kmalloc-64': 600 })).toBe('100 more objects of kmalloc-64');
  expect(grown(before, { ...before, 'loose pages': 200 })).toContain('100 more pages');
  expect(grown(before, { ...before, pid: 100 })).toBe('100 more objects of pid');
});

test('figures that are not there are noticed', () => {
  expect(isTold(kernelMemory(''))).toBe(false);
  expect(isTold(kernelMemory(told.replace('MemFree', 'Nothing')))).toBe(false);
});
