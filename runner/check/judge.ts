// From what was seen in the guest to a result. Pure: the same observations give the same results,
// so that a kept grade can be judged again without a guest.
import type { Check, Verdict } from '../../lessons/lib/exercise.ts';
import type { Flag } from '../check-protocol.ts';
import { cleanText } from '../clean-text.ts';
import { check as limits } from '../config.ts';
import type { CheckReport, CheckResult } from './report.ts';

/** What a check brought back, or why it brought back nothing. */
export type Seen =
  | { reached: true; observation: CheckResult['observation'] }
  | { reached: false; verdict: Extract<Verdict, { passed: false }> };

/** The result of a check; `ms` is how long it took. */
export function judge(check: Check, seen: Seen, ms: number): CheckResult {
  const { id, says, points, visible } = check;
  const verdict = seen.reached ? check.judge(seen.observation) : seen.verdict;
  const words = verdict.passed ? { did: '', expected: '', seen: '', hint: '' } : verdict;
  // What a guest said stands in the words of a failure.
  const said = (text: string): string => cleanText(text).slice(0, limits.seenCharacters);
  return {
    ...{ id, says, visible, points, ms },
    passed: verdict.passed,
    reached: seen.reached,
    observation: seen.reached ? seen.observation : null,
    awarded: verdict.passed ? points : 0,
    did: said(words.did),
    expected: said(words.expected),
    seen: said(words.seen),
    hint: said(words.hint ?? ''),
  };
}

/**
 * The outcome and sums that follow from the results of all checks. What was flagged keeps its points,
 * but they're no score until the instructor decides.
 */
export function summed(
  results: CheckResult[],
  flags: Flag[] = [],
): Pick<CheckReport, 'outcome' | 'message' | 'flags' | 'results' | 'points' | 'awarded'> {
  const missed = results.filter((result) => !result.passed).length;
  const sum = (key: 'points' | 'awarded'): number =>
    results.reduce((total, result) => total + result[key], 0);
  const found =
    missed === 0
      ? 'Everything is right.'
      : `${missed} of ${results.length} ${results.length === 1 ? 'check' : 'checks'} failed.`;
  const flagged = flags.length > 0;
  return {
    results,
    flags,
    outcome: flagged ? 'flagged' : missed === 0 ? 'passed' : 'failed',
    message: flagged ? `Flagged for the instructor, without a score so far. ${found}` : found,
    points: sum('points'),
    awarded: sum('awarded'),
  };
}
