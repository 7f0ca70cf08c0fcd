// Runs a command's action and turns what it throws into words and an exit code.

import { cleanText } from '../clean-text.ts';
import { inWords } from '../faults.ts';
import { exitCodes } from '../outcome.ts';
import { UsageError } from './usage-error.ts';

/** EX_USAGE of sysexits(3). */
const usageExitCode = 64;

/** Sets the exit code to what `action` returns, or to that of its error, told with the repair. */
export async function exitWith(action: () => Promise<number>): Promise<void> {
  try {
    process.exitCode = await action();
  } catch (error) {
    const { message, repair } = inWords(error);
    // A path or a guest's words may hold anything.
    console.error(cleanText([message, repair].filter(Boolean).join('\n')));
    process.exitCode = error instanceof UsageError ? usageExitCode : exitCodes['runner-error'];
  }
}
