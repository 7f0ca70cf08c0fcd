// The signed cookie that names a browser's session. It holds a random id and when it was given, and
// nothing that could be guessed.
import { createHash, randomBytes } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { server } from '../config.ts';

export type SessionCookie = {
  /** Begins a new session; the browser forgets the one it had. */
  start(reply: FastifyReply): void;
  /** The session's id; null for a cookie that is missing, too old, or not signed with this key. */
  read(request: FastifyRequest): string | null;
};

const idBytes = 16;
const valueForm = /^(\d{1,16})-([\w-]{22})$/;

/**
 * Needs @fastify/cookie with the same key. The cookie's name follows from the key, because browsers
 * send a cookie to all ports of a machine and two servers on it would replace each other's.
 */
export function sessionCookie(key: Buffer): SessionCookie {
  const name = `crossings-${createHash('sha256').update(key).digest('hex').slice(0, 8)}`;
  return {
    start(reply) {
      reply.setCookie(name, `${Date.now()}-${randomBytes(idBytes).toString('base64url')}`, {
        signed: true,
        httpOnly: true,
        sameSite: 'strict',
        path: '/',
        maxAge: server.cookieMaxAgeMs / 1000,
      });
    },
    read(request) {
      for (const signed of valuesOf(name, request.headers.cookie)) {
        const { valid, value } = request.unsignCookie(signed);
        const [, givenAt, id] = (valid && valueForm.exec(value)) || [];
        if (id !== undefined && Date.now() - Number(givenAt) < server.cookieMaxAgeMs) return id;
      }
      return null;
    },
  };
}

/**
 * All of that name: a page on another port of this machine can set one that comes before ours, and
 * it must not keep the browser out.
 */
function valuesOf(name: string, header = ''): string[] {
  return header.split(';').flatMap((pair) => {
    const [key, ...value] = pair.trim().split('=');
    return key === name ? [value.join('=')] : [];
  });
}
