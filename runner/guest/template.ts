// A template: a guest that was booted to "ready" once, stopped, and saved, so that every later guest
// is a copy-on-write clone of its memory. Kept in the cache folder, keyed by all that it depends on.
import { createHash } from 'node:crypto';
import { closeSync, createWriteStream } from 'node:fs';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import * as z from 'zod';
import { guest as limits } from '../config.ts';
import { ensureArtifact, holdArtifact } from '../image/image-store.ts';
import type { EditionImage } from '../image/index.ts';
import { bootMachine, greet } from './boot.ts';
import type { EmulatorFiles } from './emulator-sandbox.ts';
import { GuestFault } from './guest-error.ts';
import { createMemoryFile, loadMemoryFile, saveMemoryFile } from './memory-file.ts';
import { type Accelerator, imagePaths, type MachineArguments, qemuArguments } from './qemu-args.ts';
import { ignoreSharedMemory, migrationEnd } from './qmp.ts';

/** Something that clones are made from; `memory` is a sealed descriptor, `state` a path. */
export type Template = {
  files: EmulatorFiles;
  machine: Omit<MachineArguments, 'start'>;
  memory: number;
  state: string;
  /** The number that only this template's memory holds. */
  ramNonce: string;
  close(): void;
};

const description = z.strictObject({ ramNonce: z.string().min(1) });
const names = { memory: 'memory', state: 'state', description: 'template.json' } as const;

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
  const parts = [image.key, qemuVersion, qemuArguments({ ...machine, start: 'boot' })];
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
    onWait: () => request.onProgress('another process is booting it'),
    make: async (target) => {
      await makeTemplate(request, files, target);
      const made = Object.values(names);
      return { kernelRelease: image.kernelRelease, files: made, tree: false };
    },
  });
  const { ramNonce } = description.parse(
    JSON.parse(await readFile(join(folder, names.description), 'utf8')),
  );
  const hold = holdArtifact(folder);
  const memory = await loadMemoryFile(join(folder, names.memory));
  return {
    files,
    machine: machineOf(accelerator),
    memory,
    state: join(folder, names.state),
    ramNonce,
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
): Promise<void> {
  const { accelerator, onProgress } = request;
  const machine = machineOf(accelerator);
  const memory = createMemoryFile(machine.memoryMiB * 1024 * 1024);
  const exchange = await mkdtemp(join(tmpdir(), 'crossings-template-'));
  try {
    onProgress('booting the guest once');
    const { emulator, channel } = await bootMachine({
      request: { machine: { ...machine, start: 'boot' }, files, memory, exchange },
      onLine: (line) => {
        const seconds = /^\[ *(\d+)\./.exec(line)?.[1];
        if (seconds) onProgress(`booting the guest once, ${seconds} s of its time`);
      },
    });
    try {
      const ramNonce = await greet(channel);
      onProgress('saving the template');
      await emulator.qmp.execute('stop');
      await saveState(emulator.qmp, exchange, join(target, names.state));
      await writeFile(join(target, names.description), JSON.stringify({ ramNonce }));
    } finally {
      await emulator.stop();
    }
    await saveMemoryFile(memory, join(target, names.memory));
  } finally {
    closeSync(memory);
    await rm(exchange, { recursive: true, force: true });
  }
}

/**
 * Saves the devices' state through a socket: QEMU takes an outgoing `fd:` only by name over its
 * control socket with ancillary data, which Node cannot send.
 */
async function saveState(
  qmp: Parameters<typeof migrationEnd>[0],
  exchange: string,
  path: string,
): Promise<void> {
  const socket = 'state.socket';
  const server = createServer();
  const received = new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.once('connection', (connection) => {
      pipeline(connection, createWriteStream(path)).then(resolve, reject);
    });
  });
  await new Promise<void>((resolve) => server.listen(join(exchange, socket), resolve));
  // The emulator runs as a user that owns nothing; the template runs no one's code but ours.
  await chmod(exchange, 0o755);
  await chmod(join(exchange, socket), 0o666);
  try {
    await ignoreSharedMemory(qmp);
    await qmp.execute('migrate', { uri: `unix:${imagePaths.exchange}/${socket}` });
    await migrationEnd(qmp);
    await received;
  } catch (error) {
    throw new GuestFault(
      'Saving the template of the guest failed.',
      'Start again; `npm run crossings -- clean` removes what is left of it.',
      error,
    );
  } finally {
    server.close();
  }
}
