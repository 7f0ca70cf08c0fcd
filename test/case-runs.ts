// The cases of test/fixtures/cases: mistakes that people made, each with the command lines that show it.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runRequest } from '../runner/cli/run-request.ts';
import { defaultEdition } from '../runner/editions.ts';
import type { RunRequest } from '../runner/run.ts';

const folder = join(import.meta.dirname, 'fixtures/cases');

/** Every command of every case, such as `40-wait-ignores-signals/cmd2`. */
export function caseCommands(): string[] {
  return readdirSync(folder).flatMap((name) =>
    readdirSync(join(folder, name))
      .filter((file) => file.startsWith('cmd'))
      .map((file) => `${name}/${file}`),
  );
}

/**
 * What `npm run crossings --` makes of a command.
 * @param timeout seconds for the client and each line where the command names none
 * @throws UsageError as the command line does
 */
export async function caseRequest(command: string, timeout: number): Promise<RunRequest> {
  const [name = '', file = ''] = command.split('/');
  const line = readFileSync(join(folder, name, file), 'utf8').trim();
  // bash cuts it, as it would where it is typed.
  const words = execFileSync('bash', ['-c', `printf '%s\\0' ${line}`], { encoding: 'utf8' });
  const { values, positionals } = parseArgs({
    args: words.split('\0').slice(1, -1),
    allowPositionals: true,
    options: {
      shell: { type: 'string', multiple: true, default: [] },
      client: { type: 'string' },
      timeout: { type: 'string', default: String(timeout) },
    },
  });
  const own = (path: string): string => join(folder, name, path);
  return await runRequest(positionals.map(own), {
    edition: defaultEdition,
    shell: values.shell,
    timeout: Number(values.timeout),
    ...(values.client && { client: own(values.client) }),
  });
}
