// A guest restored from a template: an emulator started ahead that waits for the template's state,
// and the restore itself.
import { closeSync, openSync } from 'node:fs';
import { guest as limits } from '../config.ts';
import { patient } from '../patient.ts';
import { greet, type Machine } from './boot.ts';
import { Channel } from './channel.ts';
import { Emulator } from './emulator.ts';
import { Guest } from './guest.ts';
import { GuestFault, within } from './guest-error.ts';
import type { KernelChange } from './kernel/compare.ts';
import { inspect } from './kernel/inspect.ts';
import { KernelLog } from './kernel-log.ts';
import { createMemoryFile } from './memory-file.ts';
import { emulatorDescriptors } from './qemu-args.ts';
import { ignoreSharedMemory, migrationEnd } from './qmp.ts';
import type { Template } from './template.ts';
import { MarkFilter } from './terminal-mark.ts';

/** An emulator that has done all that it can before the restore. */
export type Prepared = Machine & {
  terminal: MarkFilter;
  /** Compares its kernel with the template's, see kernel/. */
  inspectKernel(): Promise<KernelChange[]>;
};

/** Starts an emulator for a clone of `template`; it takes no processor time until restored. */
export async function prepareClone(template: Template): Promise<Prepared> {
  // Opened for each clone: a descriptor's position is shared by all who inherit it.
  const state = openSync(template.state, 'r');
  const snapshot = createMemoryFile(0);
  const terminal = new MarkFilter();
  let emulator: Emulator;
  try {
    emulator = new Emulator({
      machine: { ...template.machine, start: 'clone' },
      files: template.files,
      memory: template.memory,
      ...{ state, snapshot },
      onTerminal: (bytes) => terminal.take(bytes),
    });
  } catch (error) {
    closeSync(snapshot);
    throw error;
  } finally {
    closeSync(state);
  }
  void emulator.ended.then(() => closeSync(snapshot));
  const log = new KernelLog(emulator.log);
  const channel = new Channel(emulator.wire);
  await orEnd(emulator, async () => {
    await emulator.qmp.execute('qmp_capabilities');
    await ignoreSharedMemory(emulator.qmp);
  });
  const inspectKernel = (): Promise<KernelChange[]> =>
    emulator.whileAlive(inspect({ qmp: emulator.qmp, snapshot, template }));
  return { emulator, log, channel, terminal, inspectKernel };
}

/**
 * Restores a prepared clone and proves that it is one: fresh nonce echoed, clock and entropy set,
 * the template's own number in its memory.
 * @throws GuestFault when any of it fails; the emulator has been ended then
 */
export async function restoreClone(prepared: Prepared, template: Template): Promise<Guest> {
  await orEnd(prepared.emulator, async () => {
    const ramNonce = await restore(prepared);
    if (ramNonce !== template.ramNonce) throw new Error('it was booted, not restored');
  });
  return new Guest(prepared);
}

/** Does a step of a restore in time, or ends the emulator and says why. */
async function orEnd(emulator: Emulator, step: () => Promise<void>): Promise<void> {
  const late = (): Error => new Error('it took too long');
  try {
    await within(patient(limits.restoreTimeoutMs), emulator.whileAlive(step()), late);
  } catch (error) {
    await emulator.stop();
    throw new GuestFault(
      `A guest could not be restored from its template: ${(error as Error).message}`,
      'Run again; `npm run crossings -- clean` makes the template anew if it stays.',
      error,
    );
  }
}

async function restore({ emulator, channel }: Prepared): Promise<string> {
  await emulator.qmp.execute('migrate-incoming', { uri: `fd:${emulatorDescriptors.state}` });
  await migrationEnd(emulator.qmp);
  await emulator.qmp.execute('cont');
  return await greet(channel);
}
