// Who may use the guests: a browser that came once by the link which the terminal prints. The link
// leaves a signed cookie; pages are read without it, everything under /api/ needs it.
import { createHash, timingSafeEqual } from 'node:crypto';
import cookies from '@fastify/cookie';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { server } from '../config.ts';
import { hostAllowed, originAllowed } from './hosts.ts';
import { sendPlainPage } from './plain-page.ts';

export type AccessOptions = {
  /** Name or address that the server listens on. */
  host: string;
  /** The secret of the link, made anew at each start. */
  token: string;
  /** Signs the cookie; the same from start to start. */
  key: Buffer;
};

const tokenParameter = 'token';
const howToGetIn = 'Open the address with the token that the terminal of `npm start` prints.';

/** Puts the checks in front of every route that is added after it. */
export async function guardAccess(app: FastifyInstance, options: AccessOptions): Promise<void> {
  const cookie = `crossings-${digest(options.key).toString('hex').slice(0, 8)}`;
  await app.register(cookies, { secret: options.key });

  app.addHook('onRequest', async (request, reply) => {
    if (!hostAllowed(request.headers.host, options.host))
      return refuse(reply, 421, 'This server does not answer to that name.', howToGetIn);
    const url = new URL(request.url, 'http://here');
    const token = url.searchParams.get(tokenParameter);
    if (token !== null && request.method === 'GET' && !url.pathname.startsWith('/api/')) {
      if (!equal(token, options.token) && !hasCookie(request)) return sendOldLink(reply);
      if (equal(token, options.token)) giveCookie(reply);
      return reply.redirect(withoutToken(url), 303);
    }
    if (url.pathname.startsWith('/api/')) return guardApi(request, reply);
  });

  const guardApi = async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
    reply.header('cache-control', 'no-store');
    if (changesSomething(request) && !originAllowed(request.headers.origin, request.headers.host))
      return refuse(reply, 403, 'Only pages of this server may ask for that.', howToGetIn);
    if (!hasCookie(request))
      return refuse(reply, 401, 'This browser is not let in yet.', howToGetIn);
  };
  const giveCookie = (reply: FastifyReply): void => {
    reply.setCookie(cookie, String(Date.now()), {
      signed: true,
      httpOnly: true,
      sameSite: 'strict',
      path: '/',
      maxAge: server.cookieMaxAgeMs / 1000,
    });
  };
  const hasCookie = (request: FastifyRequest): boolean => {
    const found = request.unsignCookie(request.cookies[cookie] ?? '');
    return found.valid && Date.now() - Number(found.value) < server.cookieMaxAgeMs;
  };
}

/** Answers with `{message, repair}`, which every refusal of the server has. */
export function refuse(
  reply: FastifyReply,
  status: number,
  message: string,
  repair: string,
): FastifyReply {
  return reply.code(status).send({ message, repair });
}

function changesSomething(request: FastifyRequest): boolean {
  return !['GET', 'HEAD'].includes(request.method) || request.headers.upgrade !== undefined;
}

function sendOldLink(reply: FastifyReply): FastifyReply {
  return sendPlainPage(reply, 403, 'This link is from another start', [
    'The token in this address is not the one of the server that runs now.',
    howToGetIn,
  ]);
}

/** Never leads to another site: `//evil.example` is a path here and must stay one. */
function withoutToken(url: URL): string {
  url.searchParams.delete(tokenParameter);
  return url.pathname.replace(/^[/\\]+/, '/') + url.search;
}

function equal(a: string, b: string): boolean {
  return timingSafeEqual(digest(a), digest(b));
}

function digest(data: string | Buffer): Buffer {
  return createHash('sha256').update(data).digest();
}
