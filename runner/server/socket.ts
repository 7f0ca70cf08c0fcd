// One page's WebSocket: checks what comes in and slows it down where it's too much, counts what goes
// out, and gives up a page that does not keep up or has silently gone.
import type { Socket } from 'node:net';
import type { WebSocket } from '@fastify/websocket';
import { socket as caps } from '../config.ts';
import { type ClientMessage, limits, type ServerMessage } from '../protocol.ts';
import { credit } from './credit.ts';
import { pace } from './pace.ts';
import { type PageMessage, readPageMessage } from './page-message.ts';
import type { Session } from './sessions.ts';
import { chargeFor } from './too-often.ts';
import type { Viewer, Workspace } from './workspace.ts';

/** Close codes of our own; the rest are RFC 6455's. */
export const closeCodes = { takenOver: 4001, goingAway: 1001, tryAgainLater: 1013 } as const;

/** Messages that write the learner's files: none is ever refused, so they wait for each other. */
const writes: ReadonlySet<ClientMessage['type']> = new Set(['save', 'discard']);

/**
 * Shows the workspace on this socket until it closes. Handlers are attached before it returns.
 * @param connection carries the socket
 * @param session the browser's
 */
export function serveSocket(
  socket: WebSocket,
  workspace: Workspace,
  connection: Socket,
  session: Session,
): void {
  const { rates } = session;
  const flow = credit(limits.unacknowledgedBytes, caps.unacknowledgedHardCapBytes);
  let alive = true;

  const put = (data: string | Uint8Array): void => {
    if (socket.readyState !== socket.OPEN) return;
    socket.send(data);
    // A page that reads nothing would not read a close frame either.
    if (flow.exhausted() || socket.bufferedAmount > caps.bufferedHardCapBytes) socket.terminate();
  };
  const send = (message: ServerMessage): void => put(JSON.stringify(message));
  const viewer: Viewer = {
    send,
    terminal(bytes) {
      flow.sent(bytes.length);
      put(bytes);
      workspace.congested(viewer, flow.congested());
    },
    takenOver() {
      send({ type: 'taken-over' });
      socket.close(closeCodes.takenOver, 'taken over by another page');
    },
  };

  const inbound = pace(rates, {
    // A socket that closes has to read the other's good-bye.
    pause: () => {
      if (socket.readyState === socket.OPEN) socket.pause();
    },
    resume: () => socket.resume(),
    slowed: () =>
      send({
        type: 'slowed',
        message: 'This browser sends more than the server reads.',
        repair: 'Nothing is lost: wait until it has caught up.',
      }),
  });
  const act = (read: PageMessage): void => {
    if (!read.ok) {
      send({ type: 'refused', message: read.problem, repair: read.repair });
      return;
    }
    const { message } = read;
    const tooOften = chargeFor(message, rates);
    if (tooOften !== null) send({ type: 'refused', ...tooOften, of: message.type });
    else if (message.type === 'ack') {
      flow.acknowledged(message.bytes);
      workspace.congested(viewer, flow.congested());
    } else void workspace.handle(viewer, message);
  };
  let unfinished = 0;
  const leave = (bytes: number): void => {
    session.unfinishedBytes += bytes - unfinished;
    unfinished = bytes;
  };
  const count = (chunk: Buffer): void => {
    inbound.arrived(chunk.length);
    leave(unfinished + chunk.length);
    if (session.unfinishedBytes > caps.unfinishedBytes) socket.terminate();
  };
  connection.on('data', count);
  socket.on('message', (data: Buffer, binary: boolean) => {
    leave(0);
    let read: PageMessage | undefined;
    inbound.offer(() => {
      read ??= readPageMessage(data, binary);
      const wait = read.ok && writes.has(read.message.type) ? rates.saves.waitMs() : 0;
      if (wait > 0) return wait;
      if (read.ok && writes.has(read.message.type)) rates.saves.spend(1);
      act(read);
      return 0;
    });
  });
  socket.on('ping', (data) => {
    inbound.offer(() => {
      if (socket.readyState === socket.OPEN) socket.pong(data);
      return 0;
    });
  });
  // A protocol error, such as a message above the hard cap; the socket closes by itself after it.
  socket.on('error', () => connection.off('data', count));
  socket.on('pong', () => {
    alive = true;
  });
  const ping = setInterval(() => {
    // The answer of a page that is slowed down waits with the rest of what it sends.
    if (!alive && !socket.isPaused) return socket.terminate();
    alive = false;
    socket.ping();
  }, caps.pingMs);
  socket.on('close', () => {
    clearInterval(ping);
    connection.off('data', count);
    leave(0);
    // After everything that it had sent.
    inbound.offer(() => {
      workspace.detach(viewer);
      return 0;
    });
  });
  workspace.attach(viewer);
}
