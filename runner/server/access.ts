// Who gets in. A request must name this server; the pages are then open to it, and a browser that
// came by the link the terminal prints gets a session. Everything else is behind `guardSession`.
import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { hostAllowed, originAllowed } from './hosts.ts';
import { sendPlainPage } from './plain-page.ts';
import { refuse, refuseForNow } from './refuse.ts';
import type { SessionCookie } from './session-cookie.ts';
import type { Session } from './sessions.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Set behind `guardSession` only. */
    session: Session | null;
  }
}

const tokenParameter = 'token';
const howToGetIn = 'Open the address with the token that the terminal of `npm start` prints.';

/** Answers only requests that name this server, for a path on it: it is nobody's proxy. */
export function guardHost(app: FastifyInstance, host: string): void {
  app.addHook('onRequest', async (request, reply) => {
    if (!hostAllowed(request.headers.host, host))
      return refuse(reply, 421, 'This server does not answer to that name.', howToGetIn);
    if (!request.url.startsWith('/'))
      return refuse(reply, 400, 'The address has to be a path.', 'Start it with a slash.');
  });
}

/**
 * Refuses every request to this instance's routes that has no session or comes from a page of
 * another origin. It holds for all routes of the encapsulated instance, whatever their address.
 */
export function guardSession(
  api: FastifyInstance,
  cookie: SessionCookie,
  sessionOf: (id: string) => Session,
): void {
  api.decorateRequest('session', null);
  api.addHook('onRequest', async (request, reply) => {
    reply.header('cache-control', 'no-store');
    if (fromElsewhere(request))
      return refuse(reply, 403, 'Only pages of this server can ask for that.', howToGetIn);
    const id = cookie.read(request);
    if (id === null) return refuse(reply, 401, 'This browser is not let in yet.', howToGetIn);
    const session = sessionOf(id);
    const { requests } = session.rates;
    if (!requests.take()) return refuseForNow(reply, requests.waitMs());
    request.session = session;
  });
}

/** Begins a session in a browser that comes by the link, and leads it to the clean address. */
export function admitByLink(pages: FastifyInstance, token: string, cookie: SessionCookie): void {
  pages.addHook('onRequest', async (request, reply) => {
    const [path = '/', query = ''] = request.url.split(/\?(.*)/s);
    const parameters = new URLSearchParams(query);
    const given = parameters.get(tokenParameter);
    if (given === null || request.method !== 'GET') return;
    const right = equal(given, token);
    if (!right && cookie.read(request) === null) return sendOldLink(reply);
    if (right) cookie.start(reply);
    parameters.delete(tokenParameter);
    return reply.redirect(localAddress(path, parameters), 303);
  });
}

/**
 * Browsers name the page's origin when a request could change something and on a WebSocket, and
 * newer ones say for every request how the page is related to us. A read that says neither has no
 * page behind it that could see the answer.
 */
function fromElsewhere({ method, headers }: FastifyRequest): boolean {
  const { origin, host } = headers;
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return true;
  if (origin !== undefined) return !originAllowed(origin, host);
  return !['GET', 'HEAD'].includes(method) || headers.upgrade !== undefined;
}

function sendOldLink(reply: FastifyReply): FastifyReply {
  return sendPlainPage(reply, 403, 'This link is from another start', [
    'The token in this address is not the one of the server that runs now.',
    howToGetIn,
  ]);
}

/** Never leads to another site: `//evil.example` is a path here and has to stay one. */
function localAddress(path: string, parameters: URLSearchParams): string {
  const query = parameters.size > 0 ? `?${parameters}` : '';
  return path.replace(/^[/\\]+/, '/') + query;
}

function equal(a: string, b: string): boolean {
  return timingSafeEqual(digest(a), digest(b));
}

function digest(data: string): Buffer {
  return createHash('sha256').update(data).digest();
}
