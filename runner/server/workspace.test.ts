// Workspaces with Runs that do what the test says: what real guests do is tested in test/guest.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { workspace as limits } from '../config.ts';
import type { Outcome } from '../outcome.ts';
import type { RunEvent, ServerMessage, SourceFile } from '../protocol.ts';
import { type Drafts, openDrafts } from '../record/drafts.ts';
import { type LearnerDatabase, openLearnerDatabase } from '../record/learner-database.ts';
import type { Run, RunHost, RunListener, RunRequest } from '../run.ts';
import { type Progress, type Viewer, Workspace } from './workspace.ts';

class ToldRun implements Run {
  readonly request: RunRequest;
  readonly listener: RunListener;
  readonly calls: string[] = [];
  end: (outcome: Outcome) => void = () => {};
  gone: () => void = () => {};
  readonly outcome = new Promise<Outcome>((resolve) => {
    this.end = resolve;
  });
  readonly #stopped = new Promise<void>((resolve) => {
    this.gone = resolve;
  });
  readonly terminal = {
    write: (data: string) => void this.calls.push(`write ${data}`),
    resize: (columns: number, rows: number) => void this.calls.push(`resize ${columns} ${rows}`),
    pause: () => void this.calls.push('pause'),
    resume: () => void this.calls.push('resume'),
  };
  constructor(request: RunRequest, listener: RunListener) {
    this.request = request;
    this.listener = listener;
  }
  stop(): Promise<void> {
    this.calls.push('stop');
    return this.#stopped;
  }
  prints(text: string): void {
    this.listener.terminal(Buffer.from(text));
  }
}

class Page implements Viewer {
  readonly got: ServerMessage[] = [];
  screen = '';
  left = false;
  send(message: ServerMessage): void {
    if (message.type === 'terminal-reset') this.screen = '';
    this.got.push(message);
  }
  terminal(bytes: Uint8Array): void {
    this.screen += Buffer.from(bytes).toString();
  }
  takenOver(): void {
    this.left = true;
  }
  types(): string[] {
    return this.got.map((message) => (message.type === 'run' ? message.event.type : message.type));
  }
  last<Type extends ServerMessage['type']>(type: Type) {
    return this.got.findLast((message) => message.type === type);
  }
  guest(): string | undefined {
    const found = this.got.findLast((m) => m.type === 'run' && m.event.type === 'guest');
    return found?.type === 'run' && found.event.type === 'guest'
      ? `${found.event.state}: ${found.event.detail}`
      : undefined;
  }
}

const passed: Outcome = { kind: 'passed' };
const files: SourceFile[] = [{ name: 'uaccess.c', text: 'int x;' }];
const run = { type: 'run', edition: '6.12', files } as const;
const save = { type: 'save', files, base: null, version: 'version-1' } as const;
const built: RunEvent = { type: 'built', ok: true, diagnostics: [], ms: 12 };
const nothing: RunHost = {
  accelerator: 'tcg',
  acceleratorReason: '',
  open: () => Promise.reject(new Error('nothing is opened here')),
  editions: () => [{ id: '6.12', release: '6.12.1' }],
  close: () => Promise.resolve(),
};

let folder: string;
let database: LearnerDatabase;
let drafts: Drafts;
let runs: ToldRun[];
let host: () => Promise<RunHost>;
let progress: Progress | null;
let workspace: Workspace;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'crossings-workspace-'));
  database = await openLearnerDatabase(folder);
  drafts = openDrafts(database);
  runs = [];
  progress = null;
  host = () => Promise.resolve(nothing);
  workspace = new Workspace({
    lesson: 'uaccess',
    drafts,
    about: () => ({ accelerator: 'tcg', editions: nothing.editions() }),
    progress: () => progress,
    host: () => host(),
    startRun: (_host, request, listener) => {
      const started = new ToldRun(request, listener);
      runs.push(started);
      return started;
    },
  });
});
afterEach(async () => {
  vi.useRealTimers();
  for (const one of runs) one.gone();
  await workspace.close();
  await database.close();
  rmSync(folder, { recursive: true, force: true });
});

async function opened(): Promise<Page> {
  const page = new Page();
  workspace.attach(page);
  await vi.waitFor(() => expect(page.types()).toContain('hello'));
  return page;
}

async function started(page: Page, nth: number): Promise<ToldRun> {
  await workspace.handle(page, run);
  return vi.waitFor(() => runs[nth - 1] ?? expect.unreachable(`run ${nth} has not begun`));
}

test('the first page sees an empty workspace', async () => {
  const page = await opened();
  expect(page.got).toEqual([
    {
      type: 'hello',
      lesson: 'uaccess',
      accelerator: 'tcg',
      editions: [{ id: '6.12', release: '6.12.1' }],
      draft: null,
      run: null,
    },
  ]);
});

test('a Run is told to the page in order, its terminal filtered', async () => {
  const page = await opened();
  await workspace.handle(page, { type: 'resize', columns: 100, rows: 30 });
  const one = await started(page, 1);
  expect(one.request).toEqual({ edition: '6.12', files });
  expect(one.calls).toEqual(['resize 100 30']);
  one.listener.event({ type: 'guest', state: 'ready', detail: '' });
  one.prints('\x1b]52;c;eA==\x07value 42\r\n');
  await workspace.handle(page, { type: 'input', data: 'ls\r' });
  one.end(passed);
  await vi.waitFor(() => expect(page.types().at(-1)).toBe('outcome'));
  expect(page.types()).toEqual(['hello', 'begun', 'terminal-reset', 'guest', 'guest', 'outcome']);
  expect(page.screen).toBe('value 42\r\n');
  expect(one.calls).toEqual(['resize 100 30', 'write ls\r']);
});

test('an outcome that comes as an event and as a promise is told once', async () => {
  const page = await opened();
  const one = await started(page, 1);
  one.listener.event({ type: 'outcome', outcome: passed });
  one.end(passed);
  await one.outcome;
  await vi.waitFor(() => expect(page.types().filter((type) => type === 'outcome')).toHaveLength(1));
});

test('a new Run waits for the end of the one before, of which nothing is heard any more', async () => {
  const page = await opened();
  const one = await started(page, 1);
  one.prints('old\r\n');
  await workspace.handle(page, run);
  expect(one.calls).toContain('stop');
  expect(page.screen).toBe('');
  const before = page.got.length;
  one.prints('late\r\n');
  one.listener.event({ type: 'log', lines: ['late'] });
  one.end(passed);
  await one.outcome;
  expect(page.got).toHaveLength(before);
  expect(runs).toHaveLength(1);
  one.gone();
  await vi.waitFor(() => expect(runs).toHaveLength(2));
  runs[1]?.prints('new\r\n');
  expect(page.screen).toBe('new\r\n');
});

test('of Runs asked for in haste only the last begins', async () => {
  const page = await opened();
  const one = await started(page, 1);
  for (const name of ['a.c', 'b.c', 'c.c'])
    await workspace.handle(page, { ...run, files: [{ name, text: '' }] });
  one.gone();
  await vi.waitFor(() => expect(runs).toHaveLength(2));
  expect(runs[1]?.request.files[0]?.name).toBe('c.c');
  expect(one.calls.filter((call) => call === 'stop')).toHaveLength(1);
});

test('stop ends the guest and says so', async () => {
  const page = await opened();
  const one = await started(page, 1);
  one.gone();
  await workspace.handle(page, { type: 'stop' });
  expect(one.calls).toContain('stop');
  expect(page.guest()).toBe('none: stopped by you');
});

test('a page that comes back finds screen, log, diagnostics, outcome and draft', async () => {
  const page = await opened();
  await workspace.handle(page, save);
  expect(page.last('saved')).toMatchObject({
    version: save.version,
    savedAt: expect.any(Number),
  });
  const one = await started(page, 1);
  one.listener.event(built);
  one.listener.event({ type: 'guest', state: 'ready', detail: 'restored' });
  workspace.detach(page);
  one.prints('while away\r\n');
  one.listener.event({ type: 'log', lines: ['uaccess: loaded'] });
  one.end(passed);
  await one.outcome;

  const back = await opened();
  expect(back.got[0]).toMatchObject({
    type: 'hello',
    draft: { files, version: save.version },
    run: {
      edition: '6.12',
      files,
      over: true,
      events: [
        built,
        { type: 'log', lines: ['uaccess: loaded'] },
        { type: 'guest', state: 'ready', detail: 'restored' },
        { type: 'outcome', outcome: passed },
      ],
    },
  });
  expect(back.types()).toEqual(['hello', 'terminal-reset']);
  expect(back.screen).toBe('while away\r\n');
  expect(one.calls).not.toContain('stop');
});

test('a page that comes back is told of the shell or the Run that was asked for last, and of no other', async () => {
  const page = await opened();
  const one = await started(page, 1);
  one.listener.event(built);
  one.listener.event({ type: 'log', lines: ['of the first'] });
  one.end({ kind: 'did-not-build', message: '' });
  await vi.waitFor(() => expect(page.types()).toContain('outcome'));
  one.gone();
  await workspace.handle(page, { type: 'shell', edition: '6.12' });
  const guest = { type: 'guest', state: 'queued', detail: 'waiting for a guest' };
  const log = { type: 'log', lines: [] };
  expect((await opened()).last('hello')).toMatchObject({
    run: { files: [], over: false, events: [log, guest] },
  });
});

test('a Run that was stopped is over, also for a page that comes later', async () => {
  const page = await opened();
  (await started(page, 1)).gone();
  await workspace.handle(page, { type: 'stop' });
  expect((await opened()).last('hello')).toMatchObject({ run: { over: true } });
});

test('a save that started from another version is not taken, and the page gets the kept one', async () => {
  const page = await opened();
  await workspace.handle(page, save);
  const theirs = [{ name: 'uaccess.c', text: 'int y;' }];
  await workspace.handle(page, { ...save, files: theirs, version: 'version-2' });
  expect(page.last('kept')).toMatchObject({ draft: { files, version: save.version } });
  await workspace.handle(page, { type: 'discard', base: null });
  expect(page.last('kept')).toBe(page.got.at(-1));
  await workspace.handle(page, { type: 'discard', base: save.version });
  expect(page.last('saved')).toMatchObject({ version: null });
});

test('kept files that cannot be read are not told as none', async () => {
  const row = { lesson: 'uaccess', files: 'spoilt', version: 'version-0', savedAt: 1 };
  await database.queries.insertInto('draft').values(row).execute();
  const page = await opened();
  expect(page.last('hello')).toMatchObject({ draft: 'unreadable' });
  expect(page.last('refused')).toMatchObject({ message: expect.stringMatching(/cannot be read/) });
});

test('what was erased is told to the page that is open', async () => {
  const page = await opened();
  await workspace.erased();
  expect(page.got.at(-1)).toEqual({ type: 'kept', draft: null });
});

test('a second page takes the workspace over; the first is heard no more', async () => {
  const first = await opened();
  const one = await started(first, 1);
  const second = await opened();
  expect(first.left).toBe(true);
  await workspace.handle(first, { type: 'input', data: 'rm -rf /\r' });
  workspace.detach(first);
  one.prints('hello\r\n');
  expect(first.screen).toBe('');
  expect(second.screen).toBe('hello\r\n');
  expect(one.calls).toEqual([]);
});

test('a slow page makes the terminal wait, also that of the next Run', async () => {
  const page = await opened();
  const one = await started(page, 1);
  workspace.congested(page, true);
  workspace.congested(page, true);
  expect(one.calls).toEqual(['pause']);
  workspace.congested(page, false);
  expect(one.calls).toEqual(['pause', 'resume']);
  workspace.congested(page, true);
  one.gone();
  const two = await started(page, 2);
  await vi.waitFor(() => expect(two.calls).toEqual(['pause']));
});

test('without a page a Run goes on to its outcome, then its terminal waits for one', async () => {
  const page = await opened();
  const one = await started(page, 1);
  workspace.detach(page);
  expect(one.calls).toEqual([]);
  one.end(passed);
  await vi.waitFor(() => expect(one.calls).toEqual(['pause']));
  await opened();
  expect(one.calls).toEqual(['pause', 'resume']);
});

test('a guest without a page is stopped after some minutes, unless a page comes back', async () => {
  const page = await opened();
  const one = await started(page, 1);
  one.listener.event({ type: 'guest', state: 'ready', detail: '' });
  vi.useFakeTimers();
  workspace.detach(page);
  await vi.advanceTimersByTimeAsync(limits.detachedMs - 1);
  const back = new Page();
  workspace.attach(back);
  await vi.advanceTimersByTimeAsync(limits.detachedMs);
  expect(one.calls).toEqual([]);
  workspace.detach(back);
  await vi.advanceTimersByTimeAsync(limits.detachedMs);
  expect(one.calls).toEqual(['stop']);
  vi.useRealTimers();
  const later = await opened();
  const detail = 'stopped 5 minutes after its page was closed';
  expect(later.last('hello')).toMatchObject({
    run: { over: true, events: [{ type: 'log' }, { type: 'guest', state: 'dead', detail }] },
  });
});

test('a guest in which nobody types is warned of, then stopped with the reason', async () => {
  const page = await opened();
  const one = await started(page, 1);
  vi.useFakeTimers();
  one.listener.event({ type: 'guest', state: 'ready', detail: '' });
  const key = { type: 'input', data: 'x' } as const;
  await workspace.handle(page, key);
  await vi.advanceTimersByTimeAsync(limits.idleMs - limits.idleWarningMs);
  expect(page.guest()).toBe('ready: stops in 2 minutes unless you press a key');
  await workspace.handle(page, key);
  expect(page.guest()).toBe('ready: ');
  await vi.advanceTimersByTimeAsync(limits.idleMs - 1);
  expect(one.calls).not.toContain('stop');
  await vi.advanceTimersByTimeAsync(1);
  expect(one.calls).toContain('stop');
  expect(page.guest()).toBe('dead: stopped after 30 minutes without a key');
});

test('a guest that died is put away once judged, and its words stay', async () => {
  const page = await opened();
  const one = await started(page, 1);
  one.listener.event({ type: 'guest', state: 'dead', detail: 'the kernel panicked' });
  expect(one.calls).toEqual([]);
  one.end({ kind: 'guest-crashed', verdict: 'panic', message: 'panic' });
  await vi.waitFor(() => expect(one.calls).toEqual(['stop']));
  one.listener.event({ type: 'guest', state: 'none', detail: 'gone' });
  one.prints('last words\r\n');
  expect(page.guest()).toBe('dead: the kernel panicked');
  expect(page.screen).toBe('last words\r\n');
});

test('a host that cannot be opened is our fault, told with its repair; the next Run tries again', async () => {
  const page = await opened();
  const log = vi.spyOn(console, 'error').mockImplementation(() => {});
  host = () => Promise.reject(Object.assign(new Error('No space.'), { repair: 'Free some.' }));
  await workspace.handle(page, run);
  const failed = { kind: 'runner-error', message: 'No space.', repair: 'Free some.' };
  const told = { type: 'run', event: { type: 'outcome', outcome: failed } };
  await vi.waitFor(() => expect(page.got).toContainEqual(told));
  expect(page.guest()).toMatch(/^none/);
  expect(log).toHaveBeenCalledOnce();
  log.mockRestore();
  host = () => Promise.resolve(nothing);
  await started(page, 1);
});

test('a page that looks on is told when the host has given up getting ready', async () => {
  progress = { what: 'unpacking packages', percent: 43 };
  const page = await opened();
  expect(page.last('progress')).toMatchObject({ percent: 43 });
  workspace.hostFailed();
  expect(page.got.at(-1)).toEqual({ type: 'progress', what: null, percent: null });
});

test('a Run that is not wanted any more when the host has opened does not begin', async () => {
  const page = await opened();
  let open: (opened: RunHost) => void = () => {};
  host = () =>
    new Promise<RunHost>((resolve) => {
      open = resolve;
    });
  await workspace.handle(page, run);
  await workspace.handle(page, { type: 'stop' });
  open(nothing);
  await new Promise(setImmediate);
  expect(runs).toEqual([]);
});

test('what cannot be kept is refused with the repair, and the Run goes on', async () => {
  const page = await opened();
  const one = await started(page, 1);
  await database.queries.schema.dropTable('draft').execute();
  await workspace.handle(page, save);
  expect(page.last('refused')).toMatchObject({ repair: expect.any(String), of: 'save' });
  one.prints('still here\r\n');
  expect(page.screen).toBe('still here\r\n');
});

test('a page that comes, or asks for a Run, while the host gets ready is told how far it is', async () => {
  progress = { what: 'unpacking packages', percent: 43 };
  host = () => new Promise(() => {});
  const page = await opened();
  await workspace.handle(page, run);
  expect(page.types()).toEqual([
    'hello',
    'progress',
    'begun',
    'terminal-reset',
    'guest',
    'progress',
  ]);
  progress = { what: 'unpacking packages', percent: 44 };
  workspace.tellProgress();
  expect(page.last('progress')).toBe(page.got.at(-1));
  expect(page.got.at(-1)).toEqual({ type: 'progress', ...progress });
  progress = null;
});
