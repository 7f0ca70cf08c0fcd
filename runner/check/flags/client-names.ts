// What a client's source names, as its parser prints it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { json } from 'node:stream/consumers';
import * as z from 'zod';
import { check as limits } from '../../config.ts';

const named = z.strictObject({ line: z.int(), name: z.string() });

const clientNames = z.strictObject({
  /** Module specifiers; '' where one is computed. */
  imports: z.array(named),
  /** Methods called, on what variable, and their first argument where it's a constant text. */
  calls: z.array(named.extend({ on: z.string(), first: z.string() })),
  members: z.array(named),
  words: z.array(named),
  /** Constant texts, joined ones included. */
  texts: z.array(named),
});
export type ClientNames = z.infer<typeof clientNames>;

/** Parses a client. Undefined where the parser doesn't survive it. @throws when it can't be started */
export async function namesOfClient(source: string): Promise<ClientNames | undefined> {
  const program = path.join(import.meta.dirname, 'client-syntax.ts');
  const child = spawn(
    process.execPath,
    ['--no-warnings', `--max-old-space-size=${limits.parserMiB}`, program],
    { stdio: ['pipe', 'pipe', 'ignore'], timeout: limits.parserMs, killSignal: 'SIGKILL', env: {} },
  );
  // A parser that has died takes no more input; that it died is seen by its output.
  child.stdin.on('error', () => {});
  child.stdin.end(source);
  const [printed] = await Promise.all([
    json(child.stdout).catch(() => undefined),
    once(child, 'close'),
  ]);
  return clientNames.safeParse(printed).data;
}
