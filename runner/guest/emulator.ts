// One QEMU process in its sandbox, with the sockets that lead into it. Whatever happens to the
// process, `ended` resolves once and nothing of it is left.
import { type ChildProcess, spawn } from 'node:child_process';
import type { Duplex, Readable } from 'node:stream';
import { emulatorDescriptors, type MachineArguments, qemuArguments } from './qemu-args.ts';
import { Qmp } from './qmp.ts';
import { emulatorSandbox, type EmulatorFiles } from './emulator-sandbox.ts';
import { GuestTerminal } from './terminal.ts';

export type EmulatorEnd = {
  code: number | null;
  signal: NodeJS.Signals | null;
  /** The emulator's own complaints, the last 4 KiB. */
  stderr: string;
};

export type EmulatorRequest = {
  machine: MachineArguments;
  files: EmulatorFiles;
  /** Descriptor of the guest's memory. */
  memory: number;
  /** Descriptor of the device state, to be written (template) or read from its start (clone). */
  state: number;
  onTerminal(bytes: Uint8Array): void;
};

const stderrKeptCharacters = 4096;

export class Emulator {
  readonly qmp: Qmp;
  readonly wire: Duplex;
  readonly log: Readable;
  readonly terminal: GuestTerminal;
  readonly ended: Promise<EmulatorEnd>;
  private readonly process: ChildProcess;

  constructor(request: EmulatorRequest) {
    const { memory, state, machine } = request;
    this.terminal = new GuestTerminal(request.onTerminal);
    const sandbox = emulatorSandbox(request.files, machine.memoryMiB);
    const [program = '', ...args] = [
      ...sandbox.command,
      'qemu-system-x86_64',
      ...qemuArguments(machine),
    ];
    const fd = emulatorDescriptors;
    const stdio: Array<'pipe' | 'ignore' | number> = ['ignore', 'ignore', 'pipe'];
    stdio[fd.control] = 'pipe';
    stdio[fd.wire] = 'pipe';
    stdio[fd.log] = 'pipe';
    stdio[fd.terminal] = this.terminal.slave;
    stdio[fd.memory] = memory;
    stdio[fd.state] = state;
    this.process = spawn(program, args, { stdio, env: { PATH: '/usr/bin:/bin', LANG: 'C.UTF-8' } });
    this.terminal.closeSlave();
    this.qmp = new Qmp(this.socket(fd.control));
    this.wire = this.socket(fd.wire);
    this.log = this.socket(fd.log);
    sandbox.admit(this.process.pid);
    this.ended = this.watch().finally(() => {
      this.terminal.close();
      sandbox.release();
    });
  }

  /** Ends the process and resolves when it has gone; safe to call more than once. */
  async stop(): Promise<void> {
    this.process.kill('SIGKILL');
    await this.ended;
  }

  private socket(fd: number): Duplex {
    const socket = this.process.stdio[fd] as Duplex;
    // A reset when the emulator dies; `ended` tells of it.
    socket.on('error', () => {});
    return socket;
  }

  private watch(): Promise<EmulatorEnd> {
    let stderr = '';
    this.process.stderr?.setEncoding('utf8').on('data', (text: string) => {
      stderr = (stderr + text).slice(-stderrKeptCharacters);
    });
    return new Promise((resolve) => {
      this.process.once('error', (error) =>
        resolve({ code: null, signal: null, stderr: error.message }),
      );
      this.process.once('close', (code, signal) => resolve({ code, signal, stderr }));
    });
  }
}
