// An outcome in plain words.
import type { Outcome, SourcePlace } from '../../../runner/outcome.ts';
import type { SourceFile } from '../../../runner/protocol.ts';
import { messages } from '../messages.ts';

/**
 * Empty for a shell that was asked for and came: there is nothing that could have passed.
 * @param files what was run; the title names no module and no client that were not there
 */
export function outcomeTitle(outcome: Outcome, files: readonly Pick<SourceFile, 'name'>[]): string {
  const text = messages.outcome;
  switch (outcome.kind) {
    case 'passed': {
      const module = files.some(({ name }) => name.endsWith('.c'));
      const client = hasClient(files);
      if (module) return client ? text.passed.both : text.passed.module;
      return client ? text.passed.client : '';
    }
    case 'failed':
      return {
        load: text.failedLoad,
        client: text.failedClient,
        shell: text.failedShell,
        kernel: text.failedKernel,
      }[outcome.stage];
    case 'did-not-build':
      return text.didNotBuild;
    case 'guest-crashed':
      return text.crash[outcome.verdict];
    case 'timed-out':
      return text.timedOut;
    case 'runner-error':
      return text.runnerError;
  }
}

/** Whether a Run of these files runs a client. */
export function hasClient(files: readonly Pick<SourceFile, 'name'>[]): boolean {
  return files.some(({ name }) => name.endsWith('.ts'));
}

/** What there is to say beyond the title. */
export function outcomeDetail(outcome: Outcome): string {
  if (outcome.kind === 'passed') return '';
  if (outcome.kind === 'runner-error') return `${outcome.message} ${outcome.repair}`;
  return outcome.message;
}

export function outcomePlace(outcome: Outcome): SourcePlace | null {
  return 'place' in outcome ? (outcome.place ?? null) : null;
}
