// Learns from a template where its kernel is, before anybody else's code has run in it.
import { fstatSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import type { Channel } from '../channel.ts';
import { readMemoryFile } from '../memory-file.ts';
import type { Qmp } from '../qmp.ts';
import { type KernelMap, kernelCodeStart, mapKernel } from './kernel-map.ts';
import { readRegisters } from './registers.ts';
import { parseSymbols, printSymbols, type Symbols } from './symbols.ts';

type Located = { symbols: Symbols; physical: number };

/** The symbols alone are 4 to 10 MB of text, and take an emulated guest seconds. */
const answerBytes = 16 * 1024 * 1024;
const answerTimeoutMs = 120_000;

/** Asks the agent where the kernel and its symbols are. */
export async function locateKernel(channel: Channel): Promise<Located> {
  const file = async (path: string): Promise<string> => {
    const limits = { limit: answerBytes, timeoutMs: answerTimeoutMs };
    const { body } = await channel.request('exec', { command: ['cat', path], ...limits });
    return Buffer.from(body).toString();
  };
  return {
    physical: kernelCodeStart(await file('/proc/iomem')),
    symbols: parseSymbols(await file('/proc/kallsyms')),
  };
}

/**
 * Maps the kernel of a template that stands still.
 * @param memory descriptor of the template's memory
 */
export async function recordKernel(located: Located, qmp: Qmp, memory: number): Promise<KernelMap> {
  return await mapKernel({
    ...located,
    registers: await readRegisters(qmp),
    memory: (physical, bytes) => readMemoryFile(memory, physical, bytes),
    memoryBytes: fstatSync(memory).size,
  });
}

export async function saveSymbols(path: string, symbols: Symbols): Promise<void> {
  await writeFile(path, await promisify(gzip)(printSymbols(symbols)));
}

/** Reads what `saveSymbols` has written. */
export async function loadSymbols(path: string): Promise<Symbols> {
  return parseSymbols((await promisify(gunzip)(await readFile(path))).toString());
}
