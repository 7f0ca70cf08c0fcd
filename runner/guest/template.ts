// A template: a guest that was booted to "ready" once, stopped, and saved, so that every later guest
// is a copy-on-write clone of its memory. Kept in the cache folder, keyed by all that it depends on.
import { createHash } from 'node:crypto';
import { closeSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { guest as limits } from '../config.ts';
import { ensureArtifact, holdArtifact } from '../image/image-store.ts';
import type { EditionImage } from '../image/index.ts';
import type { ReportedWork } from '../image/step-limits.ts';
import { patient } from '../patient.ts';
import { bootMachine, greet } from './boot.ts';
import type { Emulator } from './emulator.ts';
import type { EmulatorFiles } from './emulator-sandbox.ts';
import { GuestFault, within } from './guest-error.ts';
import { type KernelMap, kernelMap } from './kernel/kernel-map.ts';
import { locateKernel, recordKernel, saveSymbols } from './kernel/record-kernel.ts';
import { createMemoryFile, loadMemoryFile, saveMemoryFile } from './memory-file.ts';
import { type Accelerator, type MachineArguments, qemuArguments } from './qemu-args.ts';
import { ignoreSharedMemory, migrationEnd } from './qmp.ts';

/** Something that clones are made from; `memory` is a sealed descriptor, `state` a path. */
export type Template = {
  files: EmulatorFiles;
  machine: Omit<MachineArguments, 'start'>;
  memory: number;
  state: string;
  /** The number that only this template's memory holds. */
  ramNonce: string;
  /** What of its kernel no clone may change. */
  kernel: KernelMap;
  /** The kernel's symbols, a path. */
  symbols: string;
  close(): void;
};

const description = z.strictObject({ ramNonce: z.string().min(1), kernel: kernelMap });
/** Raised by one with each change of what is recorded beside a template's memory and state. */
const format = 3;
const names = {
  memory: 'memory',
  state: 'state',
  symbols: 'symbols.gz',
  description: 'template.json',
} as const;

export type TemplateRequest = {
  image: EditionImage;
  accelerator: Accelerator;
  qemuVersion: string;
  /** Cache folder. */
  cache: string;
  onProgress(what: string): void;
};

/** Folder of all templates in the cache. */
export function templatesFolder(cache: string): string {
  return join(cache, 'templates');
}

/**
 * What a template depends on, as the name of its artifact without the kernel's release.
 */
export function templatePrefix(request: Omit<TemplateRequest, 'onProgress' | 'cache'>): string {
  const { image, accelerator, qemuVersion } = request;
  const machine = machineOf(accelerator);
  const parts = [format, image.key, qemuVersion, qemuArguments({ ...machine, start: 'boot' })];
  const key = createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16);
  return `template-${image.edition}-${accelerator}-${key}`;
}

function machineOf(accelerator: Accelerator): Omit<MachineArguments, 'start'> {
  return { accelerator, memoryMiB: limits.memoryMiB };
}

/**
 * The template of an image, booted and saved when it is missing.
 * @throws GuestFault when the guest does not boot; ImageError when the disk is full
 */
export async function ensureTemplate(request: TemplateRequest): Promise<Template> {
  const { image, accelerator, cache } = request;
  const files = { kernel: image.kernel, initrd: image.initrd, rootImage: image.rootImage };
  const { folder } = await ensureArtifact({
    images: templatesFolder(cache),
    prefix: templatePrefix(request),
    what: `the template of edition ${image.edition}`,
    neededBytes: limits.memoryMiB * 1024 * 1024,
    keep: limits.templatesKept,
    onWait: request.onProgress,
    make: async (target, making) => {
      await makeTemplate(request, files, target, making);
      const made = Object.values(names);
      return { kernelRelease: image.kernelRelease, files: made, tree: false };
    },
  });
  const { ramNonce, kernel } = description.parse(
    JSON.parse(await readFile(join(folder, names.description), 'utf8')),
  );
  const hold = holdArtifact(folder);
  const memory = await loadMemoryFile(join(folder, names.memory));
  return {
    files,
    machine: machineOf(accelerator),
    memory,
    state: join(folder, names.state),
    ...{ ramNonce, kernel },
    symbols: join(folder, names.symbols),
    close: () => {
      closeSync(memory);
      hold?.release();
    },
  };
}

async function makeTemplate(
  request: TemplateRequest,
  files: EmulatorFiles,
  target: string,
  making: ReportedWork,
): Promise<void> {
  const machine = machineOf(request.accelerator);
  const report = reporter(request, making);
  const memory = createMemoryFile(machine.memoryMiB * 1024 * 1024);
  const state = createMemoryFile(0);
  try {
    const booting = 'booting the virtual machine once';
    report(booting);
    const { emulator, channel } = await bootMachine({
      request: { machine: { ...machine, start: 'boot' }, files, memory },
      onLine: (line) => {
        const seconds = /^\[ *(\d+)\./.exec(line)?.[1];
        if (seconds) report(`${booting}, ${seconds} s of its time`);
      },
    });
    try {
      const ramNonce = await greet(channel);
      report('reading the symbols of its kernel');
      const located = await locateKernel(channel);
      report('saving its state');
      await saveState(emulator, state);
      const kernel = await recordKernel(located, emulator.qmp, memory);
      await saveSymbols(join(target, names.symbols), located.symbols);
      await writeFile(join(target, names.description), JSON.stringify({ ramNonce, kernel }));
    } finally {
      await emulator.stop();
    }
    await saveMemoryFile(state, join(target, names.state));
    await saveMemoryFile(memory, join(target, names.memory), (done) =>
      report(`saving its memory, ${Math.floor(done * 10) * 10} %`, limits.savePieceMs),
    );
  } finally {
    closeSync(memory);
    closeSync(state);
  }
}

/** Reports a step to those who wait for the template; what was said already is said no second time. */
function reporter({ onProgress }: TemplateRequest, making: ReportedWork): ReportedWork['step'] {
  let last = '';
  return (doing, limitMs = limits.bootTimeoutMs) => {
    making.step(doing, limitMs);
    if (doing !== last) onProgress(doing);
    last = doing;
  };
}

/**
 * Stops the guest and saves its devices' state into a memory file, which QEMU gets over its control
 * socket: no path leads to it, and no disk holds up the emulator.
 */
async function saveState(emulator: Emulator, state: number): Promise<void> {
  const { qmp } = emulator;
  const save = async (): Promise<void> => {
    await qmp.execute('stop');
    await ignoreSharedMemory(qmp);
    await qmp.giveDescriptor('state', state);
    await qmp.execute('migrate', { uri: 'fd:state' });
    await migrationEnd(qmp);
  };
  const late = (): Error => new Error('it took too long');
  try {
    await within(patient(limits.saveStateMs), emulator.whileAlive(save()), late);
  } catch (error) {
    throw new GuestFault(
      `Saving the template of the guest failed: ${(error as Error).message}`,
      'Start again; `npm run crossings -- clean` removes what is left of it.',
      error,
    );
  }
}
