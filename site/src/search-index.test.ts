import { expect, test } from 'vitest';
import { searchIn } from './search-index.ts';

const index = [
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
    sections: [{ id: '', heading: '', text: 'Pages.' }],
  },
];

test('every word must be there, in heading or text', () => {
  expect(searchIn(index, 'pointer number').map(({ url }) => url)).toEqual(['/uaccess/']);
  expect(searchIn(index, 'WAY pointer').map(({ url }) => url)).toEqual(['/uaccess/#out']);
  expect(searchIn(index, 'nowhere')).toEqual([]);
  expect(searchIn(index, '  ')).toEqual([]);
});

test('what has the word in its heading or title comes first', () => {
  expect(searchIn(index, 'pointer').map(({ url }) => url)).toEqual([
    '/mmap/',
    '/uaccess/',
    '/uaccess/#out',
  ]);
});

test('the excerpt shows the word', () => {
  const [found] = searchIn(index, 'end');
  expect(found?.excerpt).toMatch(/^… .*pointer at the end$/);
  expect(found?.excerpt.length).toBeLessThan(160);
});
