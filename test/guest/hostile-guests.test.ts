// Modules that turn on the host: what they do ends their own guest, with a verdict that is theirs, and
// nobody else notices.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { guest as limits } from '../../runner/config.ts';
import type { SourceFile } from '../../runner/protocol.ts';
import { startRun } from '../../runner/run.ts';
import { openRunHost, type RunHost } from '../../runner/run-host.ts';
import { runToEnd } from '../run-to-end.ts';

let host: RunHost;

beforeAll(async () => {
  host = await openRunHost({ editions: ['6.12'], onProgress() {}, ready: 0 });
});
afterAll(() => host.close());

const folder = join(import.meta.dirname, '../fixtures/hostile');
const files = (...names: string[]): SourceFile[] =>
  names.map((name) => ({ name, text: readFileSync(join(folder, name), 'utf8') }));

/** A Run whose terminal's text can be looked at while it goes on. */
function watched(sources: SourceFile[]) {
  const seen = { screen: '', loading: false };
  const run = startRun(
    host,
    { edition: '6.12', files: sources },
    {
      event: () => {},
      terminal: (bytes) => {
        seen.screen += Buffer.from(bytes).toString();
      },
    },
  );
  const shows = async (text: string | RegExp): Promise<void> => {
    while (!seen.screen.match(text)) await sleep(50);
  };
  return { run, seen, shows };
}

/** Three times what the queue holds, in pieces as a page sends them. */
function paste(write: (data: string) => void): void {
  for (let sent = 0; sent < 3 * limits.inputQueueBytes; sent += 60_000) write('x'.repeat(60_000));
}

const notice = /Nothing in the virtual machine reads what you type/g;

test('a program that never reads its terminal loses input with one word, and can be stopped', async () => {
  const { run, seen, shows } = watched([]);
  expect(await run.outcome).toEqual({ kind: 'passed' });
  await shows(/[#$] $/);
  run.terminal.write('stty raw -echo; echo deaf; sleep 1000\r');
  await shows(/deaf\r?\n/);
  paste((data) => run.terminal.write(data));
  expect(seen.screen.match(notice)).toHaveLength(1);
  await run.stop();
});

test('a paste of 900 KB arrives whole at a program that reads it', async () => {
  const { run, seen, shows } = watched([]);
  await run.outcome;
  await shows(/[#$] $/);
  run.terminal.write('stty raw -echo; echo reads; head -c 900000 | sha256sum\r');
  await shows(/reads\r?\n/);
  for (let sent = 0; sent < 900_000; sent += 60_000) run.terminal.write('x'.repeat(60_000));
  // printf x%.0s {1..900000} | sha256sum
  await shows('5f76430825cb79355393da5e44236d8c0a236476af2decfd1e49ca8050de9c93');
  expect(seen.screen).not.toMatch(notice);
  await run.stop();
});

test('a module that keeps the processor takes no input, and hangs its own guest only', async () => {
  const { run, seen, shows } = watched(files('no-interrupts.c'));
  await shows('insmod');
  await sleep(1000);
  paste((data) => run.terminal.write(data));
  expect(seen.screen.match(notice)).toHaveLength(1);
  expect(await run.outcome).toMatchObject({ kind: 'guest-crashed', verdict: 'hang' });
  await run.stop();
});

test.each(['wire-small.c', 'wire-trickle.c'])('%s is ended for what it sent', async (name) => {
  const { outcome } = await runToEnd(host, {
    edition: '6.12',
    files: files('wire.h', name),
    steps: [{ load: 'module' }, { shell: 'sleep 30' }],
  });
  expect(outcome).toMatchObject({ kind: 'guest-crashed', verdict: 'tampered' });
});

test('a module that makes the emulator fail is the one to blame', async () => {
  const { outcome } = await runToEnd(host, {
    edition: '6.12',
    files: files('pci-writes.c'),
    limits: { loadTimeoutMs: 120_000 },
  });
  expect(outcome).toMatchObject({ kind: 'guest-crashed' });
  expect(outcome).not.toMatchObject({ verdict: 'emulator' });
});
