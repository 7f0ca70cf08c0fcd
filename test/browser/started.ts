// The program of `npm start`, started for a test on a free port with a data folder of its own.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type Started = {
  /** With the token. */
  link: string;
  /** Everything printed so far. */
  printed(): string;
  /** As Ctrl-C does. Resolves with the exit code. */
  stop(): Promise<number | null>;
};

const root = join(import.meta.dirname, '../..');

/** Starts Crossings and waits for its address. */
export async function startCrossings(): Promise<Started> {
  const data = mkdtempSync(join(tmpdir(), 'crossings-data-'));
  const child: ChildProcess = spawn(process.execPath, [join(root, 'runner/main.ts')], {
    cwd: root,
    // vitest's NODE_ENV would make a page for tests, and leave it in site/dist as the one to serve.
    env: { ...process.env, NODE_ENV: undefined, CROSSINGS_PORT: '0', CROSSINGS_DATA: data },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  const link = await new Promise<string>((resolve, reject) => {
    const take = (chunk: Buffer): void => {
      printed += chunk.toString();
      const found = /http:\/\/127\.0\.0\.1:\d+\/\?token=\S+/.exec(printed);
      if (found) resolve(found[0]);
    };
    child.stdout?.on('data', take);
    child.stderr?.on('data', take);
    child.once('exit', (code) => reject(new Error(`it ended with ${code}:\n${printed}`)));
  });
  return {
    link,
    printed: () => printed,
    async stop() {
      const ended = once(child, 'exit');
      child.kill('SIGINT');
      const [code] = await ended;
      rmSync(data, { recursive: true, force: true });
      return code as number | null;
    },
  };
}
