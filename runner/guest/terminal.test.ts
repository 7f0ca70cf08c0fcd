// The terminal against real programs on its other end, without a guest.
import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { afterEach, expect, test, vi } from 'vitest';
import { guest as limits } from '../config.ts';
import { GuestTerminal } from './terminal.ts';

const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

/** Runs a shell line on the terminal, which is raw and does not echo, as the emulator makes it. */
async function onTerminal(line: string, onBytes: (bytes: Uint8Array) => void = () => {}) {
  const terminal = new GuestTerminal(onBytes);
  const program = spawn('sh', ['-c', `stty raw -echo; echo ready >&2; ${line}`], {
    stdio: [terminal.slave, terminal.slave, 'pipe', 'pipe'],
  });
  terminal.closeSlave();
  ends.push(() => {
    program.kill('SIGKILL');
    terminal.close();
  });
  const result = text(program.stdio[3] as NodeJS.ReadableStream);
  await once(program.stderr as NodeJS.ReadableStream, 'data');
  return { terminal, result };
}

test('input that nobody reads is dropped with one word for all of it, and the process goes on', async () => {
  const { terminal } = await onTerminal('exec sleep 600');
  const lost = vi.fn();
  terminal.onInputLost(lost);
  for (let sent = 0; sent < 3 * limits.inputQueueBytes; sent += 60_000) {
    terminal.write('x'.repeat(60_000));
  }
  expect(lost).toHaveBeenCalledOnce();
});

test('a paste as large as the queue arrives whole at a program that reads', async () => {
  const paste = randomBytes(limits.inputQueueBytes / 2).toString('hex');
  const { terminal, result } = await onTerminal(`head -c ${paste.length} | sha256sum >&3`);
  const lost = vi.fn();
  terminal.onInputLost(lost);
  for (let at = 0; at < paste.length; at += 60_000) terminal.write(paste.slice(at, at + 60_000));
  expect((await result).split(' ')[0]).toBe(createHash('sha256').update(paste).digest('hex'));
  expect(lost).not.toHaveBeenCalled();
});

test('what is printed while the terminal is paused comes when it goes on', async () => {
  let bytes = 0;
  const { terminal, result } = await onTerminal('head -c 500000 /dev/zero; echo done >&3', (b) => {
    bytes += b.length;
  });
  terminal.pause();
  expect(await result).toBe('done\n');
  terminal.resume();
  await vi.waitFor(() => expect(bytes).toBe(500_000), { timeout: 20_000 });
});
