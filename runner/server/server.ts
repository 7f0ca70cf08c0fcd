// The server of Crossings: pages for everyone on this machine, and for a browser that was let in
// one WebSocket per workspace.
import { STATUS_CODES } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import cookies from '@fastify/cookie';
import helmet from '@fastify/helmet';
import websocket from '@fastify/websocket';
import Fastify, { type FastifyError, type FastifyInstance } from 'fastify';
import { server as limits, socket as socketLimits } from '../config.ts';
import { guardHost } from './access.ts';
import { type ApiOptions, addApi } from './api.ts';
import { addPages } from './pages.ts';
import { refuse } from './refuse.ts';
import { sessionCookie } from './session-cookie.ts';
import { closeCodes } from './socket.ts';

export type SiteOptions = Omit<ApiOptions, 'cookie'> & {
  /** Name or address that the server listens on. */
  host: string;
  /** The secret of the link that lets a browser in, made anew at each start. */
  token: string;
  /** Signs the cookie; the same from start to start. */
  key: Buffer;
  /** Absolute path of the built site. */
  dist: string;
};

export type ServerOptions = SiteOptions & {
  /** 0 lets the system choose. */
  port: number;
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
  const app = createApp();
  await addSite(app, options);
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

/** A server without a route, with the limits that hold before one is found. */
export function createApp({
  requestMs,
  headersMs,
  connectionCheckMs,
  stillMs,
}: Record<
  'requestMs' | 'headersMs' | 'connectionCheckMs' | 'stillMs',
  number
> = limits): FastifyInstance {
  const app = Fastify({
    bodyLimit: limits.bodyBytes,
    connectionTimeout: stillMs,
    requestTimeout: requestMs,
    http: { headersTimeout: headersMs, connectionsCheckingInterval: connectionCheckMs },
    forceCloseConnections: true,
    clientErrorHandler: refuseBytes,
    // An address that can't be decoded; no hook has run, and nothing of it is repeated.
    frameworkErrors: (_fault, request, reply) => {
      // One that asked for an upgrade would stay open: @fastify/websocket closes it in a hook.
      reply.raw.once('finish', () => request.raw.socket.destroySoon());
      void refuse(reply.header('connection', 'close'), 400, ...wrongRequest);
    },
  });
  app.server.maxConnections = limits.connections;
  return app;
}

/** Adds everything that is served: the API behind its guard, and the pages. */
export async function addSite(app: FastifyInstance, options: SiteOptions): Promise<void> {
  app.setErrorHandler<FastifyError>((fault, request, reply) => {
    const status = fault.statusCode ?? 500;
    if (status === 413) return refuse(reply, 413, 'The request is too large.', 'Send less.');
    if (status < 500) return refuse(reply, status, ...wrongRequest);
    console.error(`${request.method} ${request.url.split('?')[0]} failed:`, fault);
    return refuse(reply, 500, 'The server made a mistake.', 'Try again; its terminal tells more.');
  });
  await app.register(helmet, {
    contentSecurityPolicy: false,
    strictTransportSecurity: false,
    xFrameOptions: { action: 'deny' },
  });
  app.addHook('onRequest', async (_, reply) => {
    reply.header('permissions-policy', permissionsPolicy);
  });
  await app.register(cookies, { secret: options.key });
  await app.register(websocket, {
    options: { maxPayload: socketLimits.messageHardCapBytes, autoPong: false },
    errorHandler: (fault, socket) => {
      // After a protocol error the socket is closing by itself and says why; cut off, it could not.
      if (socket.readyState !== socket.OPEN) return;
      console.error('A page lost its socket:', fault);
      socket.terminate();
    },
    preClose: (done) => {
      sayGoodBye(app);
      done();
    },
  });
  guardHost(app, options.host);
  const cookie = sessionCookie(options.key);
  await app.register((api) => addApi(api, { ...options, cookie }), { prefix: '/api' });
  await app.register((pages) => addPages(pages, { ...options, cookie }));
}

/** For what is no HTTP request at all: there is no reply yet, only the connection. */
function refuseBytes(fault: Error & { code?: string }, socket: Socket): void {
  // Whoever took too long has no request that could be answered, and may not read either.
  if (fault.code === 'ERR_HTTP_REQUEST_TIMEOUT') return void socket.resetAndDestroy();
  if (!socket.writable || fault.code === 'ECONNRESET') return void socket.destroy();
  const [message, repair] = wrongRequest;
  const body = JSON.stringify({ message, repair });
  const status = fault.code === 'HPE_HEADER_OVERFLOW' ? 431 : 400;
  socket.write(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\n` +
      `Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
  );
  // Not left half open: the other end may never close it.
  socket.destroySoon();
}

/** What no page of ours asks for, so that nothing that gets into one can. */
const permissionsPolicy = ['camera', 'microphone', 'geolocation', 'usb', 'serial', 'hid', 'midi']
  .map((feature) => `${feature}=()`)
  .join(', ');

const wrongRequest = [
  'The server does not understand this request.',
  'Look at the address again.',
] as const;

/** A page that does not answer the close is cut, so that the server can go. */
function sayGoodBye(app: FastifyInstance): void {
  for (const client of app.websocketServer.clients) {
    client.close(closeCodes.goingAway, 'the server stops');
    setTimeout(() => client.terminate(), limits.goodByeMs).unref();
  }
}
