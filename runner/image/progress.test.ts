import { describe, expect, it } from 'vitest';
import { addUp, type Progress, readMmdebstrap } from './progress.ts';

describe('readMmdebstrap', () => {
  it('goes forward by the bytes that arrive', () => {
    const seen: [string, number][] = [];
    const read = readMmdebstrap((what, done) => seen.push([what, done]));
    for (const line of [
      'I: running apt-get update...',
      'Get:1 http://m.example/debian bookworm InRelease [151 kB]',
      'I: downloading packages with apt...',
      'Need to get 2,000 kB of archives.',
      'Get:1 http://m.example/debian bookworm/main amd64 bash amd64 5.2 [1000 kB]',
      'Get:2 http://m.example/debian bookworm/main amd64 libc6 amd64 2.36 [1 MB]',
      'I: extracting archives...',
      'I: success in 7.6 seconds',
    ]) {
      read(line);
    }
    expect(seen).toEqual([
      ['reading the package lists', 0.02],
      ['downloading packages', 0.35],
      ['downloading packages', 0.6],
      ['unpacking packages', 0.65],
      ['unpacking packages', 1],
    ]);
  });
});

describe('addUp', () => {
  it('weighs steps that run side by side, never goes back, and says nothing twice', () => {
    const seen: Progress[] = [];
    const step = addUp({ compiler: 3, guest: 1 }, (progress) => seen.push(progress));
    step('compiler')('compiler', 0.5);
    step('compiler')('compiler', 0.4);
    step('guest')('guest', 1);
    step('compiler')('compiler', 1);
    expect(seen).toEqual([
      { what: 'compiler', percent: 37 },
      { what: 'guest', percent: 62 },
      { what: 'compiler', percent: 100 },
    ]);
  });
});
