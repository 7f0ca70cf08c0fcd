import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fileName, shownName } from './student-names.ts';

describe('the file of a student', () => {
  test.each(['ada', 'ada.lovelace', 'a_b-c@example.org', '1234567'])(
    '%s keeps its name',
    (name) => {
      expect(fileName(name)).toBe(name);
    },
  );

  test.each([
    ['Ada Lovelace', /^Ada-Lovelace~[\da-f]{10}$/],
    ['Zoë', /^Zoe~/],
    ['字', /^student~/],
    ['.hidden', /^hidden~/],
    ['-rf', /^rf~/],
    ['../../etc/passwd', /^etc-passwd~/],
    ['nul', /^nul~/],
    ['com1.txt', /^com1-txt~/],
    ['a.', /^a~/],
    [`a${'#'.repeat(90)}`, /^a~/],
    ['x'.repeat(255), /^x{60}~/],
  ])('%s gets a name that every file system takes', (student, name) => {
    expect(fileName(student)).toMatch(name);
  });

  test('is nobody else’s, whatever a file system takes for the same', () => {
    const alike = ['ada', 'Ada', 'ADA', 'a\u0308', 'ä', 'Ä', 'ada ', 'ada.', 'ａda', 'a:b', 'a?b'];
    const folded = alike.map((name) => fileName(name).normalize('NFKC').toLowerCase());
    expect(new Set(folded).size).toBe(alike.length);
  });

  test('is short and plain, whatever the name', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (name) => {
        expect(fileName(name)).toMatch(/^[A-Za-z0-9@+][\w.@+~-]{0,90}$/);
        expect(fileName(name)).toBe(fileName(name));
      }),
    );
  });
});

describe('a name as it is shown', () => {
  test('is the name, where nothing is wrong with it', () => {
    expect(shownName('Zoë van der Berg 字')).toBe('Zoë van der Berg 字');
  });

  test('has no control characters, line ends or turned text, and stays one of its own', () => {
    const raw = 'eve\n\u001b]0;title\u0007\u202eadA';
    expect(shownName(raw)).toMatch(/^eve adA ~[\da-f]{10}$/);
    expect(shownName('eve adA')).not.toBe(shownName(raw));
    expect(shownName('\u0007')).toMatch(/^unnamed ~/);
    expect(shownName('x'.repeat(255)).length).toBeLessThan(120);
  });
});
