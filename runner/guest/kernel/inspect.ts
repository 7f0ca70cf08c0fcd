// Compares a running clone's kernel with its template's through the emulator: the guest is not asked
// and does not notice. QEMU copies guest memory into a file of ours that it has inherited.
import { readMemoryFile } from '../memory-file.ts';
import { emulatorDescriptors } from '../qemu-args.ts';
import { type Qmp, QmpError } from '../qmp.ts';
import type { Template } from '../template.ts';
import { compareKernel, type KernelChange } from './compare.ts';
import { loadSymbols } from './record-kernel.ts';
import { readRegisters } from './registers.ts';

export type Inspected = {
  qmp: Qmp;
  /** The file that the emulator copies memory into. */
  snapshot: number;
  template: Template;
};

/**
 * What the clone's kernel has become different in.
 * @throws QmpGone when the emulator ends meanwhile
 */
export async function inspect({ qmp, snapshot, template }: Inspected): Promise<KernelChange[]> {
  await qmp.execute('stop');
  try {
    return await compareKernel({
      map: template.kernel,
      registers: await readRegisters(qmp),
      template: (physical, bytes) => readMemoryFile(template.memory, physical, bytes),
      guest: async (physical, bytes) => {
        const filename = `/proc/self/fd/${emulatorDescriptors.snapshot}`;
        await qmp.execute('pmemsave', { val: physical, size: bytes, filename });
        return await readMemoryFile(snapshot, 0, bytes);
      },
      symbols: () => loadSymbols(template.symbols),
    });
  } finally {
    // One that the emulator refuses to let go on is found silent, as any guest that hangs.
    await qmp.execute('cont').catch((error) => {
      if (!(error instanceof QmpError)) throw error;
    });
  }
}
