// How far the making of an image is, in words and percent, from what its tools print.

/** `percent` is of the whole of what was asked for; null where it is not known yet. */
export type Progress = { what: string; percent: number | null };
export type OnProgress = (progress: Progress) => void;

/** Progress of one step, 0 to 1. */
export type OnStep = (what: string, done: number) => void;

/**
 * Puts several steps that run side by side together to one percentage, by their weights, and
 * passes on only a new whole percent or words that were not said before.
 */
export function addUp(weights: Record<string, number>, onProgress?: OnProgress) {
  const done: Record<string, number> = {};
  const whole = Object.values(weights).reduce((sum, weight) => sum + weight, 0);
  const said = new Set<string>();
  let last = -1;
  return (step: string): OnStep =>
    (what, part) => {
      done[step] = Math.max(done[step] ?? 0, part);
      const sum = Object.entries(weights).reduce((s, [id, w]) => s + w * (done[id] ?? 0), 0);
      const percent = Math.min(100, Math.floor((100 * sum) / whole));
      if (percent > last || !said.has(what)) onProgress?.({ what, percent });
      last = percent;
      said.add(what);
    };
}

const unit: Record<string, number> = { B: 1, kB: 1e3, MB: 1e6, GB: 1e9 };

/** Reads mmdebstrap's `--verbose` lines: the lists, then the packages by their bytes, then unpacking. */
export function readMmdebstrap(onStep: OnStep): (line: string) => void {
  let needed = 0;
  let fetched = 0;
  return (line) => {
    const need = /^Need to get ([\d.,]+) (B|kB|MB|GB)/.exec(line);
    if (need) needed = Number(need[1]?.replace(',', '')) * (unit[need[2] ?? 'B'] ?? 1);
    const got = /^Get:\d+ .*\[([\d.,]+) (B|kB|MB|GB)\]$/.exec(line);
    if (got && needed > 0) {
      fetched += Number(got[1]?.replace(',', '')) * (unit[got[2] ?? 'B'] ?? 1);
      onStep('downloading packages', 0.1 + 0.5 * Math.min(1, fetched / needed));
    }
    if (line.startsWith('I: running apt-get update')) onStep('reading the package lists', 0.02);
    if (line.startsWith('I: extracting archives')) onStep('unpacking packages', 0.65);
    if (line.startsWith('I: cleaning package lists')) onStep('unpacking packages', 0.97);
    if (line.startsWith('I: success')) onStep('unpacking packages', 1);
  };
}
