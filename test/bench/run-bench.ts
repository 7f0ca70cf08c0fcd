// The whole way of a Run, from a changed C file to the client's last line, beside a bare compiler.

import { setTimeout as sleep } from 'node:timers/promises';
import type { SourceFile } from '../../runner/protocol.ts';
import { startRun } from '../../runner/run.ts';
import type { RunHost } from '../../runner/run-host.ts';
import { type Figure, figure, quantile } from './statistics.ts';

const runs = 20;

/**
 * Runs the files again and again, each time with another line in the module.
 * @param bareGccMs median of `gcc -c` on the same module
 */
export async function benchRuns(
  host: RunHost,
  files: SourceFile[],
  bareGccMs: number,
): Promise<Figure[]> {
  const times: number[] = [];
  for (let made = 0; made < runs; made++) {
    times.push(await oneRun(host, changed(files, made)));
    // The next guest is made ahead in between, as it is between two Runs of a person.
    await sleep(4_000);
  }
  const p50 = quantile(times, 0.5);
  return [
    figure('Run: changed C file to the client’s last line', times, 'ms', 'p50 ≤ 1,500 ms'),
    {
      name: 'Run ÷ bare gcc -c of the same file',
      n: runs,
      p50: p50 / bareGccMs,
      p95: Number.NaN,
      unit: '×',
      target: '≤ 3',
    },
  ];
}

function changed(files: SourceFile[], number: number): SourceFile[] {
  return files.map(({ name, text }) =>
    name.endsWith('.c') ? { name, text: `${text}\n/* change ${number} */\n` } : { name, text },
  );
}

async function oneRun(host: RunHost, files: SourceFile[]): Promise<number> {
  const started = performance.now();
  let last = started;
  let over = false;
  const run = startRun(
    host,
    { edition: '6.12', files },
    {
      event(event) {
        if (event.type === 'client-exit') over = true;
      },
      terminal() {
        if (!over) last = performance.now();
      },
    },
  );
  const outcome = await run.outcome;
  await run.stop();
  if (outcome.kind !== 'passed') throw new Error(`a Run of the benchmark ended ${outcome.kind}`);
  return last - started;
}
