// The server on a real port with a small site, for tests: real HTTP, real sockets, a real database.
// Its Runs do what the test says; Runs in real guests are tested in test/guest.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openLearnerDatabase } from '../../record/learner-database.ts';
import type { RunListener } from '../../run.ts';
import { type Crossings, type CrossingsOptions, openCrossings } from '../index.ts';

export type TestServer = {
  /** Absolute path of the site that it serves. */
  dist: string;
  /** The present one; `restart` replaces it. */
  crossings: Crossings;
  /** Of each Run that was started, oldest first. */
  listeners: RunListener[];
  /** What the terminals of the Runs were asked for. */
  terminalCalls: string[];
  /** Ends the server and starts it anew over the same data, on another port. */
  restart(): Promise<void>;
  close(): Promise<void>;
};

/** @param dist absolute path of a built site; a small one is made where none is given */
export async function openTestServer(
  lessons: string[] = ['uaccess'],
  dist?: string,
): Promise<TestServer> {
  const folder = mkdtempSync(join(tmpdir(), 'crossings-server-'));
  const served = dist ?? layOutSite(join(folder, 'dist'));
  writeFileSync(join(folder, 'outside.txt'), 'secret');
  const database = await openLearnerDatabase(join(folder, 'data'));
  const listeners: RunListener[] = [];
  const terminalCalls: string[] = [];
  const note = (what: string) => () => void terminalCalls.push(what);
  const options: CrossingsOptions = {
    ...{ host: '127.0.0.1', port: 0, database, dist: served, lessons },
    openHost: () =>
      Promise.resolve({
        accelerator: 'tcg',
        acceleratorReason: '',
        editions: () => [],
        open: () => Promise.reject(new Error('nothing is opened here')),
        close: () => Promise.resolve(),
      }),
    startRun: (_host, _request, listener) => {
      listeners.push(listener);
      return {
        outcome: new Promise(() => {}),
        terminal: {
          write: note('write'),
          resize: (columns, rows) => void terminalCalls.push(`resize ${columns} ${rows}`),
          pause: note('pause'),
          resume: note('resume'),
        },
        stop: () => Promise.resolve(),
      };
    },
  };
  const server: TestServer = {
    dist: served,
    crossings: await openCrossings(options),
    listeners,
    terminalCalls,
    async restart() {
      await server.crossings.close();
      server.crossings = await openCrossings(options);
    },
    async close() {
      await server.crossings.close();
      await database.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return server;
}

function layOutSite(dist: string): string {
  mkdirSync(join(dist, 'assets'), { recursive: true });
  mkdirSync(join(dist, 'lessons/uaccess'), { recursive: true });
  const scriptHashes = [`sha256-${'A'.repeat(43)}=`];
  writeFileSync(join(dist, 'csp.json'), JSON.stringify({ scriptHashes }));
  for (const page of ['index.html', 'lessons/uaccess/index.html', '404.html'])
    writeFileSync(
      join(dist, page),
      `<!doctype html><html><head></head><body>${page}</body></html>`,
    );
  writeFileSync(join(dist, 'assets/page-1a2b3c.js'), 'export {};');
  writeFileSync(join(dist, '.secret'), 'secret');
  return dist;
}
