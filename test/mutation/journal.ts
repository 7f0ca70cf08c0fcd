// What became of each mutant that was tried, a line each, so that a run goes on where one was stopped.
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';

const entry = z.strictObject({
  /** `way/id@version/mutant`. */
  key: z.string(),
  outcome: z.string(),
  /** Ids of the checks that failed. */
  failed: z.array(z.string()),
});
export type Entry = z.infer<typeof entry>;

export class Journal {
  private readonly file: string;
  private readonly entries = new Map<string, Entry>();

  constructor(file: string) {
    this.file = file;
    mkdirSync(path.dirname(file), { recursive: true });
    const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
    for (const line of lines.filter((each) => each !== '')) {
      // A run that was killed may have left half a line; that mutant is tried again.
      const parsed = entry.safeParse(tolerantJson(line));
      if (parsed.success) this.entries.set(parsed.data.key, parsed.data);
    }
  }

  get(key: string): Entry | undefined {
    return this.entries.get(key);
  }

  add(added: Entry): void {
    this.entries.set(added.key, added);
    appendFileSync(this.file, `\n${JSON.stringify(added)}`);
  }
}

function tolerantJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
