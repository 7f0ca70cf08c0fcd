// The host's side of the learner's terminal: a pseudoterminal whose other end the emulator holds as
// the guest's console. Bytes pass as they are; nothing here reads a verdict out of them.
import { closeSync } from 'node:fs';
import { ReadStream, WriteStream } from 'node:tty';
import * as pty from 'node-pty';

/**
 * node-pty opens a pair without a process only through `native`, which its types leave out; its
 * `spawn` cannot hand the emulator the other descriptors that it inherits.
 */
const { native } = pty as unknown as {
  native: { open(columns: number, rows: number): { master: number; slave: number } };
};

export class GuestTerminal {
  /** Slave side, for the emulator to inherit; `closeSlave` once it has. */
  readonly slave: number;
  private readonly input: WriteStream;
  private readonly output: ReadStream;

  constructor(onBytes: (bytes: Uint8Array) => void) {
    const { master, slave } = native.open(80, 24);
    this.slave = slave;
    this.output = new ReadStream(master);
    this.input = new WriteStream(master);
    // The slave's last holder has gone: the end of a terminal, not a fault.
    this.output.on('error', () => this.close());
    this.input.on('error', () => this.close());
    this.output.on('data', onBytes);
  }

  closeSlave(): void {
    closeSync(this.slave);
  }

  write(data: string | Uint8Array): void {
    if (!this.input.destroyed) this.input.write(data);
  }

  /** Stops reading; the guest's programs block once the buffers between are full. */
  pause(): void {
    this.output.pause();
  }

  resume(): void {
    this.output.resume();
  }

  close(): void {
    this.output.destroy();
    this.input.destroy();
  }
}
