// Serves the built site: its pages with a fresh nonce each time, its other files as they are.
import { randomBytes } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import * as z from 'zod';
import { contentPolicy, withNonce } from './content-policy.ts';
import { sendPlainPage } from './plain-page.ts';

/** `csp.json`, which the build of the site writes: the hashes of its inline scripts. */
const policyFile = z.object({ scripts: z.array(z.string().regex(/^sha256-[A-Za-z0-9+/]{43}=$/)) });

/** Files with the hash of their content in their name never change. */
const forEver = 'public, max-age=31536000, immutable';

/**
 * Adds a route for each page and one for all other files.
 * @param dist absolute path of the built site
 * @returns what answers when there is no such page
 */
export async function servePages(
  app: FastifyInstance,
  dist: string,
): Promise<(request: FastifyRequest, reply: FastifyReply) => Promise<unknown>> {
  const { scripts } = policyFile.parse(JSON.parse(readFileSync(join(dist, 'csp.json'), 'utf8')));

  const sendPage = async (request: FastifyRequest, reply: FastifyReply, file: string) => {
    const nonce = randomBytes(16).toString('base64');
    const host = request.headers.host ?? '';
    return reply
      .type('text/html; charset=utf-8')
      .header('cache-control', 'no-cache')
      .header('content-security-policy', contentPolicy({ scriptHashes: scripts, nonce, host }))
      .send(withNonce(await readFile(join(dist, file), 'utf8'), nonce));
  };

  const pages = globSync('**/*.html', { cwd: dist });
  for (const file of pages) {
    if (file === '404.html') continue;
    const path = `/${file.replace(/(^|\/)index\.html$/, '$1')}`;
    app.get(path, (request, reply) => sendPage(request, reply, file));
    if (path !== '/' && path.endsWith('/'))
      app.get(path.slice(0, -1), (request, reply) =>
        reply.redirect(path + new URL(request.url, 'http://here').search, 308),
      );
  }
  await app.register(fastifyStatic, {
    root: dist,
    index: false,
    dotfiles: 'ignore',
    cacheControl: false,
    decorateReply: false,
    allowedPath: (path) => !path.endsWith('.html') && path !== '/csp.json',
    setHeaders: (reply, path) => {
      const hashed = path.startsWith(join(dist, 'assets/'));
      reply.header('cache-control', hashed ? forEver : 'no-cache');
    },
  });

  return async (request, reply) => {
    reply.code(404);
    if (pages.includes('404.html')) return sendPage(request, reply, '404.html');
    return sendPlainPage(reply, 404, 'There is no such page', [
      'The address leads nowhere in this course. Its start is at `/`.',
    ]);
  };
}
