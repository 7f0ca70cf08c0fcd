// The guest of one check of a submission: made when it is needed, its module loaded anew for every
// check, made again after a crash. What it says is evidence, never a verdict.
import type { CallResult, Probe, ShellResult } from '../../lessons/lib/probe.ts';
import { check as limits, run as runLimits } from '../config.ts';
import { type Guest, GuestDied } from '../guest/guest.ts';
import { within } from '../guest/guest-error.ts';
import type { ChangeKind, KernelChange } from '../guest/kernel/compare.ts';
import { type LoadFailure, loadFailure } from '../guest/load-failure.ts';
import type { GuestPool } from '../guest/pool.ts';
import { patient } from '../patient.ts';
import type { SourceFile } from '../protocol.ts';
import { putSources } from '../run-steps.ts';
import { plainText } from '../transcripts/record.ts';
import { kernelChangesOf } from './kernel-changes.ts';
import { logComplaints } from './log-complaints.ts';
import { seededRandom } from './random.ts';
import { whole } from './whole-results.ts';

export type SessionParts = {
  pool: GuestPool;
  /** Put into /work. */
  files: SourceFile[];
  module: { name: string; ko: Uint8Array };
  parameters: string;
  client: SourceFile | undefined;
  /** Whether the submission runs in the kernel, so that it could change what we look at. */
  inspected: boolean;
};

/** The kernel refused the module. */
export class LoadRefused extends Error {
  readonly failure: LoadFailure;

  constructor(failure: LoadFailure) {
    super(`errno ${failure.errno}`);
    this.failure = failure;
  }
}

/** Not all that the guest said has reached us, so that nothing can be concluded from it. */
export class EvidenceLost extends Error {}

/** Something took longer than the exercise allows. */
export class CheckTimeout extends Error {}

/** A step of the check itself was refused, so that what follows would mean nothing. */
export class StepRefused extends Error {}

/** A kprobe writes into the kernel's code, and so does another way of preemption. */
const patchesKernel = /\/sys\/kernel\/(?:debug|tracing)\b/;

/** /proc/slabinfo twice is 60 KiB. */
const shellBytes = 256 * 1024;
const screenBytes = 64 * 1024;

export class CheckSession {
  private readonly parts: SessionParts;
  private guest: Guest | undefined;
  private loaded = false;
  /** What the Node that waits in the template has become. */
  private node: 'waits' | 'robot' | 'client' = 'waits';
  /** What checks of ours have changed in this guest, and may not have put back when they were cut off. */
  private readonly ours = new Set<ChangeKind>();
  private unread: string[] = [];
  /** The client's output, byte by byte as characters. */
  private screen = '';
  /** The first complaints in the kernel logs of all guests, in order. */
  readonly complaints: string[] = [];
  /** In what the kernels of its guests were found to differ from the template's. */
  readonly kernelChanges: KernelChange[] = [];

  constructor(parts: SessionParts) {
    this.parts = parts;
  }

  get moduleName(): string {
    return this.parts.module.name;
  }

  /**
   * A guest with the module freshly loaded, for a check that draws its inputs from `seed`.
   * @throws LoadRefused, GuestDied, GuestFault
   */
  async begin(seed: string, idleTimeoutMs: number): Promise<Probe> {
    const timeoutMs = patient(idleTimeoutMs);
    const guest = await this.fresh();
    await this.reload(guest);
    this.unread = [];
    return {
      random: seededRandom(seed),
      calls: (list) => this.limited(timeoutMs, this.calls(list)),
      shell: (line, ms = timeoutMs) => this.limited(ms + 1000, this.shell(line, ms)),
      log: () => this.recentLog(),
      client: (args = [], ms = timeoutMs) =>
        this.limited(ms + runLimits.markMs + 1000, this.client(args, ms)),
      put: async (name, text) => {
        await putSources(await this.fresh(), [{ name, text }]);
      },
    };
  }

  /** errno of loading; 0 when it went well. */
  async load(): Promise<number> {
    const guest = await this.fresh();
    const { module, parameters } = this.parts;
    const errno = await this.limited(
      patient(runLimits.loadTimeoutMs),
      guest.load(`/work/${module.name}.ko`, parameters),
    );
    if (errno === 0) this.loaded = true;
    return errno;
  }

  /** errno of unloading; 0 when it went well. */
  async unload(): Promise<number> {
    const guest = await this.fresh();
    const errno = await this.limited(
      patient(runLimits.loadTimeoutMs),
      guest.unload(this.parts.module.name),
    );
    if (errno === 0) this.loaded = false;
    return errno;
  }

  /**
   * Compares the kernel of the guest with its template's, if there is a guest whose kernel the
   * submission could have changed.
   */
  async inspectKernel(): Promise<void> {
    const { guest } = this;
    if (!guest || !this.parts.inspected) return;
    const changes = await kernelChangesOf(guest);
    this.kernelChanges.push(...changes.filter(({ kind }) => !this.ours.has(kind)));
  }

  /** Takes a last look at a guest that is no longer of use and ends it; the next check gets another. */
  async discard(): Promise<void> {
    try {
      await this.inspectKernel();
    } finally {
      await this.stop();
    }
  }

  /** Ends the guest as it is. */
  async stop(): Promise<void> {
    const { guest } = this;
    this.guest = undefined;
    this.loaded = false;
    await guest?.stop();
  }

  private async fresh(): Promise<Guest> {
    if (this.guest) return this.guest;
    const guest = await this.parts.pool.take();
    this.guest = guest;
    guest.onTerminal((bytes) => this.show(bytes));
    this.node = 'waits';
    this.ours.clear();
    guest.log.listen((lines) => this.unread.push(...lines));
    // Every line: a flood that is cut must not hide what the kernel says after it.
    guest.log.watch((lines) => {
      const room = limits.complaints - this.complaints.length;
      if (room > 0) this.complaints.push(...logComplaints(lines).slice(0, room));
    });
    const { files, module } = this.parts;
    await putSources(guest, files);
    await guest.putFile({ path: `/work/${module.name}.ko`, bytes: module.ko });
    return guest;
  }

  private async reload(guest: Guest): Promise<void> {
    if (this.loaded && !(await this.unloads())) {
      await this.discard();
      return await this.reload(await this.fresh());
    }
    await this.drainLog(guest);
    const logged = guest.log.count;
    const errno = await this.load();
    if (errno === 0) return;
    const { name } = this.parts.module;
    throw new LoadRefused(await loadFailure(guest, { errno, module: name, logged }));
  }

  /** A module that does not go is found by the check of that; the others get a new guest. */
  private async unloads(): Promise<boolean> {
    try {
      // What the last check left open would hold the module.
      if (this.node === 'robot') {
        const [released] = (await this.guest?.probe([{ call: 'release', arguments: [] }])) ?? [];
        if (released?.errno !== '') return false;
      }
      return (await this.unload()) === 0;
    } catch (error) {
      if (error instanceof GuestDied && error.crash.verdict === 'emulator') throw error;
      return false;
    }
  }

  private async calls(list: Parameters<Probe['calls']>[0]): Promise<CallResult[]> {
    const guest = await this.fresh();
    if (this.node === 'client') throw new Error('the robot is gone where the client has run');
    this.node = 'robot';
    if (JSON.stringify(list).includes('"/proc/sys/kernel/')) this.ours.add('settings');
    const results = whole(list, await guest.probe(list));
    for (const [index, { call, must }] of list.entries()) {
      const errno = results[index]?.errno ?? '';
      // EBADF only follows from a file that didn't open, and that is the check's to judge.
      if (must && errno !== '' && errno !== 'EBADF') throw new StepRefused(`${call}: ${errno}`);
    }
    return results;
  }

  private async shell(line: string, ms: number): Promise<ShellResult> {
    const guest = await this.fresh();
    if (patchesKernel.test(line)) this.ours.add('code');
    const end = await guest.execute(['bash', '-c', line], { limit: shellBytes, timeoutMs: ms });
    if (end.output.length >= shellBytes) throw new EvidenceLost('a command printed too much');
    return { code: end.code, signal: end.signal, output: Buffer.from(end.output).toString() };
  }

  private async client(args: string[], ms: number): Promise<ShellResult> {
    const { client } = this.parts;
    if (!client) throw new Error('this exercise has no client');
    if (this.node !== 'waits') throw new Error('a guest has one client, and none after the robot');
    const guest = await this.fresh();
    this.node = 'client';
    this.screen = '';
    let late = false;
    const limit = setTimeout(() => {
      late = true;
      // Where the guest is gone by then, its end is told to whoever waits for it.
      guest.signal('SIGKILL').catch(() => {});
    }, ms);
    try {
      const end = await guest.unprivilegedClient(['node', `/work/${client.name}`, ...args]);
      if (!late && !(await guest.drainTerminal(patient(limits.markMs)))) {
        throw new EvidenceLost('the terminal fell silent');
      }
      if (this.screen.length >= screenBytes) throw new EvidenceLost('the client printed too much');
      return { ...end, output: readable(this.screen) };
    } finally {
      clearTimeout(limit);
    }
  }

  private show(bytes: Uint8Array): void {
    this.screen = (this.screen + Buffer.from(bytes).toString('latin1')).slice(-screenBytes);
  }

  private async recentLog(): Promise<string[]> {
    const guest = await this.fresh();
    await this.drainLog(guest);
    if (guest.log.isCut) throw new EvidenceLost('the kernel log grew too long');
    return this.unread.splice(0);
  }

  private async drainLog(guest: Guest): Promise<void> {
    const came = await guest.drainLog(patient(limits.markMs));
    if (!came) throw new EvidenceLost('the kernel log fell silent');
  }

  private async limited<T>(ms: number, work: Promise<T>): Promise<T> {
    const seconds = Math.round(ms / 1000);
    return await within(ms, work, () => new CheckTimeout(`it took longer than ${seconds} s`));
  }
}

/** Bytes kept as characters, as the text that a terminal would show. */
function readable(screen: string): string {
  return plainText(Buffer.from(screen, 'latin1').toString());
}
