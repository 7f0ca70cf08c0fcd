import { expect, test } from 'vitest';
import type { CheckResult } from '../../check/report.ts';
import type { Grade } from '../grade.ts';
import { csvTable } from './csv.ts';
import { gradescopeResults } from './gradescope.ts';
import { ktap } from './ktap.ts';
import { prairielearnResults } from './prairielearn.ts';
import { studentReport } from './student-report.ts';

function result(id: string, passed: boolean, seen = ''): CheckResult {
  return {
    ...{ id, says: `It does ${id}.`, visible: id !== 'hidden', passed, reached: true, points: 2 },
    ...{ awarded: passed ? 2 : 0, did: 'did it', expected: 'a thing', seen, hint: '' },
    ...{ observation: null, ms: 1 },
  };
}

function gradeOf(student: string, report: Partial<Grade['report']> = {}): Grade {
  return {
    student,
    record: 'records/x.json',
    report: {
      ...{ exercise: 'uaccess/shout', version: 1, edition: '6.12', kernelRelease: '6.12.0' },
      ...{ seed: 'aa', sourceHash: 'bb', outcome: 'failed', message: '1 of 2 checks failed.' },
      ...{ diagnostics: [], flags: [], points: 4, awarded: 2, ms: 2600 },
      results: [result('first', true), result('hidden', false, 'nothing')],
      ...report,
    },
  };
}

const ours = gradeOf('bob', {
  ...{ outcome: 'runner-error', message: 'no memory', results: [], points: 0, awarded: 0 },
});

test('the table has a line for each student and a column for each check', () => {
  expect(
    csvTable([gradeOf('ada')])
      .trim()
      .split('\n'),
  ).toEqual([
    'student,outcome,awarded,points,percent,message,flags,first,hidden',
    'ada,failed,2,4,50,1 of 2 checks failed.,,2,0',
  ]);
});

test.each(['=1+1', '+1', '-1', '@x', '\t=1'])('%j is no formula in a spreadsheet', (name) => {
  expect(csvTable([gradeOf(name)]).split('\n')[1]).toMatch(/^"?'/);
});

test('a fault of ours is never a zero', () => {
  expect(csvTable([ours]).split('\n')[1]).toBe('bob,runner-error,,,,no memory,');
  expect(gradescopeResults(ours)).toBeUndefined();
  expect(prairielearnResults(ours)).toMatchObject({ gradable: false });
  expect(prairielearnResults(ours)).not.toHaveProperty('score');
  expect(ktap([ours])).toContain('ok 1 bob # SKIP no memory');
  expect(studentReport(ours)).toContain('not graded');
});

test('a flagged submission has no score in any export, and says why and what to do', () => {
  const flagged = gradeOf('eve', {
    outcome: 'flagged',
    flags: [{ kind: 'assembly', what: 'shout.c:3 holds inline assembly.' }],
  });
  expect(csvTable([flagged]).split('\n')[1]).toBe(
    'eve,flagged,,,,1 of 2 checks failed.,shout.c:3 holds inline assembly.,,',
  );
  expect(gradescopeResults(flagged)).toBeUndefined();
  const prairie = prairielearnResults(flagged);
  expect(prairie).toMatchObject({ gradable: false, message: expect.stringMatching(/assembly/) });
  expect(prairie).not.toHaveProperty('score');
  expect(ktap([flagged])).toContain('ok 1 eve # SKIP flagged: shout.c:3 holds inline assembly.');
  expect(studentReport(flagged)).toMatch(/no score yet[\s\S]*Remove the inline assembly/);
});

test('Gradescope gets points, and hidden checks only once the grades are out', () => {
  expect(gradescopeResults(gradeOf('ada'))).toMatchObject({
    score: 2,
    tests: [
      { name: 'It does first.', score: 2, max_score: 2, status: 'passed', visibility: 'visible' },
      { status: 'failed', visibility: 'after_published', score: 0 },
    ],
  });
});

test('PrairieLearn gets a part of one', () => {
  expect(prairielearnResults(gradeOf('ada'))).toMatchObject({ gradable: true, score: 0.5 });
});

test('KTAP nests the checks, and no name or log line becomes a line of its own', () => {
  const evil = gradeOf('eve\nok 2 # SKIP', { results: [result('x', false, 'a\nok 1 x')] });
  expect(ktap([evil])).toBe(
    [
      ...['KTAP version 1', '1..1', '  KTAP version 1', '  1..1'],
      ...['  # x: a ok 1 x', '  not ok 1 x', 'not ok 1 eve ok 2 SKIP', ''],
    ].join('\n'),
  );
});

test('in a report nothing of the student becomes mark-up', () => {
  const text = studentReport(
    gradeOf('<script>', {
      results: [result('x', false, '![](http://a) **bold**\n# heading')],
      diagnostics: [
        { file: 'a.c', line: 1, column: 1, severity: 'error', message: '```\n# out', text: '' },
      ] as unknown as Grade['report']['diagnostics'],
    }),
  );
  expect(text).not.toMatch(/(?<!\\)<script/);
  expect(text).not.toMatch(/(?<!\\)!\[/);
  expect(text).not.toMatch(/^# heading/m);
  expect(text).toMatch(/^````text$/m);
});
