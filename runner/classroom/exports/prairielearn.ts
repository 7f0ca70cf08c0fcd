// results.json of a PrairieLearn external grader: https://prairielearn.readthedocs.io/en/latest/externalGrading/

import { type Grade, isUngraded } from '../grade.ts';
import { failureText } from './failure-text.ts';

/** The object for results.json; `gradable: false` costs no attempt, and is for a fault of ours. */
export function prairielearnResults(grade: Grade): object {
  const { report } = grade;
  if (isUngraded(grade)) {
    return { gradable: false, message: `The grader failed: ${report.message}` };
  }
  return {
    gradable: true,
    score: report.points === 0 ? 0 : report.awarded / report.points,
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
