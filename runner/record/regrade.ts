// Judges a kept grade again from its observations, without a guest.
import type { LoadedExercise } from '../../lessons/lib/load-exercise.ts';
import { checksOf } from '../check/check-exercise.ts';
import { judge, summed } from '../check/judge.ts';
import type { CheckReport } from '../check/report.ts';
import { RecordError } from './record-error.ts';

/**
 * The report that the exercise's checks give today for what was seen then.
 * @throws RecordError when the observations are of another version, which must be run again
 */
export function judgeAgain(kept: CheckReport, exercise: LoadedExercise): CheckReport {
  if (kept.version !== exercise.exercise.version) {
    throw new RecordError(
      `The grade is of version ${kept.version}, the exercise is version ${exercise.exercise.version}.`,
      'Check the kept source again instead.',
    );
  }
  const tried = kept.results.length > 0 && kept.outcome !== 'did-not-build';
  if (!tried) return kept;
  const results = checksOf(exercise).map((check) => {
    const before = kept.results.find(({ id }) => id === check.id);
    if (!before) {
      throw new RecordError(
        `Nothing was kept of the check "${check.id}".`,
        'Raise the version of the exercise when its checks change, and regrade.',
      );
    }
    const { did, expected, seen, hint, ms, observation } = before;
    if (before.reached) return judge(check, { reached: true, observation }, ms);
    const verdict = { passed: false, did, expected, seen, hint } as const;
    return judge(check, { reached: false, verdict }, ms);
  });
  return { ...kept, ...summed(results, kept.flags) };
}
