import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readRegions, regionText } from './regions.ts';

const c = (text: string) => readRegions(text, 'kmod/x/x.c');
const message = (read: () => unknown): string => {
  try {
    read();
  } catch (error) {
    return String(error);
  }
  throw new Error('nothing was thrown');
};

describe('readRegions', () => {
  test('takes marker lines out and counts without them', () => {
    const source = c('int a;\n/* region: one */\nint b;\nint c;\n/* endregion: one */\nint d;\n');
    expect(source.text).toBe('int a;\nint b;\nint c;\nint d;\n');
    expect(source.regions).toEqual([{ name: 'one', firstLine: 2, lastLine: 3, markerLine: 2 }]);
  });

  test('regions nest, and come in the order of their opening', () => {
    const source = c(
      '/* region: outer */\na\n\t/* region: inner */\n\tb\n\t/* endregion: inner */\nc\n/* endregion: outer */',
    );
    expect(source.text).toBe('a\n\tb\nc');
    expect(source.regions).toEqual([
      { name: 'outer', firstLine: 1, lastLine: 3, markerLine: 1 },
      { name: 'inner', firstLine: 2, lastLine: 2, markerLine: 3 },
    ]);
  });

  test('TypeScript has its own markers', () => {
    const source = readRegions('// region: x\nf();\n// endregion: x\n', 'client.ts');
    expect(source.text).toBe('f();\n');
  });

  test.each([
    ['never closed', '/* region: a */\nx\n', /x\.c:1: region "a" is never closed/],
    ['closed, not open', 'x\n/* endregion: a */\n', /x\.c:2: region "a" is closed but not open/],
    [
      'crossing',
      '/* region: a */\nx\n/* region: b */\ny\n/* endregion: a */\n/* endregion: b */',
      /x\.c:5: region "a" is closed while "b" \(line 3\) is open/,
    ],
    [
      'twice',
      '/* region: a */\nx\n/* endregion: a */\n/* region: a */\ny\n/* endregion: a */',
      /x\.c:4: region "a" was opened before, at line 1/,
    ],
    ['empty', '/* region: a */\n/* endregion: a */', /x\.c:1: region "a" holds no line/],
    ['bad name', '/* region: A b */\nx\n/* endregion: A b */', /x\.c:1: "A b" is no region name/],
    ['other form', '// region: a\nx\n', /x\.c:1: a region marker of another form/],
    ['editor form', '/* #region a */\nx\n', /x\.c:1: a region marker of another form/],
  ])('%s is an error with file, line and repair', (_name, text, expected) => {
    const said = message(() => c(text));
    expect(said).toMatch(expected);
    expect(said).toContain('repair: ');
  });

  test('any text without markers stays as it is', () => {
    const line = fc.string().filter((text) => !/region|\r|\n/i.test(text));
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        expect(c(lines.join('\n')).text).toBe(lines.join('\n'));
      }),
    );
  });
});

describe('regionText', () => {
  test('drops the indentation that all lines share', () => {
    const source = c('/* region: a */\n\t\tif (x)\n\n\t\t\treturn;\n/* endregion: a */');
    const [region] = source.regions;
    expect(region && regionText(source, region)).toBe('if (x)\n\n\treturn;');
  });
});
