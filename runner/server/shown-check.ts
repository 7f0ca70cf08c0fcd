// What of a check's report a learner is shown: no raw observation, no seed, and nothing of a hidden
// check that has not been failed.

import type { CheckReport, CheckResult } from '../check/report.ts';
import type { ShownResult } from '../check-protocol.ts';
import type { ShownReport } from '../protocol.ts';

/** A result as it comes. A hidden check that never came to its end keeps its sentence. */
export function shownAsItComes(result: CheckResult): ShownResult {
  return shown(result, result.visible || (result.reached && !result.passed));
}

/** The whole report; where nothing could be built, no check has been tried. */
export function shownAtTheEnd(report: CheckReport): ShownReport {
  const { outcome, edition, message, diagnostics, points, awarded, flags, ms } = report;
  const tried = outcome !== 'did-not-build' && outcome !== 'runner-error';
  const results = tried
    ? report.results.map((result) => shown(result, result.visible || !result.passed))
    : [];
  return { outcome, edition, message, diagnostics, results, points, awarded, flags, ms };
}

function shown(result: CheckResult, told: boolean): ShownResult {
  const { visible, passed, points, awarded, did, expected, seen, hint } = result;
  const says = told ? result.says : '';
  return { says, visible, passed, points, awarded, did, expected, seen, hint };
}
