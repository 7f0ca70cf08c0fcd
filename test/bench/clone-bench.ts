// What a fresh guest costs: time to its first answer beside a cold boot, and memory over many at once.
import { closeSync, readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { bootMachine, greet } from '../../runner/guest/boot.ts';
import { prepareClone, restoreClone } from '../../runner/guest/clone.ts';
import type { Guest } from '../../runner/guest/guest.ts';
import { createMemoryFile } from '../../runner/guest/memory-file.ts';
import type { Template } from '../../runner/guest/template.ts';
import { type Figure, figure, ratio, timed } from './statistics.ts';

const clones = 40;
const coldBoots = 2;
const burst = 60;

/** Time of single clones and of cold boots of the same image. */
export async function benchClones(template: Template): Promise<Figure[]> {
  const whole: number[] = [];
  const ahead: number[] = [];
  for (let made = 0; made < clones; made++) {
    const preparing = await timed(() => prepareClone(template));
    const restoring = await timed(() => restoreClone(preparing.result, template));
    whole.push(preparing.ms + restoring.ms);
    ahead.push(restoring.ms);
    await restoring.result.stop();
  }
  const cold: number[] = [];
  for (let made = 0; made < coldBoots; made++) cold.push(await coldBoot(template));
  return [
    figure('clone: emulator spawned to first answer', whole, 'ms', 'p50 ≤ 100 ms'),
    figure('clone: emulator ahead to first answer', ahead, 'ms'),
    figure('cold boot to first answer', cold, 'ms'),
    ratio('cold boot ÷ clone', cold, whole, '≥ 50'),
  ];
}

async function coldBoot({ machine, files }: Template): Promise<number> {
  const memory = createMemoryFile(machine.memoryMiB * 1024 * 1024);
  try {
    const { ms, result } = await timed(async () => {
      const booted = await bootMachine({
        request: { machine: { ...machine, start: 'boot' }, files, memory },
        onLine() {},
      });
      await greet(booted.channel);
      return booted;
    });
    await result.emulator.stop();
    return ms;
  } finally {
    closeSync(memory);
  }
}

/** Memory of each of many idle guests, and how a burst of them comes up. */
export async function benchMemory(template: Template): Promise<Figure[]> {
  const times: number[] = [];
  const guests: Guest[] = [];
  const started = performance.now();
  const made = await Promise.allSettled(
    Array.from({ length: burst }, async () => {
      const guest = await restoreClone(await prepareClone(template), template);
      times.push(performance.now() - started);
      guests.push(guest);
    }),
  );
  const failed = made.filter(({ status }) => status === 'rejected').length;
  await sleep(5_000);
  const shares = guests.map((guest) => proportionalMegabytes(guest.pid ?? 0));
  const before = guests.map((guest) => processorSeconds(guest.pid ?? 0));
  const idleSeconds = 20;
  await sleep(idleSeconds * 1000);
  const idle = guests.map(
    (guest, index) => (processorSeconds(guest.pid ?? 0) - (before[index] ?? 0)) / idleSeconds,
  );
  await Promise.all(guests.map((guest) => guest.stop()));
  return [
    figure(`burst of ${burst} clones, ${failed} failed`, times, 'ms', 'none fails'),
    figure(`memory of an idle guest among ${burst}`, shares, 'MB', '≤ 35 MB'),
    figure(
      'idle guest',
      idle.map((part) => part * 100),
      '% of a core',
      '≤ 1 %',
    ),
  ];
}

/** Memory of a process and its children, each shared page divided by those who share it. */
export function proportionalMegabytes(pid: number): number {
  return processTree(pid)
    .map((each) => {
      const rollup = readFileSync(`/proc/${each}/smaps_rollup`, 'utf8');
      return Number(/^Pss:\s+(\d+)/m.exec(rollup)?.[1] ?? 0) / 1024;
    })
    .reduce((sum, megabytes) => sum + megabytes, 0);
}

function processorSeconds(pid: number): number {
  const ticksPerSecond = 100;
  return processTree(pid)
    .map((each) => {
      const fields = readFileSync(`/proc/${each}/stat`, 'utf8')
        .replace(/^.*\) /, '')
        .split(' ');
      return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
    })
    .reduce((sum, seconds) => sum + seconds, 0);
}

function processTree(pid: number): number[] {
  const children = readdirSync(`/proc/${pid}/task`).flatMap((task) =>
    readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8')
      .split(' ')
      .filter(Boolean)
      .map(Number),
  );
  return [pid, ...children.flatMap(processTree)];
}
