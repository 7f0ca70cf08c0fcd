import { expect, test } from 'vitest';
import { readSymbols } from './resolve-addresses.ts';

test('a name that two functions share is no address of either', () => {
  const symbols = readSymbols(
    [
      '0000000000000010 l     F .text\t0000000000000040 helper',
      '0000000000000050 l     F .text\t0000000000000040 helper',
      '0000000000000090 g     F .text\t0000000000000040 note_show',
      '0000000000000000 l     F .text.unlikely\t0000000000000020 note_show.cold',
    ].join('\n'),
  );
  expect(symbols.get('helper')).toBeUndefined();
  expect(symbols.get('note_show')).toEqual({ section: '.text', value: 0x90 });
  expect(symbols.get('note_show.cold')).toEqual({ section: '.text.unlikely', value: 0 });
});
