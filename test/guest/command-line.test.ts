// `run` as a program: its exit code, what it prints of a Run that waits, and what it lets through to
// the user's own terminal.
import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { beforeAll, expect, test } from 'vitest';
import { openRunHost } from '../../runner/run-host.ts';
import { studentFile } from '../student-files.ts';

// The time limits below are no place to make a template in.
beforeAll(async () => {
  await (await openRunHost({ editions: ['6.12'], onProgress() {}, ready: 0 })).close();
});

async function crossings(...args: string[]) {
  const command = spawn(process.execPath, ['runner/cli.ts', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [stdout, stderr, code] = await Promise.all([
    text(command.stdout),
    text(command.stderr),
    new Promise((resolve) => command.once('close', resolve)),
  ]);
  return { stdout, stderr, code };
}

test('a failed command fails the run, the lines after it still run, and colors alone pass', async () => {
  const hostile = String.raw`printf '\e]52;c;eA==\a\e[2J\e[1A\e[31mred\e[0m\n'`;
  const { stdout, stderr, code } = await crossings(
    ...[
      'run',
      studentFile('init-fails.c'),
      '--shell',
      'rmmod nothing; echo $?',
      '--shell',
      hostile,
    ],
  );
  expect(code, stderr).toBe(1);
  expect(stderr).toContain('failed: The module');
  expect(stderr).toContain('`rmmod nothing`');
  expect(stdout).toContain('\x1b[31mred\x1b[0m');
  const [, ...sequences] = stdout.split('\x1b');
  expect(sequences.filter((sequence) => !/^\[[\d;]*m/.test(sequence))).toEqual([]);
});

test('a client that waits is told about, with its system call, and stopped at its limit', async () => {
  const { stderr, code } = await crossings(
    ...['run', studentFile('hello.c'), '--client', studentFile('endless.ts'), '--timeout', '7'],
  );
  expect(code, stderr).toBe(4);
  expect(stderr).toMatch(/node is waiting in \w+; \d+ s so far, at most 7 s/);
  expect(stderr).toMatch(
    /timed-out: The client did not end within 7 seconds and was stopped: node/,
  );
});
