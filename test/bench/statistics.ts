// Figures of a benchmark: medians and tails of what was measured, and ratios within one run.

export type Figure = {
  name: string;
  /** Number of measurements. */
  n: number;
  p50: number;
  p95: number;
  /** `ms`, `MB`, `×`. */
  unit: string;
  /** What the project wants to reach, in words; empty where there is no target. */
  target: string;
};

/** The value below which the part `q` (0 to 1) of the measurements lies. */
export function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? Number.NaN;
}

/** Median and tail of a series. */
export function figure(name: string, values: number[], unit: string, target = ''): Figure {
  return {
    name,
    n: values.length,
    p50: quantile(values, 0.5),
    p95: quantile(values, 0.95),
    unit,
    target,
  };
}

/** The ratio of two series' medians; `n` is that of the shorter. */
export function ratio(name: string, above: number[], below: number[], target = ''): Figure {
  const value = quantile(above, 0.5) / quantile(below, 0.5);
  const n = Math.min(above.length, below.length);
  return { name, n, p50: value, p95: Number.NaN, unit: '×', target };
}

/** How long `work` takes, in milliseconds. */
export async function timed<T>(work: () => Promise<T>): Promise<{ ms: number; result: T }> {
  const started = performance.now();
  const result = await work();
  return { ms: performance.now() - started, result };
}

/** Figures as lines of text in columns. */
export function formatFigures(figures: readonly Figure[]): string {
  const number = (value: number): string =>
    Number.isNaN(value) ? '' : value >= 100 ? value.toFixed(0) : value.toFixed(value < 10 ? 2 : 1);
  const rows = [
    ['figure', 'n', 'p50', 'p95', '', 'target'],
    ...figures.map(({ name, n, p50, p95, unit, target }) => [
      ...[name, String(n), number(p50), number(p95)],
      ...[unit, target],
    ]),
  ];
  const widths = rows[0]?.map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  return rows
    .map((row) =>
      row
        .map((cell, column) =>
          column >= 1 && column <= 3
            ? cell.padStart(widths?.[column] ?? 0)
            : cell.padEnd(widths?.[column] ?? 0),
        )
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
