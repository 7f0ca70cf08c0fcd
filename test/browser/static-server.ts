// Serves a built site and nothing else, under the content policy of the real server: what a page is
// without a runner behind it.
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { contentPolicy } from '../../runner/server/content-policy.ts';

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

export type StaticServer = { url: string; close: () => Promise<void> };

/** Starts on a free port of 127.0.0.1. */
export async function serveFolder(folder: string): Promise<StaticServer> {
  const { scriptHashes }: { scriptHashes: string[] } = JSON.parse(
    await readFile(path.join(folder, 'csp.json'), 'utf8'),
  );
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://local');
    const file = path.join(folder, pathname.endsWith('/') ? `${pathname}index.html` : pathname);
    if (request.method !== 'GET' || !file.startsWith(folder)) {
      response.writeHead(404).end();
      return;
    }
    readFile(file).then(
      (body) =>
        response
          .writeHead(200, {
            'content-type': types[path.extname(file)] ?? 'application/octet-stream',
            'content-security-policy': contentPolicy(scriptHashes, request.headers.host ?? ''),
          })
          .end(body),
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () => new Promise((resolve) => void server.close(() => resolve())),
  };
}
