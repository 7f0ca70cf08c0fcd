// Everything that `npm test` runs, one after another; one failing does not stop the rest.
// Ends with the line `N passed, N failed`.
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Count, countReport, failuresInReport } from './count-report.ts';

/** Tools that pass or fail as a whole; each counts as one test. */
const checks: Record<string, string[]> = {
  types: ['tsc'],
  lint: ['biome', 'check', '--error-on-warnings'],
  'unused code': ['knip'],
};

/** vitest's projects with the time after which each counts as hanging, in minutes. */
const suites = { unit: 6, toolchain: 18, guest: 60, browser: 12 } as const;

/** A suite that hangs has so long to end what it started. */
const farewellMs = 15_000;

const project = join(import.meta.dirname, '..');

/** Runs a program of node_modules/.bin with our output; true when it ended with 0. */
async function run(argv: string[], minutes: number): Promise<boolean> {
  const [name = '', ...args] = argv;
  const child = spawn(join(project, 'node_modules/.bin', name), args, {
    cwd: project,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const limit = setTimeout(() => {
    console.log(`stopped after ${minutes} minutes: ${argv.join(' ')}`);
    child.kill('SIGTERM');
    setTimeout(() => child.kill('SIGKILL'), farewellMs).unref();
  }, minutes * 60_000);
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  clearTimeout(limit);
  return code === 0;
}

async function runSuite(name: string, minutes: number, folder: string): Promise<Count> {
  const report = join(folder, `${name}.json`);
  const ended = await run(
    [
      ...['vitest', 'run', '--project', name, '--passWithNoTests'],
      ...['--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
    ],
    minutes,
  );
  const text = await readFile(report, 'utf8').catch(() => '');
  failures.push(...failuresInReport(text));
  return countReport(text, ended);
}

const folder = await mkdtemp(join(tmpdir(), 'crossings-test-'));
const sum: Count = { passed: 0, failed: 0 };
const failing: string[] = [];
// Told again at the end: of a long log, often no more than the end is kept.
const failures: string[] = [];
const started = performance.now();

async function step(name: string, work: () => Promise<Count>): Promise<void> {
  const minutes = Math.floor((performance.now() - started) / 60_000);
  console.log(`\n=== ${name} (after ${minutes} min)`);
  const { passed, failed } = await work();
  sum.passed += passed;
  sum.failed += failed;
  if (failed > 0) failing.push(name);
}

for (const [name, argv] of Object.entries(checks)) {
  await step(name, async () =>
    (await run(argv, 5)) ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 },
  );
}
for (const [name, minutes] of Object.entries(suites)) {
  await step(name, () => runSuite(name, minutes, folder));
}
await rm(folder, { recursive: true });
for (const failure of failures) console.log(`\n${failure}`);
if (failing.length > 0) console.log(`\nfailing: ${failing.join(', ')}`);
console.log(`\n${sum.passed} passed, ${sum.failed} failed`);
process.exitCode = sum.failed === 0 ? 0 : 1;
