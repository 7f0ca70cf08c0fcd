// What was found changed in a guest's kernel, in sentences for the instructor and the learner. Pure.

import type { Flag } from '../check-protocol.ts';
import type { ChangeKind, KernelChange } from '../guest/kernel/compare.ts';

const sentences: Record<ChangeKind, (places: string) => string> = {
  code: (places) => `The kernel’s own code was changed in ${places}.`,
  constants: (places) => `The kernel’s read-only data was changed in ${places}.`,
  settings: (places) => `Kernel settings that the checks rely on were changed: ${places}.`,
  handlers: (places) => `The kernel now calls something else in place of its own ${places}.`,
  mapping: (places) => `The kernel’s own memory is mapped differently at ${places}.`,
  registers: (places) => `The processor’s control registers were changed: ${places}.`,
  unreadable: () => 'The kernel couldn’t be compared with the original: reading it took too long.',
};

/** One flag for each kind of change, naming all places that were seen. */
export function kernelFlags(changes: KernelChange[]): Flag[] {
  const byKind = Map.groupBy(changes, ({ kind }) => kind);
  return [...byKind].map(([kind, found]) => {
    const places = [...new Set(found.flatMap((change) => change.places))];
    return { kind: 'kernel-changed', what: sentences[kind](places.join(', ')) };
  });
}
