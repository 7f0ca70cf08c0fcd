// Counts what vitest's JSON reporter wrote, so that nothing that failed goes uncounted.
import * as z from 'zod';

export type Count = { passed: number; failed: number };

const reportSchema = z.object({
  testResults: z.array(
    z.object({
      status: z.string(),
      assertionResults: z.array(z.object({ status: z.string() })),
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

function parse(text: string): z.infer<typeof reportSchema> | undefined {
  try {
    return reportSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
