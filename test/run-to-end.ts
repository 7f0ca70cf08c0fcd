// Does a Run to its outcome and keeps all that it told.
import { stripVTControlCharacters } from 'node:util';
import type { Outcome } from '../runner/outcome.ts';
import type { RunEvent } from '../runner/protocol.ts';
import { type RunRequest, startRun } from '../runner/run.ts';
import type { RunHost } from '../runner/run-host.ts';

export type RunReport = {
  outcome: Outcome;
  events: RunEvent[];
  /** Terminal text, without colours and carriage returns. */
  terminal: string;
  terminalBytes: number;
  log: string[];
};

/** Starts a Run, waits for its outcome, and stops its guest. */
export async function runToEnd(host: RunHost, request: RunRequest): Promise<RunReport> {
  const events: RunEvent[] = [];
  const chunks: Uint8Array[] = [];
  const run = startRun(host, request, {
    event: (event) => events.push(event),
    terminal: (bytes) => chunks.push(Uint8Array.from(bytes)),
  });
  const outcome = await run.outcome;
  await run.stop();
  const bytes = Buffer.concat(chunks);
  return {
    outcome,
    events,
    terminal: stripVTControlCharacters(bytes.toString()).replaceAll('\r', ''),
    terminalBytes: bytes.length,
    log: events.flatMap((event) => (event.type === 'log' ? event.lines : [])),
  };
}
