import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { Outcome } from '../../../runner/outcome.ts';
import type { Diagnostic, RunEvent, SourceFile } from '../../../runner/protocol.ts';
import { createRunView } from './run-view.ts';

const source = 'int one;\nint two\nint three;\n';
const files: SourceFile[] = [{ name: 'a.c', text: source }];
const edition = '6.12';
const error: Diagnostic = {
  ...{ file: 'a.c', line: 2, column: 8, severity: 'error' },
  ...{ message: "expected ';'", caret: '' },
};
const didNotBuild: Outcome = { kind: 'did-not-build', message: '' };
const passed: Outcome = { kind: 'passed' };

const watcher = { diagnosed: vi.fn(), ended: vi.fn() };
let view: ReturnType<typeof createRunView>;
beforeEach(() => {
  vi.clearAllMocks();
  view = createRunView(watcher);
});

/** A Run that failed to compile, from the click to its outcome. */
function failToBuild(): void {
  view.ask('run');
  view.begin({ edition, files });
  view.receive({ type: 'built', ok: false, diagnostics: [error], ms: 1 });
  view.receive({ type: 'outcome', outcome: didNotBuild });
}

const shown = () => ({
  outcome: view.outcome.value,
  diagnostics: view.diagnostics.value,
  log: view.log.value,
  running: view.running.value,
});
const nothing = { outcome: null, diagnostics: [], log: [], running: false };

test('a Run is running from the click to its outcome', () => {
  expect(view.running.value).toBe(false);
  view.ask('run');
  expect(view.running.value).toBe(true);
  view.begin({ edition, files });
  expect(view.running.value).toBe(true);
  view.receive({ type: 'outcome', outcome: passed });
  expect(view.running.value).toBe(false);
  expect(watcher.ended).toHaveBeenCalledExactlyOnceWith(passed);
});

test('a shell after a failed build has neither its errors nor a banner of its own', () => {
  failToBuild();
  expect(shown()).toMatchObject({ outcome: didNotBuild, diagnostics: [error] });
  view.ask('shell');
  expect(shown()).toEqual(nothing);
  view.begin({ edition, files: [] });
  expect(shown()).toEqual(nothing);
});

test('what an older Run still says after the click is not shown, nor acted on', () => {
  view.ask('run');
  view.begin({ edition, files });
  view.ask('run');
  view.receive({ type: 'log', lines: ['of the first'] });
  view.receive({ type: 'outcome', outcome: passed });
  view.begin({ edition, files });
  expect(shown()).toEqual({ ...nothing, running: true });
  expect(watcher.ended).not.toHaveBeenCalled();
});

test('of two Runs asked for at once the second clears what the first has shown', () => {
  view.ask('run');
  view.ask('run');
  view.begin({ edition, files });
  view.receive({ type: 'built', ok: false, diagnostics: [error], ms: 1 });
  view.receive({ type: 'outcome', outcome: didNotBuild });
  view.begin({ edition, files });
  expect(shown()).toEqual({ ...nothing, running: true });
});

test('a Run that is refused leaves the one on the screen as it is by now', () => {
  view.ask('run');
  view.begin({ edition, files });
  view.ask('run');
  expect(shown()).toEqual({ ...nothing, running: true });
  view.receive({ type: 'built', ok: false, diagnostics: [error], ms: 1 });
  view.receive({ type: 'outcome', outcome: didNotBuild });
  expect(shown()).toEqual({ ...nothing, running: true });
  view.unask();
  expect(shown()).toEqual({ ...nothing, outcome: didNotBuild, diagnostics: [error] });
});

test('a stopped Run does not run on', () => {
  view.ask('run');
  view.begin({ edition, files });
  view.receive({ type: 'guest', state: 'none', detail: 'stopped by you' });
  expect(view.running.value).toBe(false);
});

describe('a page that comes back', () => {
  const built: RunEvent = { type: 'built', ok: false, diagnostics: [error], ms: 1 };

  test('shows the Run as the server tells it, and does not act on it again', () => {
    const events: RunEvent[] = [built, { type: 'outcome', outcome: didNotBuild }];
    view.restore({ edition, files, over: true, events });
    expect(shown()).toMatchObject({ outcome: didNotBuild, diagnostics: [error], running: false });
    expect(watcher.diagnosed).not.toHaveBeenCalled();
    expect(watcher.ended).not.toHaveBeenCalled();
  });

  test('in the middle of a Run goes on with it', () => {
    view.restore({ edition, files, over: false, events: [{ type: 'building', edition }] });
    expect(view.running.value).toBe(true);
    view.receive({ type: 'outcome', outcome: passed });
    expect(view.running.value).toBe(false);
    expect(watcher.ended).toHaveBeenCalledOnce();
  });

  test('to a server that knows of no Run shows none', () => {
    failToBuild();
    view.restore(null);
    expect(shown()).toEqual(nothing);
  });

  test('keeps what a Check found, which is of no Run', () => {
    view.diagnose([error], files);
    view.restore(null);
    expect(view.diagnostics.value).toEqual([error]);
  });
});

describe('the place of a message', () => {
  const now = (text: string) => view.placeNow([{ name: 'a.c', text }], 'a.c', 2);

  test('is where its line is now, and nowhere when that was changed', () => {
    failToBuild();
    expect(now(source)).toBe(2);
    expect(now(`/* above */\n${source}`)).toBe(3);
    expect(now(source.replace('two', 'two;'))).toBeNull();
    expect(now('')).toBeNull();
  });

  test('is nowhere for files that were not compiled, such as those of a transcript', () => {
    expect(view.placeNow(files, 'a.c', 2)).toBeNull();
    view.begin({ edition, files: [{ name: 'other.c', text: source }] });
    expect(view.placeNow(files, 'a.c', 2)).toBeNull();
  });
});
