// The emulator's control socket (QMP): one JSON object a line. It is root over the guest, so it
// is a private socket pair that no one else ever holds.
import { EventEmitter } from 'node:events';
import type { Duplex } from 'node:stream';
import * as z from 'zod';

const message = z.union([
  z.object({ QMP: z.unknown() }),
  z.object({ event: z.string(), data: z.record(z.string(), z.unknown()).optional() }),
  z.object({ return: z.unknown(), id: z.number().optional() }),
  z.object({ error: z.object({ class: z.string(), desc: z.string() }), id: z.number().optional() }),
]);

type Waiting = { command: string; resolve(value: unknown): void; reject(error: Error): void };

/** The emulator refused a command. */
export class QmpError extends Error {
  override name = 'QmpError';
}

/** The control socket broke: the emulator is ending. */
export class QmpGone extends Error {
  override name = 'QmpGone';
}

/** Emits each event under its own name (`SHUTDOWN`, `STOP`, `MIGRATION`, …) with its data. */
export class Qmp extends EventEmitter<Record<string, [Record<string, unknown>]>> {
  private readonly waiting = new Map<number, Waiting>();
  private nextId = 1;
  private pending = '';
  private readonly socket: Duplex;

  constructor(socket: Duplex) {
    super();
    this.socket = socket;
    socket.setEncoding('utf8');
    socket.on('data', (text: string) => this.take(text));
    socket.on('error', () => this.fail());
    socket.on('close', () => this.fail());
  }

  /**
   * Runs a command and resolves with what it returns.
   * @throws QmpError when the emulator refuses it, QmpGone when it goes away
   */
  execute(command: string, args?: Record<string, unknown>): Promise<unknown> {
    const id = this.nextId++;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { command, resolve, reject });
      const request = { execute: command, id, ...(args && { arguments: args }) };
      this.socket.write(`${JSON.stringify(request)}\n`);
    });
  }

  private take(text: string): void {
    const lines = (this.pending + text).split('\n');
    this.pending = lines.pop() ?? '';
    for (const line of lines) {
      if (line.trim() === '') continue;
      const parsed = message.parse(JSON.parse(line));
      if ('event' in parsed) this.emit(parsed.event, parsed.data ?? {});
      else if ('error' in parsed) this.refuse(parsed.id, parsed.error.desc);
      else if ('return' in parsed) this.settle(parsed.id, undefined, parsed.return);
    }
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
    for (const id of [...this.waiting.keys()]) {
      this.settle(id, new QmpGone('the emulator went away'));
    }
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
