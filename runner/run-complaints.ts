// What the kernel complained of while a Run went on: a slab report, say, or a warning that was told
// not to stop it. Such a Run has not passed, whatever its client said.
import type { BuiltModule, Toolchain } from './build/index.ts';
import { placesOf } from './guest/crash.ts';
import { type KernelReport, kernelReports, withoutStamp } from './guest/kernel-report.ts';
import { reportWords } from './guest/report-words.ts';
import { explainPlaces } from './run-crash.ts';
import type { StepFailure } from './run-entry.ts';

/**
 * The first complaint as a failure.
 * @param complaints the lines with which the kernel began each
 * @param log the last lines of the kernel log
 */
export async function complaintFailure(
  complaints: readonly string[],
  log: readonly string[],
  toolchain: Toolchain,
  module: BuiltModule | undefined,
): Promise<StepFailure | undefined> {
  const reports = kernelReports(log);
  const found = complaints
    .map((complaint) => withoutStamp(complaint) ?? complaint)
    .map((line) => ({ line, report: reports.find(({ headline }) => headline === line) }))
    .find(({ report }) => !report || isTheKernels(report));
  if (!found) return undefined;
  const { line, report } = found;
  if (!report) return failure(`"${line}"`);
  const { words, place } = await explainPlaces(placesOf(report), toolchain, module);
  return { ...failure(reportWords(report) + words), ...(place && { place }) };
}

/** A module may print `BUG: …` as well; with the kernel's own there comes a trace. */
const isTheKernels = ({ kind, lines }: KernelReport): boolean =>
  kind !== 'complaint' || lines.some((line) => line.startsWith('Call Trace:'));

const failure = (words: string): StepFailure => ({
  kind: 'failed',
  stage: 'kernel',
  message: `The kernel complained: ${words}`,
});
