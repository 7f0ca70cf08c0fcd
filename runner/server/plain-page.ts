// A page of words for what the built site has no page for; no style, no script, nothing untrusted.
import type { FastifyReply } from 'fastify';

/**
 * @param title a plain sentence without mark-up
 * @param paragraphs plain text; back-quoted words become code
 */
export function sendPlainPage(
  reply: FastifyReply,
  status: number,
  title: string,
  paragraphs: readonly string[],
): FastifyReply {
  const body = paragraphs.map((text) => `<p>${text.replace(/`([^`]*)`/g, '<code>$1</code>')}</p>`);
  return reply
    .code(status)
    .type('text/html; charset=utf-8')
    .header('cache-control', 'no-store')
    .header('content-security-policy', "default-src 'none'; frame-ancestors 'none'")
    .send(
      `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${title}</title>` +
        '<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">' +
        `</head><body><main><h1>${title}</h1>${body.join('')}</main></body></html>\n`,
    );
}
