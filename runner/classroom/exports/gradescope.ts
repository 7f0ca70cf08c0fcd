// results.json of a Gradescope autograder: https://gradescope-autograders.readthedocs.io/en/latest/specs/

import { type Grade, scoreOf } from '../grade.ts';
import { failureText } from './failure-text.ts';

/** The object for results.json, or undefined where there is no score: Gradescope takes none without. */
export function gradescopeResults(grade: Grade): object | undefined {
  const score = scoreOf(grade);
  if (score === null) return undefined;
  const { report } = grade;
  return {
    score: score.awarded,
    execution_time: Math.round(report.ms / 1000),
    output: report.message,
    output_format: 'text',
    visibility: 'visible',
    tests: report.results.map((result, index) => ({
      number: String(index + 1),
      name: result.says,
      score: result.awarded,
      max_score: result.points,
      status: result.passed ? 'passed' : 'failed',
      output: failureText(result),
      output_format: 'text',
      visibility: result.visible ? 'visible' : 'after_published',
    })),
    extra_data: { seed: report.seed, source: report.sourceHash, version: report.version },
  };
}
