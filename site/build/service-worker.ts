// Builds the service worker, with the list of the files that it keeps for reading without a server.
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { buildEntry } from './build-entry.ts';

type KeptFile = {
  url: string;
  /** Changes with the content; null where the name does so already. */
  revision: string | null;
};

/** Writes `service-worker.js` into a site that is otherwise complete. */
export async function writeServiceWorker(outDir: string): Promise<void> {
  await buildEntry('service-worker.ts', outDir, {
    define: { siteFiles: JSON.stringify(await keptFiles(outDir)) },
    build: {
      rolldownOptions: {
        // A worker of several modules is beyond some browsers.
        output: { format: 'iife', entryFileNames: 'service-worker.js' },
      },
    },
  });
}

/** Pages and what they load; not what the build leaves for the server and for itself. */
async function keptFiles(outDir: string): Promise<KeptFile[]> {
  const entries = await readdir(outDir, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(outDir, path.join(entry.parentPath, entry.name)))
    .filter((file) => file.startsWith('assets/') || file.endsWith('.html'));
  return Promise.all(
    files.toSorted().map(async (file) => ({
      url: `/${file}`,
      revision: file.startsWith('assets/') ? null : await hashOf(path.join(outDir, file)),
    })),
  );
}

async function hashOf(file: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(file))
    .digest('base64url')
    .slice(0, 12);
}
