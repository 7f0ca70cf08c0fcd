import { expect, test } from 'vitest';
import { GuestFault } from './guest/guest-error.ts';
import type { RunEvent } from './protocol.ts';
import { startRun } from './run.ts';
import type { OpenEdition, RunHost } from './run-host.ts';

/** A host that cannot make a guest. */
function hostWithout(fault: Error): RunHost {
  const pool = { take: () => Promise.reject(fault) };
  return {
    ...{ accelerator: 'tcg', acceleratorReason: '' },
    editions: () => [],
    open: () => Promise.resolve({ pool } as unknown as OpenEdition),
    close: () => Promise.resolve(),
  };
}

test('where no guest can be had the Run says so, and that none is starting', async () => {
  const events: RunEvent[] = [];
  const run = startRun(
    hostWithout(new GuestFault('No guest.', 'Run again.')),
    { edition: '6.12', files: [] },
    { event: (event) => events.push(event), terminal() {} },
  );
  expect(await run.outcome).toMatchObject({ kind: 'runner-error', repair: 'Run again.' });
  const states = events.flatMap((event) => (event.type === 'guest' ? [event.state] : []));
  expect(states).toEqual(['starting', 'none']);
});
