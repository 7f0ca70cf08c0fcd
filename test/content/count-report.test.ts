import { expect, test } from 'vitest';
import { countReport, failuresInReport } from '../count-report.ts';

const report = (...files: [status: string, tests: string[]][]) =>
  JSON.stringify({
    testResults: files.map(([status, tests], file) => ({
      ...{ name: `${file}.test.ts`, status, message: 'it did not load' },
      assertionResults: tests.map((each, test) => ({
        ...{ fullName: `test ${test}`, status: each },
        failureMessages: each === 'failed' ? [`Error: seen\n${'x'.repeat(999)}`] : [],
      })),
    })),
  });

test('tests are added up over files, skipped ones left out', () => {
  const text = report(
    ['passed', ['passed', 'passed', 'pending']],
    ['failed', ['passed', 'failed', 'failed']],
  );
  expect(countReport(text, false)).toEqual({ passed: 3, failed: 2 });
});

test('a file that did not load, or whose hook threw, is a failure', () => {
  expect(countReport(report(['failed', []], ['passed', ['passed']]), false)).toEqual({
    passed: 1,
    failed: 1,
  });
  expect(countReport(report(['failed', ['pending']]), false)).toEqual({ passed: 0, failed: 1 });
});

test('an error outside of all tests is a failure', () => {
  expect(countReport(report(['passed', ['passed']]), false)).toEqual({ passed: 1, failed: 1 });
});

test('no report, or half of one, is a failure', () => {
  expect(countReport('', true)).toEqual({ passed: 0, failed: 1 });
  expect(countReport('{"testResults": [', true)).toEqual({ passed: 0, failed: 1 });
});

test('what failed is named, with the beginning of its message', () => {
  const text = report(['passed', ['passed']], ['failed', ['passed', 'failed']], ['failed', []]);
  expect(failuresInReport(text)).toEqual([
    `1.test.ts > test 1\n    Error: seen\n    ${'x'.repeat(200)}`,
    '2.test.ts\n    it did not load',
  ]);
  expect(failuresInReport('')).toEqual([]);
});
