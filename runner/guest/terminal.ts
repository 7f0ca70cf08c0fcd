// The host's side of the learner's terminal: a pseudoterminal whose other end the emulator holds as
// the guest's console. Bytes pass as they are; nothing here reads a verdict out of them.
import { closeSync, constants } from 'node:fs';
import type { SocketConstructorOpts } from 'node:net';
import { ReadStream } from 'node:tty';
import koffi from 'koffi';
import * as pty from 'node-pty';
import { guest as limits } from '../config.ts';
import { InputQueue } from './input-queue.ts';

/**
 * node-pty opens a pair without a process only through `native`, which its types leave out; its
 * `spawn` cannot hand the emulator the other descriptors that it inherits.
 */
const { native } = pty as unknown as {
  native: { open(columns: number, rows: number): { master: number; slave: number } };
};

const libc = koffi.load('libc.so.6');
const fcntl = libc.func('int fcntl(int fd, int command, int argument)');
// asm-generic/fcntl.h
const F_SETFL = 4;

export class GuestTerminal {
  /** Slave side, for the emulator to inherit; `closeSlave` once it has. */
  readonly slave: number;
  private readonly output: ReadStream;
  private readonly input: InputQueue;
  private inputLost: () => void = () => {};
  private losing = false;

  constructor(onBytes: (bytes: Uint8Array) => void) {
    const { master, slave } = native.open(80, 24);
    // Node writes to a terminal's master with blocking calls, for which O_NONBLOCK has no remedy; so
    // it only reads here. The flag belongs to the master alone: the slave is a file of its own.
    if (fcntl(master, F_SETFL, constants.O_RDWR | constants.O_NONBLOCK) < 0) {
      throw new Error(`making a terminal non-blocking failed with errno ${koffi.errno()}`);
    }
    this.slave = slave;
    const held = { highWaterMark: limits.heldOutputBytes };
    this.output = new ReadStream(master, held as SocketConstructorOpts);
    this.input = new InputQueue(master, limits.inputQueueBytes);
    // The slave's last holder has gone: the end of a terminal, not a fault.
    this.output.on('error', () => this.close());
    this.output.on('data', onBytes);
  }

  closeSlave(): void {
    closeSync(this.slave);
  }

  /** Called when input is dropped because the guest doesn't read: once, until it has caught up. */
  onInputLost(listener: () => void): void {
    this.inputLost = listener;
  }

  /** Types `data`. What doesn't fit into the queue of a guest that doesn't read is dropped. */
  write(data: string): void {
    if (this.output.destroyed) return;
    if (this.input.isEmpty) this.losing = false;
    if (this.input.push(Buffer.from(data)) || this.losing) return;
    this.losing = true;
    this.inputLost();
  }

  /** Hands on no more. QEMU drops what a console prints past a full terminal, so some is held here. */
  pause(): void {
    this.output.pause();
  }

  resume(): void {
    this.output.resume();
  }

  close(): void {
    this.input.clear();
    this.output.destroy();
  }
}
