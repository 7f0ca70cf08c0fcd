// The last look at a guest: in what its kernel differs from the template's, or that it can't be seen.
import { check as limits } from '../config.ts';
import { EmulatorGone } from '../guest/emulator.ts';
import type { Guest } from '../guest/guest.ts';
import { within } from '../guest/guest-error.ts';
import type { KernelChange } from '../guest/kernel/compare.ts';
import { patient } from '../patient.ts';

class TooLate extends Error {}

/** In what the guest's kernel differs; nothing for a guest that is gone, which has failed its check. */
export async function kernelChangesOf(guest: Guest): Promise<KernelChange[]> {
  try {
    const timeoutMs = patient(limits.inspectTimeoutMs);
    return await within(timeoutMs, guest.inspectKernel(), () => new TooLate());
  } catch (error) {
    if (error instanceof TooLate) return [{ kind: 'unreadable', places: [] }];
    if (error instanceof EmulatorGone) return [];
    throw error;
  }
}
