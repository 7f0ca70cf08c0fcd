// What ended a check before it had brought back what it looks for: what the student did to the guest
// is a failed check, what we did is thrown on.
import type { Verdict } from '../../lessons/lib/exercise.ts';
import type { BuiltModule, Toolchain } from '../build/index.ts';
import { ChannelError } from '../guest/channel.ts';
import { GuestDied } from '../guest/guest.ts';
import { loadErrorWords } from '../guest/load-error.ts';
import { explainCrash } from '../run-crash.ts';
import { CheckTimeout, EvidenceLost, LoadRefused, StepRefused } from './session.ts';

export type Failed = Extract<Verdict, { passed: false }>;

/** The failed verdict that `error` stands for. @throws `error` where the fault is ours */
export async function failureOf(
  error: unknown,
  { toolchain, module }: { toolchain: Toolchain; module: BuiltModule },
): Promise<Failed> {
  if (error instanceof LoadRefused) {
    return failed('loaded the module', 'success', loadErrorWords(error.failure));
  }
  if (error instanceof StepRefused) {
    return failed('took a step that the rest of this check needs', 'success', error.message);
  }
  if (error instanceof GuestDied) {
    const crash = await explainCrash(error.crash, toolchain, module);
    if (crash.kind === 'runner-error') throw error;
    return failed(
      'used the module',
      'a kernel that lives on',
      'message' in crash ? crash.message : '',
    );
  }
  if (error instanceof CheckTimeout) {
    const hint = 'Which call does not return, and what does it wait for?';
    return failed('used the module', 'an end', `Nothing came back: ${error.message}.`, hint);
  }
  if (error instanceof EvidenceLost) {
    return failed(
      'used the module',
      'to see all that happens',
      `Not all was seen: ${error.message}.`,
    );
  }
  if (error instanceof ChannelError) {
    const seen = `In the guest: ${error.message}.`;
    return failed('used the module', 'a program that survives its calls', seen);
  }
  throw error;
}

/** Whether the guest was lost to something that does not end, so that a check took all its time. */
export function isHang(error: unknown): boolean {
  // What the guest doesn't show was waited for as long as it could come.
  if (error instanceof CheckTimeout || error instanceof EvidenceLost) return true;
  return error instanceof GuestDied && ['hang', 'lockup'].includes(error.crash.verdict);
}

export function failed(did: string, expected: string, seen: string, hint = ''): Failed {
  return { passed: false, did, expected, seen, hint };
}
