// One QEMU process in its sandbox, with the sockets that lead into it. Whatever happens to the
// process, `ended` resolves once and nothing of it is left.
import { type ChildProcess, spawn } from 'node:child_process';
import type { Duplex, Readable } from 'node:stream';
import { guest as limits } from '../config.ts';
import { patient } from '../patient.ts';
import type { Cage } from '../sandbox/cgroup.ts';
import { allowListFilter } from '../sandbox/seccomp.ts';
import { emulatorCalls } from './emulator-calls.ts';
import { type EmulatorFiles, emulatorSandbox } from './emulator-sandbox.ts';
import { emulatorDescriptors, type MachineArguments, qemuArguments } from './qemu-args.ts';
import { Qmp, QmpGone } from './qmp.ts';
import { GuestTerminal } from './terminal.ts';

export type EmulatorEnd = {
  code: number | null;
  signal: NodeJS.Signals | null;
  /** The emulator's own complaints, the last 4 KiB. */
  stderr: string;
  /** The kernel ended it for more memory than its control group may take. */
  outOfMemory: boolean;
};

export type EmulatorRequest = {
  machine: MachineArguments;
  files: EmulatorFiles;
  /** Descriptor of the guest's memory. */
  memory: number;
  /** Descriptor from which a clone reads the template's device state. */
  state?: number;
  /** Descriptor of the file that parts of the guest's memory are copied into. */
  snapshot?: number;
  onTerminal(bytes: Uint8Array): void;
};

const emulatorFilter = allowListFilter(Object.values(emulatorCalls));

const stderrKeptCharacters = 4096;

/** The emulator ended while something was asked of it. */
export class EmulatorGone extends Error {
  override name = 'EmulatorGone';

  constructor(end: EmulatorEnd) {
    super(end.stderr.trim() || `the emulator ended with ${end.signal ?? `code ${end.code}`}`);
  }
}

export class Emulator {
  readonly qmp: Qmp;
  readonly wire: Duplex;
  readonly log: Readable;
  readonly terminal: GuestTerminal;
  readonly ended: Promise<EmulatorEnd>;
  private readonly process: ChildProcess;
  private giveUp: () => void = () => {};

  constructor(request: EmulatorRequest) {
    const { memory, state, snapshot, machine } = request;
    this.terminal = new GuestTerminal(request.onTerminal);
    const qemu = ['qemu-system-x86_64', ...qemuArguments(machine)];
    const { command, cage } = emulatorSandbox(request.files, machine, qemu);
    const [program = '', ...args] = command;
    const fd = emulatorDescriptors;
    const highest = Math.max(...Object.values(fd));
    const stdio: Array<'pipe' | 'ignore' | number> = Array(highest + 1).fill('ignore');
    stdio[2] = 'pipe';
    stdio[fd.control] = 'pipe';
    stdio[fd.wire] = 'pipe';
    stdio[fd.log] = 'pipe';
    stdio[fd.terminal] = this.terminal.slave;
    stdio[fd.memory] = memory;
    stdio[fd.state] = state ?? 'ignore';
    stdio[fd.snapshot] = snapshot ?? 'ignore';
    stdio[fd.seccomp] = 'pipe';
    this.process = spawn(program, args, { stdio, env: { PATH: '/usr/bin:/bin', LANG: 'C.UTF-8' } });
    this.terminal.closeSlave();
    this.socket(fd.seccomp).end(emulatorFilter);
    this.qmp = new Qmp(this.socket(fd.control), () => this.process.kill('SIGKILL'));
    this.wire = this.socket(fd.wire);
    this.log = this.socket(fd.log);
    this.ended = this.watch(cage).finally(() => {
      this.terminal.close();
      cage.release();
    });
  }

  /** Process id of the sandbox. */
  get pid(): number | undefined {
    return this.process.pid;
  }

  /**
   * Ends the process and resolves when it has gone; safe to call more than once. One that the host's
   * kernel does not let go of is given up: nobody may wait for it any longer.
   */
  async stop(): Promise<void> {
    this.process.kill('SIGKILL');
    const timer = setTimeout(() => this.giveUp(), patient(limits.killMs));
    await this.ended;
    clearTimeout(timer);
  }

  /**
   * Waits for `work`, but not past the emulator's end.
   * @throws EmulatorGone with the emulator's own words when it ends first; else what `work` throws
   */
  async whileAlive<T>(work: Promise<T>): Promise<T> {
    const gone = this.ended.then((end): never => {
      throw new EmulatorGone(end);
    });
    gone.catch(() => {});
    try {
      return await Promise.race([work, gone]);
    } catch (error) {
      // The control socket breaks a moment before the end of the process is known.
      if (error instanceof QmpGone) return await gone;
      throw error;
    }
  }

  private socket(fd: number): Duplex {
    const socket = this.process.stdio[fd] as Duplex;
    // A reset when the emulator dies; `ended` tells of it.
    socket.on('error', () => {});
    return socket;
  }

  private watch(cage: Cage): Promise<EmulatorEnd> {
    let stderr = '';
    this.process.stderr?.setEncoding('utf8').on('data', (text: string) => {
      stderr = (stderr + text).slice(-stderrKeptCharacters);
    });
    return new Promise((resolve) => {
      const end = (code: number | null, signal: NodeJS.Signals | null, words: string): void =>
        resolve({ code, signal, stderr: words, outOfMemory: cage.ranOutOfMemory() });
      this.process.once('error', (error) => end(null, null, error.message));
      this.process.once('close', (code, signal) => end(code, signal, stderr));
      this.giveUp = () => end(null, null, `process ${this.pid} does not end, even by SIGKILL`);
    });
  }
}
