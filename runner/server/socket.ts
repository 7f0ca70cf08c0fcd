// One page's WebSocket: checks what comes in, counts what goes out, and gives up a page that does
// not keep up or has silently gone.
import type { WebSocket } from '@fastify/websocket';
import { socket as caps } from '../config.ts';
import { limits, type ServerMessage } from '../protocol.ts';
import { credit } from './credit.ts';
import { readPageMessage } from './page-message.ts';
import type { Viewer, Workspace } from './workspace.ts';

/** Close codes of our own; the rest are RFC 6455's. */
export const closeCodes = { takenOver: 4001, goingAway: 1001, tryAgainLater: 1013 } as const;

/** Shows the workspace on this socket until it closes. Handlers are attached before it returns. */
export function serveSocket(socket: WebSocket, workspace: Workspace): void {
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

  socket.on('message', (data: Buffer, binary: boolean) => {
    const read = readPageMessage(data, binary);
    if (!read.ok) return send({ type: 'refused', message: read.problem, repair: read.repair });
    if (read.message.type === 'ack') {
      flow.acknowledged(read.message.bytes);
      workspace.congested(viewer, flow.congested());
    } else void workspace.handle(viewer, read.message);
  });
  // A protocol error, such as a message above the hard cap; the socket closes by itself after it.
  socket.on('error', () => {});
  socket.on('pong', () => {
    alive = true;
  });
  const ping = setInterval(() => {
    if (!alive) return socket.terminate();
    alive = false;
    socket.ping();
  }, caps.pingMs);
  socket.on('close', () => {
    clearInterval(ping);
    workspace.detach(viewer);
  });
  workspace.attach(viewer);
}
