// Serves the built site as it lies there, under a strict content policy.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import * as z from 'zod';
import { admitByLink } from './access.ts';
import { contentPolicy } from './content-policy.ts';
import { sendPlainPage } from './plain-page.ts';
import { nothingHere, refuse } from './refuse.ts';
import type { SessionCookie } from './session-cookie.ts';

/** `csp.json`, which the build of the site writes: the hashes of its inline scripts. */
const policyFile = z.object({
  scriptHashes: z.array(z.string().regex(/^sha256-[A-Za-z0-9+/]{43}=$/)),
});

/** What the build leaves for the server and for itself. */
const notForBrowsers = ['/csp.json', '/stamp.json'];

/** Files with the hash of their content in their name never change. */
const forEver = 'public, max-age=31536000, immutable';

export type PagesOptions = {
  /** Absolute path of the built site. */
  dist: string;
  /** The secret of the link that lets a browser in. */
  token: string;
  cookie: SessionCookie;
};

/** Adds the one route of all pages and files, and what answers when there is no such page. */
export async function addPages(pages: FastifyInstance, options: PagesOptions): Promise<void> {
  const { dist, token, cookie } = options;
  const { scriptHashes } = policyFile.parse(
    JSON.parse(readFileSync(join(dist, 'csp.json'), 'utf8')),
  );
  const assets = join(dist, 'assets/');
  const policyOf = (request: FastifyRequest) =>
    contentPolicy(scriptHashes, request.headers.host ?? '');

  pages.addHook('onRequest', async (request, reply) => {
    if (request.ws) return refuse(reply, 404, ...nothingHere);
  });
  admitByLink(pages, token, cookie);
  await pages.register(fastifyStatic, {
    root: dist,
    redirect: true,
    dotfiles: 'ignore',
    decorateReply: false,
    cacheControl: false,
    allowedPath: (path) => !notForBrowsers.includes(path),
    setHeaders: (reply, path) => {
      reply.header('cache-control', path.startsWith(assets) ? forEver : 'no-cache');
      if (path.endsWith('.html')) reply.header('content-security-policy', policyOf(reply.request));
    },
  });

  const notFoundFile = join(dist, '404.html');
  const notFound = existsSync(notFoundFile) ? readFileSync(notFoundFile) : null;
  pages.setNotFoundHandler((request, reply) => {
    if (!['GET', 'HEAD'].includes(request.method)) return refuse(reply, 404, ...nothingHere);
    if (notFound === null)
      return sendPlainPage(reply, 404, 'There is no such page', [
        'The address leads nowhere in this course. Its start is at `/`.',
      ]);
    return reply
      .code(404)
      .type('text/html; charset=utf-8')
      .header('cache-control', 'no-store')
      .header('content-security-policy', policyOf(request))
      .send(notFound);
  });
}
