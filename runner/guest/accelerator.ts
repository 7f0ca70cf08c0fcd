// Whether guests run on hardware virtualisation, found by trial: /dev/kvm can exist, open, make a
// machine, and still hang or abort. So a guest is booted under it, against the clock; the verdict is
// kept for this QEMU and this host's kernel.
import { access, constants, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { release } from 'node:os';
import { dirname, join } from 'node:path';
import { exec } from 'tinyexec';
import * as z from 'zod';
import { GuestFault } from './guest-error.ts';
import type { Accelerator } from './qemu-args.ts';

const verdictSchema = z.strictObject({
  accelerator: z.enum(['kvm', 'tcg']),
  /** Why not kvm, in words; empty where it is. */
  reason: z.string(),
  /** What the verdict holds for. */
  qemu: z.string(),
  hostKernel: z.string(),
});
export type Verdict = z.infer<typeof verdictSchema>;

function verdictPath(cache: string): string {
  return join(cache, 'accelerator.json');
}

/**
 * The emulator's version, such as `QEMU emulator version 7.2.22 (Debian …)`.
 * @throws GuestFault when there is none
 */
export async function qemuVersion(): Promise<string> {
  try {
    const { stdout } = await exec('qemu-system-x86_64', ['--version'], { throwOnError: true });
    return stdout.split('\n')[0]?.trim() ?? '';
  } catch (error) {
    throw new GuestFault(
      'QEMU is not installed.',
      'Install the package qemu-system-x86, or let `npm start` do it.',
      error,
    );
  }
}

/** The verdict kept from an earlier trial, or null when there is none for this QEMU and kernel. */
export async function keptVerdict(cache: string, qemu: string): Promise<Verdict | null> {
  try {
    const kept = verdictSchema.parse(JSON.parse(await readFile(verdictPath(cache), 'utf8')));
    return kept.qemu === qemu && kept.hostKernel === release() ? kept : null;
  } catch {
    return null;
  }
}

/**
 * Finds the accelerator: the kept verdict, or a trial.
 * @param boots boots a guest under KVM and throws GuestFault when it does not come up in time
 */
export async function findAccelerator(
  cache: string,
  qemu: string,
  boots: () => Promise<void>,
): Promise<Verdict> {
  const kept = await keptVerdict(cache, qemu);
  if (kept) return kept;
  const reason = await whyNotKvm(boots);
  const accelerator: Accelerator = reason === '' ? 'kvm' : 'tcg';
  const verdict: Verdict = { accelerator, reason, qemu, hostKernel: release() };
  await keepVerdict(cache, verdict);
  return verdict;
}

async function whyNotKvm(boots: () => Promise<void>): Promise<string> {
  try {
    await access('/dev/kvm', constants.R_OK | constants.W_OK);
  } catch {
    return 'there is no /dev/kvm that this user may open';
  }
  try {
    await boots();
    return '';
  } catch (error) {
    if (!(error instanceof GuestFault)) throw error;
    return `a guest did not come up under KVM: ${error.message.split('\n')[0]}`;
  }
}

async function keepVerdict(cache: string, verdict: Verdict): Promise<void> {
  const path = verdictPath(cache);
  await mkdir(dirname(path), { recursive: true });
  const draft = `${path}.${process.pid}`;
  await writeFile(draft, `${JSON.stringify(verdict, null, 2)}\n`);
  await rename(draft, path);
}
