// What students really write: each gets a clear outcome, and the next Run works.
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { buildModule } from '../../runner/build/index.ts';
import { ensureToolchain } from '../../runner/image/index.ts';
import { openRunHost, type RunHost } from '../../runner/run-host.ts';
import { runToEnd } from '../run-to-end.ts';
import { studentFiles } from '../student-files.ts';

let host: RunHost;

beforeAll(async () => {
  host = await openRunHost({ editions: ['6.12'], onProgress() {}, ready: 1 });
});

afterAll(() => host.close());

const run = (...names: string[]) =>
  runToEnd(host, { edition: '6.12', files: studentFiles(...names) });

afterEach(async () => {
  const { outcome, terminal } = await runToEnd(host, {
    edition: '6.12',
    files: studentFiles('hello.c'),
    steps: [{ load: 'module' }, { shell: 'cat /proc/hello' }],
  });
  expect(outcome).toEqual({ kind: 'passed' });
  expect(terminal).toContain('$ cat /proc/hello\nhello from proc\n');
});

test('a module that is right', async () => {
  const { outcome, events, log } = await run('hello.c');
  expect(outcome).toEqual({ kind: 'passed' });
  expect(log.join('\n')).toContain('hello: loaded');
  const order = events.map(({ type }) => type).filter((type) => type !== 'log' && type !== 'guest');
  expect(order).toEqual(['building', 'built', 'module-loaded', 'outcome']);
});

test('a module that does not compile', async () => {
  const [source] = studentFiles('hello.c');
  const text = source?.text.replace('seq_puts(m,', 'seq_puts(m') ?? '';
  const { outcome, events } = await runToEnd(host, {
    edition: '6.12',
    files: [{ name: 'hello.c', text }],
  });
  expect(outcome).toMatchObject({ kind: 'did-not-build' });
  const built = events.find((event) => event.type === 'built');
  expect(built).toMatchObject({ ok: false });
  expect(built?.diagnostics[0]).toMatchObject({ file: 'hello.c', line: 8, severity: 'error' });
});

test('an init that returns an error', async () => {
  const { outcome, terminal, log } = await run('init-fails.c');
  expect(outcome).toMatchObject({ kind: 'failed', stage: 'load' });
  expect(terminal).toContain('could not insert module init-fails.ko: Device or resource busy');
  expect(log.join('\n')).toContain('the number is taken');
});

test('a module built for another kernel', async () => {
  const toolchain = await ensureToolchain('6.1');
  const built = await buildModule({ toolchain, files: studentFiles('hello.c') });
  if (!built.ok) throw new Error(built.message);
  const { outcome, log } = await runToEnd(host, {
    edition: '6.12',
    files: [],
    prebuilt: { name: 'hello', ko: built.module.ko },
  });
  expect(outcome).toMatchObject({ kind: 'failed', stage: 'load' });
  expect(log.join('\n')).toMatch(/version magic|section size must match the kernel's/);
});

test('a symbol that the kernel does not have', async () => {
  const toolchain = await ensureToolchain('6.12');
  const built = await buildModule({ toolchain, files: studentFiles('hello.c') });
  if (!built.ok) throw new Error(built.message);
  const ko = Buffer.from(built.module.ko);
  // modpost refuses such a source, so the name is changed in the finished module.
  for (let at = ko.indexOf('remove_proc_entry'); at >= 0; at = ko.indexOf('remove_proc_entry')) {
    ko.write('remove_prok_entry', at);
  }
  const { outcome, log } = await runToEnd(host, {
    edition: '6.12',
    files: [],
    prebuilt: { name: 'hello', ko },
  });
  expect(outcome).toMatchObject({ kind: 'failed', stage: 'load' });
  expect(log.join('\n')).toContain('Unknown symbol remove_prok_entry');
});

test('an oops names the line', async () => {
  const { outcome } = await runToEnd(host, {
    edition: '6.12',
    files: studentFiles('oops.c'),
    steps: [{ load: 'module' }, { shell: 'cat /proc/oops' }],
  });
  expect(outcome).toMatchObject({
    kind: 'guest-crashed',
    verdict: 'oops',
    place: { file: 'oops.c', line: 16 },
  });
});

test('a warning names the line', async () => {
  const { outcome } = await run('warn.c');
  expect(outcome).toMatchObject({
    kind: 'guest-crashed',
    verdict: 'warn',
    place: { file: 'warn.c', line: 10 },
  });
});

test('a loop that keeps the processor', async () => {
  const { outcome } = await run('hang.c');
  expect(outcome).toMatchObject({ kind: 'guest-crashed' });
  expect(['lockup', 'hang']).toContain('verdict' in outcome ? outcome.verdict : '');
});

test('an init that sleeps for ever', async () => {
  const { outcome } = await runToEnd(host, {
    edition: '6.12',
    files: studentFiles('sleep.c'),
    limits: { loadTimeoutMs: 3000 },
  });
  expect(outcome).toMatchObject({
    kind: 'timed-out',
    stage: 'load',
    place: { file: 'sleep.c', line: 9 },
  });
});

test('a reboot', async () => {
  const { outcome } = await run('reboot.c');
  expect(outcome).toMatchObject({ kind: 'guest-crashed', verdict: 'reboot' });
});

test('a flood in the kernel log', async () => {
  const { outcome, log } = await runToEnd(host, {
    edition: '6.12',
    files: studentFiles('flood.c'),
    limits: { loadTimeoutMs: 90_000 },
  });
  expect(outcome).toEqual({ kind: 'passed' });
  expect(log.at(-1)).toContain('the rest is left out');
});

test('a client that throws', async () => {
  const { outcome, terminal } = await run('hello.c', 'throws.ts');
  expect(outcome).toMatchObject({ kind: 'failed', stage: 'client' });
  expect(terminal).toContain('/work/throws.ts:3');
  expect(terminal).toContain('TypeError');
});

test('a client killed by a signal that Node has no name for', async () => {
  const { outcome, terminal } = await run('hello.c', 'shot.ts');
  expect(outcome).toMatchObject({ kind: 'failed', stage: 'client' });
  expect(terminal).toContain('about to go');
});

test('a client that never ends', async () => {
  const { outcome, terminal } = await runToEnd(host, {
    edition: '6.12',
    files: studentFiles('hello.c', 'endless.ts'),
    limits: { clientTimeoutMs: 4000 },
  });
  expect(outcome).toMatchObject({ kind: 'timed-out', stage: 'client' });
  expect(terminal).toContain('waiting');
});

test('a client that prints 100 MB', async () => {
  const { outcome, terminalBytes } = await runToEnd(host, {
    edition: '6.12',
    files: studentFiles('hello.c', 'chatty.ts'),
    limits: { outputBytes: 1024 * 1024 },
  });
  expect(outcome).toMatchObject({ kind: 'failed', stage: 'client' });
  expect(terminalBytes).toBeLessThan(8 * 1024 * 1024);
});

test('a client that kills the agent', async () => {
  const { outcome } = await run('hello.c', 'traitor.ts');
  expect(outcome).toMatchObject({ kind: 'guest-crashed', verdict: 'reboot' });
});
