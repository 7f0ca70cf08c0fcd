// The workspace's WebSocket: gets a ticket, opens, comes back after a loss, says honestly how it is.
import * as z from 'zod/mini';
import { type ClientMessage, type ServerMessage, serverMessage } from '../../../runner/protocol.ts';

export type ConnectionState =
  | { kind: 'connecting' }
  | { kind: 'open' }
  /** Coming back by itself at `retryAt` (ms since the epoch); `said` is why, where the server did. */
  | { kind: 'lost'; retryAt: number; said: string }
  | { kind: 'taken-over' }
  /** The server answered, and said no; it does not come back by itself. */
  | { kind: 'refused'; message: string; repair: string }
  /** The page is served by something that has no runner. */
  | { kind: 'no-server' };

export type ConnectionEvents = {
  state: (state: ConnectionState) => void;
  message: (message: ServerMessage) => void;
  bytes: (bytes: Uint8Array) => void;
};

const ticketAnswer = z.object({ ticket: z.string() });
const refusal = z.object({ message: z.string(), repair: z.string() });
const longestWaitMs = 30_000;
/** The one refusal that time repairs. */
const tooManyRequests = 429;

export class Connection {
  readonly #lesson: string;
  readonly #events: ConnectionEvents;
  #socket: WebSocket | null = null;
  #timer: number | undefined;
  #losses = 0;
  #opening = false;

  constructor(lesson: string, events: ConnectionEvents) {
    this.#lesson = lesson;
    this.#events = events;
    addEventListener('online', () => {
      if (this.#timer) void this.open();
    });
  }

  /** Opens now; does nothing while it is open or opening. */
  async open(): Promise<void> {
    if (this.#socket || this.#opening) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#opening = true;
    this.#events.state({ kind: 'connecting' });
    const ticket = await getTicket(this.#lesson);
    this.#opening = false;
    if (typeof ticket !== 'string') {
      if (ticket.kind === 'lost') this.#comeBack(ticket.said);
      else this.#events.state(ticket);
      return;
    }
    const url = new URL(`/api/workspace/${this.#lesson}`, location.href);
    url.protocol = url.protocol.replace('http', 'ws');
    url.searchParams.set('ticket', ticket);
    this.#attach(new WebSocket(url));
  }

  /** False when there is no open connection; nothing is kept for later. */
  send(message: ClientMessage): boolean {
    if (this.#socket?.readyState !== WebSocket.OPEN) return false;
    this.#socket.send(JSON.stringify(message));
    return true;
  }

  #attach(socket: WebSocket): void {
    let takenOver = false;
    this.#socket = socket;
    socket.binaryType = 'arraybuffer';
    socket.addEventListener('message', ({ data }) => {
      if (data instanceof ArrayBuffer) {
        this.#events.bytes(new Uint8Array(data));
        return;
      }
      const message = readMessage(String(data));
      if (!message) return;
      if (message.type === 'hello') {
        this.#losses = 0;
        this.#events.state({ kind: 'open' });
      }
      if (message.type === 'taken-over') takenOver = true;
      this.#events.message(message);
    });
    socket.addEventListener('close', () => {
      this.#socket = null;
      if (takenOver) this.#events.state({ kind: 'taken-over' });
      else this.#comeBack();
    });
  }

  #comeBack(said = ''): void {
    const wait = Math.min(longestWaitMs, 1000 * 2 ** this.#losses) * (0.75 + Math.random() / 2);
    this.#losses += 1;
    this.#events.state({ kind: 'lost', retryAt: Date.now() + wait, said });
    this.#timer = window.setTimeout(() => void this.open(), wait);
  }
}

async function getTicket(workspace: string): Promise<string | ConnectionState> {
  try {
    const response = await fetch('/api/ticket', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ workspace }),
    });
    const body: unknown = await response.json().catch(() => null);
    if (response.ok) {
      const answer = ticketAnswer.safeParse(body);
      if (answer.success) return answer.data.ticket;
    }
    const refused = refusal.safeParse(body);
    if (refused.success) {
      const { message, repair } = refused.data;
      return response.status === tooManyRequests
        ? lost(`${message} ${repair}`)
        : { kind: 'refused', message, repair };
    }
    return response.status >= 500 && response.status !== 501 ? lost() : { kind: 'no-server' };
  } catch {
    return lost();
  }
}

const lost = (said = '') => ({ kind: 'lost', retryAt: 0, said }) as const;

/** A message of a newer or broken server is told in the console and left out. */
function readMessage(text: string): ServerMessage | null {
  try {
    return serverMessage.parse(JSON.parse(text));
  } catch (error) {
    console.error('A message of the server cannot be read.', error);
    return null;
  }
}
