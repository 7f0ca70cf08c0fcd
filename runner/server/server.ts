// The server of Crossings: pages for everyone on this machine, and for a browser that was let in
// one WebSocket per workspace.
import type { AddressInfo } from 'node:net';
import helmet from '@fastify/helmet';
import websocket from '@fastify/websocket';
import Fastify, { type FastifyError, type FastifyInstance } from 'fastify';
import type { Standings } from '../check-protocol.ts';
import { server as limits, socket as socketLimits } from '../config.ts';
import type { LearnerData } from '../record/learner-data.ts';
import { guardAccess, refuse } from './access.ts';
import { servePages } from './pages.ts';
import { closeCodes, serveSocket } from './socket.ts';
import { tickets } from './tickets.ts';
import type { Workspace } from './workspace.ts';

export type ServerOptions = {
  host: string;
  /** 0 lets the system choose. */
  port: number;
  /** The secret of the link that lets a browser in. */
  token: string;
  /** Signs the cookie. */
  key: Buffer;
  /** Absolute path of the built site. */
  dist: string;
  /** By lesson, or `way/id` of an exercise; what is not here has no workspace. */
  workspaces: ReadonlyMap<string, Workspace>;
  /** How the learner stands in the exercises that were begun. */
  standings(): Promise<Standings>;
  learnerData: LearnerData;
};

export type Server = {
  /** Without a slash at its end, such as `http://127.0.0.1:4870`. */
  url: string;
  /** Says good-bye to every page and stops listening. */
  close(): Promise<void>;
};

/**
 * Starts to listen.
 * @throws the system's error, with `code` `EADDRINUSE` when the port is taken
 */
export async function startServer(options: ServerOptions): Promise<Server> {
  const app = Fastify({
    bodyLimit: limits.bodyBytes,
    requestTimeout: limits.requestMs,
    forceCloseConnections: true,
  });
  await app.register(helmet, {
    contentSecurityPolicy: false,
    strictTransportSecurity: false,
    xFrameOptions: { action: 'deny' },
  });
  await app.register(websocket, {
    options: { maxPayload: socketLimits.messageHardCapBytes },
    preClose: (done) => {
      sayGoodBye(app);
      done();
    },
  });
  await guardAccess(app, options);
  addApi(app, options);
  const sendNoSuchPage = await servePages(app, options.dist);

  app.setNotFoundHandler((request, reply) => {
    const reads = request.method === 'GET' || request.method === 'HEAD';
    if (reads && !request.url.startsWith('/api/')) return sendNoSuchPage(request, reply);
    return refuse(reply, 404, 'There is nothing at this address.', 'Look at the address again.');
  });
  app.setErrorHandler<FastifyError>((fault, request, reply) => {
    const status = fault.statusCode ?? 500;
    if (status < 500) return refuse(reply, status, fault.message, 'Look at the address again.');
    console.error(`${request.method} ${request.url.split('?')[0]} failed:`, fault);
    return refuse(reply, 500, 'The server made a mistake.', 'Try again; its terminal tells more.');
  });

  try {
    await app.listen({ host: options.host, port: options.port });
  } catch (fault) {
    await app.close();
    throw fault;
  }
  const { port } = app.server.address() as AddressInfo;
  const name = options.host.includes(':') ? `[${options.host}]` : options.host;
  return { url: `http://${name}:${port}`, close: () => app.close() };
}

function addApi(app: FastifyInstance, options: ServerOptions): void {
  const { workspaces, standings, learnerData } = options;
  const { issue, use } = tickets();
  app.post('/api/ticket', () => ({ ticket: issue() }));
  app.get('/api/exercises', standings);
  app.get('/api/my-work', () => learnerData.copy());
  app.delete('/api/my-work', async (_, reply) => {
    await learnerData.erase();
    return reply.code(204).send();
  });

  app.get<{ Params: { '*': string }; Querystring: { ticket?: string } }>(
    '/api/workspace/*',
    {
      websocket: true,
      preValidation: async (request, reply) => {
        const { ticket } = request.query;
        if (typeof ticket !== 'string' || !use(ticket))
          return refuse(reply, 403, 'This ticket is used or too old.', 'Reload the page.');
        if (!workspaces.has(request.params['*']))
          return refuse(reply, 404, 'There is no such lesson.', 'Choose one from the contents.');
        if (app.websocketServer.clients.size >= limits.sockets)
          return refuse(reply, 503, 'Too many pages are open.', 'Close some and reload this one.');
      },
    },
    (socket, request) => {
      const workspace = workspaces.get(request.params['*']);
      if (workspace === undefined) socket.close(closeCodes.tryAgainLater);
      else serveSocket(socket, workspace);
    },
  );
}

/** A page that does not answer the close is cut, so that the server can go. */
function sayGoodBye(app: FastifyInstance): void {
  for (const client of app.websocketServer.clients) {
    client.close(closeCodes.goingAway, 'the server stops');
    setTimeout(() => client.terminate(), limits.goodByeMs).unref();
  }
}
