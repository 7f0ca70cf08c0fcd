// results.json of a PrairieLearn external grader: https://prairielearn.readthedocs.io/en/latest/externalGrading/

import { flagText, type Grade, isUngraded, scoreOf } from '../grade.ts';
import { failureText } from './failure-text.ts';

/** The object for results.json; `gradable: false` costs no attempt: a fault of ours, or a flag. */
export function prairielearnResults(grade: Grade): object {
  const { report } = grade;
  const score = scoreOf(grade);
  if (score === null) {
    const why = isUngraded(grade)
      ? `The grader failed: ${report.message}`
      : `Flagged for your instructor: ${flagText(grade)}`;
    return { gradable: false, message: why };
  }
  return {
    gradable: true,
    score: score.points === 0 ? 0 : score.awarded / score.points,
    message: report.message,
    tests: report.results.map((result) => ({
      name: result.id,
      description: result.says,
      points: result.awarded,
      max_points: result.points,
      output: failureText(result),
    })),
  };
}
