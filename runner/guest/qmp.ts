// The emulator's control socket (QMP): one JSON object a line. It is root over the guest, so it
// is a private socket pair that no one else ever holds.
import type { Duplex } from 'node:stream';
import * as z from 'zod';
import { lineCutter } from './line-cutter.ts';
import { sendDescriptor } from './send-descriptor.ts';

const message = z.union([
  z.object({ QMP: z.unknown() }),
  z.object({ event: z.string(), data: z.record(z.string(), z.unknown()).optional() }),
  z.object({ return: z.unknown(), id: z.number().optional() }),
  z.object({ error: z.object({ class: z.string(), desc: z.string() }), id: z.number().optional() }),
]);

/** No answer to a command of ours has more. */
const lineCharacters = 64 * 1024;

type Waiting = { command: string; resolve(value: unknown): void; reject(error: Error): void };

/** The emulator refused a command. */
export class QmpError extends Error {
  override name = 'QmpError';
}

/** The control socket broke: the emulator is ending, or is no longer what was started. */
export class QmpGone extends Error {
  override name = 'QmpGone';
}

export class Qmp {
  private readonly waiting = new Map<number, Waiting>();
  private nextId = 1;
  private readonly socket: Duplex;
  private broken = false;
  private listener: (event: string, data: Record<string, unknown>) => void = () => {};

  private readonly garbled: () => void;

  /** @param garbled is called when the emulator says what no emulator does */
  constructor(socket: Duplex, garbled: () => void) {
    this.socket = socket;
    this.garbled = garbled;
    const cut = lineCutter(lineCharacters);
    socket.setEncoding('utf8');
    socket.on('data', (text: string) => {
      for (const line of cut(text)) this.take(line);
    });
    socket.on('error', () => this.fail());
    socket.on('close', () => this.fail());
  }

  /** Tells who gets the events (`SHUTDOWN`, `STOP`, …) and their data. */
  onEvent(listener: (event: string, data: Record<string, unknown>) => void): void {
    this.listener = listener;
  }

  /**
   * Runs a command and resolves with what it returns.
   * @throws QmpError when the emulator refuses it, QmpGone when it goes away
   */
  execute(command: string, args?: Record<string, unknown>): Promise<unknown> {
    return this.ask(command, args, (bytes) => void this.socket.write(bytes));
  }

  private ask(
    command: string,
    args: Record<string, unknown> | undefined,
    send: (bytes: Buffer) => void,
  ): Promise<unknown> {
    if (this.broken) return Promise.reject(new QmpGone('the emulator went away'));
    const id = this.nextId++;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { command, resolve, reject });
      const request = { execute: command, id, ...(args && { arguments: args }) };
      send(Buffer.from(`${JSON.stringify(request)}\n`));
    });
  }

  /**
   * Gives the emulator an open descriptor under a name, for a command that takes one.
   * @throws QmpGone when it goes away
   */
  giveDescriptor(name: string, descriptor: number): Promise<unknown> {
    return this.ask('getfd', { fdname: name }, (bytes) =>
      sendDescriptor(this.socket, bytes, descriptor),
    );
  }

  private take(line: string): void {
    if (this.broken || line.trim() === '') return;
    const parsed = message.safeParse(parseJson(line));
    if (!parsed.success) {
      this.fail();
      this.garbled();
    } else if ('event' in parsed.data) this.listener(parsed.data.event, parsed.data.data ?? {});
    else if ('error' in parsed.data) this.refuse(parsed.data.id, parsed.data.error.desc);
    else if ('return' in parsed.data) this.settle(parsed.data.id, undefined, parsed.data.return);
  }

  private refuse(id: number | undefined, reason: string): void {
    const command = id === undefined ? '' : this.waiting.get(id)?.command;
    this.settle(id, new QmpError(`${command}: ${reason}`));
  }

  private settle(id: number | undefined, error?: Error, value?: unknown): void {
    const waiting = id === undefined ? undefined : this.waiting.get(id);
    if (id === undefined || !waiting) return;
    this.waiting.delete(id);
    if (error) waiting.reject(error);
    else waiting.resolve(value);
  }

  private fail(): void {
    this.broken = true;
    for (const id of [...this.waiting.keys()]) {
      this.settle(id, new QmpGone('the emulator went away'));
    }
    this.socket.destroy();
  }
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** Waits until the migration that was started is over. @throws QmpError when it failed. */
export async function migrationEnd(qmp: Qmp): Promise<void> {
  for (;;) {
    const info = z
      .object({ status: z.string().optional(), 'error-desc': z.string().optional() })
      .parse(await qmp.execute('query-migrate'));
    if (info.status === 'completed') return;
    if (info.status === 'failed' || info.status === 'cancelled') {
      throw new QmpError(`migration ${info.status}: ${info['error-desc'] ?? 'no reason given'}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

/** Leaves memory out of a migration that both sides share by a file. */
export async function ignoreSharedMemory(qmp: Qmp): Promise<void> {
  const capabilities = [{ capability: 'x-ignore-shared', state: true }];
  await qmp.execute('migrate-set-capabilities', { capabilities });
}
