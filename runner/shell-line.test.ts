// The rules are bash's, so a real bash is asked.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { shellFailure, shellLine } from './shell-line.ts';

const folder = mkdtempSync(join(tmpdir(), 'crossings-'));
afterAll(() => rmSync(folder, { recursive: true }));

function failureOf(line: string): string | undefined {
  const notes = join(folder, 'notes');
  const script = join(import.meta.dirname, 'guest/in-guest/shell-line.bash');
  const end = spawnSync('bash', ['-c', line], {
    env: { PATH: process.env.PATH, BASH_ENV: script, CROSSINGS_NOTES: notes },
    encoding: 'utf8',
    // With a socket for its input bash takes itself for a remote shell and reads other files.
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return shellFailure(line, { code: end.status, signal: end.signal }, readFileSync(notes, 'utf8'));
}

test.each([
  ['ls /nope', '`ls /nope` ended with exit code 2.'],
  ['ls /nope; echo $?', '`ls /nope`, in `ls /nope; echo $?`, ended with exit code 2.'],
  [
    'echo x > /nope/x; true',
    '`echo x > /nope/x`, in `echo x > /nope/x; true`, ended with exit code 1.',
  ],
  [
    'cat /nope | wc -c',
    'A command in the pipeline of `cat /nope | wc -c` failed with exit code 1.',
  ],
  ['for i in 1 2; do ls /nope; done; echo x', '`ls /nope`, in'],
  ['x=$(ls /nope); true', 'exit code 2'],
  ['(exit 3); true', 'exit code 3'],
  ['exit 7', '`exit 7` ended with exit code 7.'],
  ['exec ls /nope', '`exec ls /nope` ended with exit code 2.'],
  ['kill -9 $$', '`kill -9 $$` was ended by SIGKILL.'],
  ['echo "', 'ended with exit code'],
  ['sh -c "exit 5"; true', 'exit code 5'],
  ['[ -e /nope ]', 'ended with exit code 1'],
])('a command that fails is named: %s', (line, words) => {
  expect(failureOf(line)).toContain(words);
});

test.each([
  'true',
  'ls /nope || true',
  '! ls /nope',
  'if ls /nope; then :; fi',
  '[ -e /nope ]; echo none',
  '((i = 0)); echo zero',
  'seq 100000 | head -n 1',
  'sleep 10 & true',
  'false & true',
])('a line that works, or tests for itself, has no failure: %s', (line) => {
  expect(failureOf(line)).toBeUndefined();
});

test('bash becomes the command of a line that is one, and takes notes on any other', () => {
  for (const line of ['cat /proc/note', '! ls /nope', 'echo x > /proc/note']) {
    expect(shellLine(line).environment, line).toEqual({});
  }
  for (const line of ['ls; ls', 'ls | wc', 'ls &', '(ls)', 'ls\nls', 'echo $(ls)', 'ls 2>&1']) {
    expect(shellLine(line).environment, line).toHaveProperty('BASH_ENV');
  }
});
