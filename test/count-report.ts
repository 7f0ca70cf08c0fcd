// Reads what vitest's JSON reporter wrote, so that nothing that failed goes uncounted.
import * as z from 'zod';

export type Count = { passed: number; failed: number };

const reportSchema = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      message: z.string(),
      assertionResults: z.array(
        z.object({
          fullName: z.string(),
          status: z.string(),
          failureMessages: z.array(z.string()).nullish(),
        }),
      ),
    }),
  ),
});

/**
 * Tests passed and failed in a report. A file that failed without a failing test (it did not load,
 * or a hook threw), a run that ended badly with all tests passed, and a missing or broken report
 * each count as one failure.
 * @param ended whether vitest ended with exit code 0
 */
export function countReport(text: string, ended: boolean): Count {
  const report = parse(text);
  if (!report) return { passed: 0, failed: 1 };
  const files = report.testResults.map(({ status, assertionResults }) => {
    const count = (wanted: string) =>
      assertionResults.filter((test) => test.status === wanted).length;
    const failed = count('failed');
    return { passed: count('passed'), failed: status === 'failed' ? Math.max(1, failed) : failed };
  });
  const passed = files.reduce((sum, file) => sum + file.passed, 0);
  const failed = files.reduce((sum, file) => sum + file.failed, 0);
  return { passed, failed: ended ? failed : Math.max(1, failed) };
}

/** How much of a failure's message is told again. */
const messageLines = 12;
const lineCharacters = 200;

/** What failed in a report, one entry a test or a file: its name and how its message begins. */
export function failuresInReport(text: string): string[] {
  const files = parse(text)?.testResults ?? [];
  return files.flatMap(({ name, status, message, assertionResults }) => {
    const tests = assertionResults.filter((test) => test.status === 'failed');
    if (tests.length === 0) return status === 'failed' ? [failure(name, message)] : [];
    return tests.map((test) =>
      failure(`${name} > ${test.fullName}`, test.failureMessages?.join('\n') ?? ''),
    );
  });
}

function failure(name: string, message: string): string {
  const lines = message.split('\n').map((line) => line.slice(0, lineCharacters));
  return [name, ...lines.slice(0, messageLines)].join('\n    ');
}

function parse(text: string): z.infer<typeof reportSchema> | undefined {
  try {
    return reportSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
