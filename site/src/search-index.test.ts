import { expect, test } from 'vitest';
import { searchOf } from './search-index.ts';

const search = searchOf([
  {
    lesson: 'uaccess',
    title: 'Copying',
    sections: [
      { id: '', heading: '', text: 'A pointer is only a number.' },
      { id: 'out', heading: 'The way out', text: `${'long '.repeat(60)}pointer at the end` },
    ],
  },
  {
    lesson: 'mmap',
    title: 'Mapping a pointer',
    sections: [{ id: '', heading: '', text: 'Pages, and remap_pfn_range() for a driver.' }],
  },
]);
const urls = (query: string) => search(query).map(({ url }) => url);

test('every word has to be there, in the heading or the text', () => {
  expect(urls('pointer number')).toEqual(['/uaccess/']);
  expect(urls('WAY pointer')).toEqual(['/uaccess/#out']);
  expect(urls('nowhere')).toEqual([]);
  expect(urls('  ')).toEqual([]);
});

test('a section with the word in its heading or title comes first', () => {
  expect(new Set(urls('pointer'))).toEqual(new Set(['/mmap/', '/uaccess/', '/uaccess/#out']));
  expect(urls('pointer')[0]).toBe('/mmap/');
});

test('the beginning of a word is enough, and so is part of a name', () => {
  expect(urls('numb')).toEqual(['/uaccess/']);
  expect(urls('remap_pfn')).toEqual(['/mmap/']);
});

test('a typo still finds the word', () => {
  expect(urls('poniter number')).toEqual(['/uaccess/']);
  expect(urls('drivr')).toEqual(['/mmap/']);
});

test('the excerpt shows the word', () => {
  const [found] = search('end');
  expect(found?.excerpt).toMatch(/^… .*pointer at the end$/);
  expect(found?.excerpt.length).toBeLessThan(160);
});
