// The whole way of a page with real guests: link, ticket, socket, Run, terminal, kept files.
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Outcome } from '../../runner/outcome.ts';
import { type ClientMessage, limits, type RunEvent } from '../../runner/protocol.ts';
import { type LearnerDatabase, openLearnerDatabase } from '../../runner/record/learner-database.ts';
import { openRunHost, type RunHost, startRun } from '../../runner/run.ts';
import { type Crossings, openCrossings } from '../../runner/server/index.ts';
import { PageClient } from '../../runner/server/testing/page-client.ts';

let folder: string;
let database: LearnerDatabase;
let host: RunHost;
let crossings: Crossings;
const pages: PageClient[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'crossings-served-'));
  mkdirSync(join(folder, 'dist'));
  writeFileSync(join(folder, 'dist/csp.json'), '{"scriptHashes":[]}');
  database = await openLearnerDatabase(join(folder, 'data'));
  crossings = await openCrossings({
    host: '127.0.0.1',
    port: 0,
    database,
    dist: join(folder, 'dist'),
    lessons: ['uaccess', 'procfs'],
    startRun,
    openHost: async (onProgress) => {
      host = await openRunHost({ editions: ['6.12'], onProgress });
      return host;
    },
  });
  await crossings.host();
});
afterEach(() => {
  for (const page of pages.splice(0)) page.socket.terminate();
});
afterAll(async () => {
  await crossings.close();
  await database.close();
  rmSync(folder, { recursive: true, force: true });
});

async function opened(lesson = 'uaccess'): Promise<PageClient> {
  const page = await PageClient.open(crossings.link, lesson);
  pages.push(page);
  page.acknowledges = true;
  await page.heard('hello');
  return page;
}

const hello = (line: string): string => `#include <linux/module.h>
static int __init hello_init(void) { pr_info("${line}\\n"); return 0; }
static void __exit hello_exit(void) { }
module_init(hello_init);
module_exit(hello_exit);
MODULE_DESCRIPTION("Says a line");
MODULE_LICENSE("GPL");
`;

function run(moduleLine: string, client: string): ClientMessage {
  const files = [
    { name: 'hello.c', text: hello(moduleLine) },
    { name: 'client.ts', text: client },
  ];
  return { type: 'run', edition: '6.12', files };
}

const events = (page: PageClient): RunEvent[] =>
  page.got.flatMap((message) => (message.type === 'run' ? [message.event] : []));

const logOf = (page: PageClient): string =>
  events(page)
    .flatMap((event) => (event.type === 'log' ? event.lines : []))
    .join('\n');

function outcome(page: PageClient): Promise<Outcome> {
  return page.until(() => {
    const found = events(page).find((event) => event.type === 'outcome');
    return found?.type === 'outcome' && found.outcome;
  });
}

/** What the page has got so far is forgotten, so that only what comes next counts. */
function forget(page: PageClient): void {
  page.got.length = 0;
}

/** Waits for the prompt, types, waits for the answer. */
async function shellSays(page: PageClient, command: string, answer: string): Promise<void> {
  await page.until(() => /[#$] $/.test(page.screen));
  page.type(`${command}\r`);
  await page.until(() => page.screen.includes(answer));
}

test('a Run from the page to the last line of its client, then a shell in the same guest', async () => {
  const page = await opened();
  page.say({ type: 'resize', columns: 100, rows: 30 });
  page.say(run('hello from the kernel', 'console.log("client says", String(6 * 7));'));
  expect(await outcome(page)).toEqual({ kind: 'passed' });
  expect(page.screen).toContain('client says 42');
  expect(logOf(page)).toContain('hello from the kernel');
  expect(new Set(events(page).map(({ type }) => type))).toEqual(
    new Set(['guest', 'building', 'built', 'module-loaded', 'log', 'client-exit', 'outcome']),
  );
  await shellSays(page, 'stty size; lsmod | grep -c ^hello; echo $((6*111))', '666');
  expect(page.screen).toContain('30 100');
});

test('what is typed between the end of the client and the first prompt is not lost', async () => {
  const page = await opened();
  page.say(run('x', 'console.log("the end");'));
  await page.until(() => events(page).some(({ type }) => type === 'client-exit'));
  page.type('echo early-$((2*3))\r');
  await page.until(() => page.screen.includes('early-6'));
  page.say({ type: 'shell', edition: '6.12' });
  forget(page);
  await page.until(() => events(page).some((event) => event.type === 'outcome'));
  page.type('echo early-$((2*4))\r');
  await page.until(() => page.screen.includes('early-8'));
});

test('the guest is called ready once the prompt is on the screen, and not before', async () => {
  const page = await opened();
  page.say({ type: 'shell', edition: '6.12' });
  const ready = () => {
    const states = events(page).flatMap((event) => (event.type === 'guest' ? [event.state] : []));
    return states.includes('queued') && states.at(-1) === 'ready';
  };
  expect(await page.until(() => ready() && page.screen)).toMatch(/\$ $/);
});

test('a page that was reloaded finds screen, log and outcome, and the same guest', async () => {
  const first = await opened();
  first.say(run('before the reload', 'console.log("drawn before");'));
  await outcome(first);
  await shellSays(first, 'echo mark-$((1+1)) | tee /tmp/mark', 'mark-2');
  const closed = once(first.socket, 'close');
  first.socket.close();
  await closed;

  const second = await opened();
  const greeting = await second.heard('hello');
  expect(greeting.run).toMatchObject({ over: true });
  expect(greeting.run?.events).toContainEqual({ type: 'outcome', outcome: { kind: 'passed' } });
  expect(JSON.stringify(greeting.run?.events)).toContain('before the reload');
  await second.until(() => second.screen.includes('drawn before'));
  await shellSays(second, 'cat /tmp/mark; echo end-$((2+2))', 'end-4');
  expect(second.screen.match(/^mark-2\r?$/gm)).toHaveLength(2);
});

test('a page that goes in the middle of a Run finds its outcome when it comes back', async () => {
  const first = await opened();
  first.say(run('x', 'await new Promise((go) => setTimeout(go, 3000)); console.log("late line");'));
  await first.until(() => events(first).some(({ type }) => type === 'module-loaded'));
  first.socket.terminate();

  const second = await opened();
  const greeting = await second.heard('hello');
  if (!greeting.run?.over) await outcome(second);
  await second.until(() => second.screen.includes('late line'));
});

test('a new Run replaces one that never ends, of which nothing is heard any more', async () => {
  const page = await opened();
  page.say(run('old kernel line', 'for (let n = 0; ; n++) console.log("old", String(n));'));
  await page.until(() => page.screen.includes('old 100'));
  page.say(run('new kernel line', 'console.log("new client");'));
  await page.until(() => page.got.filter(({ type }) => type === 'terminal-reset').length === 2);
  forget(page);
  expect(await outcome(page)).toEqual({ kind: 'passed' });
  expect(page.screen).toContain('new client');
  expect(page.screen).not.toContain('old');
  expect(logOf(page)).not.toContain('old kernel line');
});

test('a second tab takes the workspace over with its guest', async () => {
  const first = await opened();
  first.say(run('x', 'console.log("shared");'));
  await outcome(first);
  const closed = once(first.socket, 'close');
  const second = await opened();
  await first.heard('taken-over');
  expect((await closed)[0]).toBe(4001);
  await second.until(() => second.screen.includes('shared'));
  await shellSays(second, 'echo second-$((1+1))', 'second-2');
});

test('what must not be named or is too large is refused, and the next Run works', async () => {
  const page = await opened();
  page.say({ type: 'run', edition: '6.12', files: [{ name: '../../x.c', text: '' }] });
  expect(await page.heard('refused')).toMatchObject({ repair: 'Rename the file.' });
  forget(page);
  const large = [{ name: 'hello.c', text: ' '.repeat(10 * 1024 * 1024) }];
  page.say({ type: 'run', edition: '6.12', files: large });
  expect(await page.heard('refused')).toMatchObject({ message: expect.stringMatching(/10.0 MiB/) });
  page.say(run('x', 'console.log("works");'));
  expect(await outcome(page)).toEqual({ kind: 'passed' });
});

test('a module that does not build is told with its line, and the page that comes back sees it', async () => {
  const page = await opened();
  const files = [{ name: 'hello.c', text: 'int broken(\n' }];
  page.say({ type: 'run', edition: '6.12', files });
  expect(await outcome(page)).toMatchObject({ kind: 'did-not-build' });
  const built = events(page).findLast(({ type }) => type === 'built');
  expect(built).toMatchObject({ ok: false, diagnostics: [{ file: 'hello.c' }] });

  const second = await opened();
  const { run: shown } = await second.heard('hello');
  expect(shown?.events).toContainEqual(built);
});

test('what a client prints cannot reach beyond the screen', async () => {
  const page = await opened();
  const hostile = ['\x1b]0;title\x07', '\x1b]52;c;eA==\x07', '\x1b]8;;https://evil.example\x07x'];
  const client = `process.stdout.write(${JSON.stringify(`${hostile.join('')}\x1b[6n\x1b[c\x1b[1mplain end\x1b[0m\n`)});`;
  page.say(run('x', client));
  await outcome(page);
  expect(page.screen).toContain('\x1b[1mplain end\x1b[0m');
  expect(page.screen).not.toContain('\x1b]');
  expect(page.screen.replaceAll('\x1b', 'ESC')).not.toMatch(/ESC\[\??\d*[nc]/);
});

test('less, nano and bash draw as they should', async () => {
  const page = await opened();
  page.say({ type: 'shell', edition: '6.12' });
  await outcome(page);
  await shellSays(page, 'seq 1 200 > /tmp/lines; less /tmp/lines', '\x1b[7m/tmp/lines');
  page.type('G');
  await page.until(() => page.screen.includes('\n199\r\n200'));
  page.type('q');
  await page.until(() => page.screen.includes('\x1b[?1049l'));
  await shellSays(page, 'nano /tmp/note', 'Where Is');
  page.type('typed in nano\x0f\r');
  await page.until(() => page.screen.includes('Wrote 1 lin'));
  page.type('\x18');
  await shellSays(page, 'cat /tmp/note; echo after-$((3+3))', 'after-6');
  expect(page.screen).toMatch(/^typed in nano\r?$/m);
});

test('a flood that no page draws waits in the guest; Ctrl-C ends it', async () => {
  const first = await opened();
  first.say({ type: 'shell', edition: '6.12' });
  await outcome(first);
  await shellSays(first, 'yes overflow', 'overflow\r\noverflow\r\noverflow');
  const closed = once(first.socket, 'close');
  first.socket.close();
  await closed;
  const seen = first.bytes;
  await new Promise((resolve) => setTimeout(resolve, 2_000));

  const second = await opened();
  await second.until(() => second.bytes > 0);
  // What was on its way when the terminal was told to wait may still have come.
  expect(second.bytes - seen).toBeLessThan(8 * 1024);
  await second.until(() => second.bytes - seen > 8 * 1024);
  second.type('\x03');
  await shellSays(second, 'echo over-$((5+5))', 'over-10');
});

test('on a full disk keeping is refused with the repair, the Run goes on, the kept files stay', async () => {
  const page = await opened('procfs');
  const kept = [{ name: 'kept.c', text: 'int kept;' }];
  page.say({ type: 'save', files: kept, base: null, version: 'version-1' });
  await page.heard('saved');
  const { rows } = await sql<{ page_count: number }>`PRAGMA page_count`.execute(database.queries);
  await sql`PRAGMA max_page_count = ${sql.lit(rows[0]?.page_count ?? 1)}`.execute(database.queries);
  page.say(run('x', 'console.log("runs on");'));
  const big = [{ name: 'big.c', text: 'x'.repeat(limits.sourceBytes) }];
  page.say({ type: 'save', files: big, base: 'version-1', version: 'version-2' });
  expect(await page.heard('refused')).toMatchObject({
    message: expect.stringMatching(/is full/),
    repair: expect.stringMatching(/Free some space/),
  });
  expect(await outcome(page)).toEqual({ kind: 'passed' });
  await sql`PRAGMA max_page_count = 1000000`.execute(database.queries);
  expect((await (await opened('procfs')).heard('hello')).draft).toMatchObject({ files: kept });
});

/** Command lines of the emulators that this process has started and that still live. */
function emulators(): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
        return /qemu-system/.test(command) && descends(pid) ? [command.slice(0, 80)] : [];
      } catch {
        return [];
      }
    });
}

function descends(pid: string): boolean {
  for (let one = pid; one !== '0' && one !== ''; ) {
    if (one === String(process.pid)) return true;
    one = readFileSync(`/proc/${one}/stat`, 'utf8').match(/\) . (\d+)/)?.[1] ?? '';
  }
  return false;
}

test('the end of the server leaves no guest behind', async () => {
  const page = await opened();
  page.say(run('x', 'for (;;);'));
  await page.until(() => events(page).some(({ type }) => type === 'module-loaded'));
  expect(emulators().length).toBeGreaterThan(0);
  const closed = once(page.socket, 'close');
  await crossings.close();
  expect((await closed)[0]).toBe(1001);
  expect(emulators()).toEqual([]);
});
