// A failed check in four lines, for formats that take one text.
import type { CheckResult } from '../../check/report.ts';

/** Empty for a check that passed. */
export function failureText({ passed, did, expected, seen, hint }: CheckResult): string {
  if (passed) return '';
  const lines = [`done: ${did}`, `expected: ${expected}`, `seen: ${seen}`];
  return [...lines, ...(hint ? [`hint: ${hint}`] : [])].join('\n');
}
