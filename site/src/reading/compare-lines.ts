// What the client of the last lesson measured, as lines of its terminal output: one for the machine,
// then one for each way and size.
import * as z from 'zod/mini';

const mark = '@compare ';
const words = z.string().check(z.maxLength(80));
const microseconds = z.number().check(z.positive(), z.maximum(1e9));

const machine = z.strictObject({
  kernel: words,
  processor: words,
  samples: z.int().check(z.minimum(1)),
});

const result = z.strictObject({
  way: z.string().check(z.minLength(1), z.maxLength(10)),
  call: z.string().check(z.maxLength(14)),
  /** Of the payload; 0 where nothing crosses. */
  bytes: z.int().check(z.minimum(0)),
  /** Lower quartile, median, upper quartile. */
  us: z.tuple([microseconds, microseconds, microseconds]),
});
export type CompareResult = z.infer<typeof result>;

export const compareRun = z.strictObject({
  machine,
  results: z.array(result).check(z.maxLength(100)),
});
export type CompareRun = z.infer<typeof compareRun>;

export const isCompareLine = (line: string): boolean => line.startsWith(mark);

/** Collects runs from terminal output that comes in pieces. */
export class CompareReader {
  readonly #decoder = new TextDecoder();
  #partial = '';
  #run: CompareRun | null = null;

  /** The run so far, when these bytes have added to it. */
  see(bytes: Uint8Array): CompareRun | null {
    return this.read(this.#decoder.decode(bytes, { stream: true }));
  }

  /** The same for text. */
  read(text: string): CompareRun | null {
    const lines = (this.#partial + text).split('\n');
    // Nothing of ours is so long; a guest may print for ever without ending a line.
    this.#partial = (lines.pop() ?? '').slice(-1000);
    const added = lines.filter((line) => this.#add(withoutEscapes(line)));
    return added.length > 0 ? this.#run : null;
  }

  #add(line: string): boolean {
    if (!isCompareLine(line)) return false;
    const value = parseJson(line.slice(mark.length));
    const first = machine.safeParse(value);
    if (first.success) {
      this.#run = { machine: first.data, results: [] };
      return true;
    }
    const next = result.safeParse(value);
    const run = this.#run;
    if (!next.success || !run) return false;
    const longer = compareRun.safeParse({ ...run, results: [...run.results, next.data] });
    if (longer.success) this.#run = longer.data;
    return longer.success;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const withoutEscapes = (line: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are what is looked for.
  line.replaceAll(/\x1b\[[0-9;?]*[ -/]*[@-~]|\r/g, '');
