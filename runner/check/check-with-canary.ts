// Tells a fault of ours from one that a submission brings about: when it fails twice as ours, our own
// solution is checked right after. If that goes through, the grader works, and the submission doesn't.
import type { RunHost } from '../run-host.ts';
import { type CheckRequest, checkExercise } from './check-exercise.ts';
import type { CheckReport } from './report.ts';

type Check = (host: RunHost, request: CheckRequest) => Promise<CheckReport>;

/**
 * Checks a submission, twice where the grader fails. Never throws. Ends `flagged` and without a score
 * where it's the submission that the grader fails on, and `runner-error` where it fails on anything.
 * @param check does one check; another one in tests only
 */
export async function checkWithCanary(
  host: RunHost,
  request: CheckRequest,
  check: Check = checkExercise,
): Promise<CheckReport> {
  const isOver = ({ outcome }: CheckReport): boolean =>
    outcome !== 'runner-error' || request.signal?.aborted === true;
  const first = await check(host, request);
  if (isOver(first)) return first;
  const { onResult: _, ...silent } = request;
  const second = await check(host, silent);
  if (isOver(second)) return second;
  const canary = await check(host, { ...silent, submitted: request.exercise.solution });
  if (canary.outcome !== 'passed') return second;
  const what = `The grader failed on it twice (${second.message}) and then did its work for our own solution.`;
  return {
    ...second,
    points: canary.points,
    outcome: 'flagged',
    message: 'Flagged for the instructor, without a score so far. No check came to its end.',
    flags: [...second.flags, { kind: 'our-fault', what }],
  };
}
