// A learner at an exercise, with real guests behind the page: checks the starter, reads why it
// fails, opens a hint, puts the solution in, passes, and finds the attempts.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadExercise } from '../../lessons/lib/load-exercise.ts';
import { checkExercise } from '../../runner/check/check-exercise.ts';
import { type LearnerDatabase, openLearnerDatabase } from '../../runner/record/learner-database.ts';
import { openRunHost, startRun } from '../../runner/run.ts';
import { type Crossings, openCrossings } from '../../runner/server/index.ts';
import { buildSite } from '../../site/build/index.ts';
import { messages } from '../../site/src/messages.ts';
import { openBrowser } from './chromium.ts';
import { overTheSide, violations } from './page-faults.ts';

const words = messages.exercise;
const name = 'uaccess/shout';
const checkTimeoutMs = 90_000;

let folder: string;
let database: LearnerDatabase;
let crossings: Crossings;
let browser: Browser;
let page: Page;
const faults: string[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'crossings-exercise-'));
  const dist = join(folder, 'dist');
  await buildSite({ ids: ['uaccess'], outDir: dist });
  database = await openLearnerDatabase(join(folder, 'data'));
  crossings = await openCrossings({
    ...{ host: '127.0.0.1', port: 0, database, dist, lessons: ['uaccess'], startRun },
    exercises: { names: [name], load: loadExercise, check: checkExercise },
    openHost: (onProgress) => openRunHost({ editions: ['6.12'], onProgress }),
  });
  await crossings.host();
  browser = await openBrowser();
  const context = await browser.newContext({
    viewport: { width: 1400, height: 900 },
    reducedMotion: 'reduce',
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  page = await context.newPage();
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(message.text());
  });
  await page.goto(crossings.link);
});

afterAll(async () => {
  await browser.close();
  await crossings.close();
  await database.close();
  rmSync(folder, { recursive: true, force: true });
});

async function summary(state: string): Promise<string> {
  const shown = page.locator(`[data-testid=check-summary][data-state=${state}]`);
  await shown.waitFor({ timeout: checkTimeoutMs });
  return (await shown.textContent()) ?? '';
}

test('the lesson leads to its exercise, which says what is checked and hides the rest', async () => {
  await page.goto(`${crossings.url}/uaccess/#exercises`);
  const item = page.locator(`[data-exercise="${name}"]`);
  await item.getByText(words.standing.new).waitFor();
  await item.getByRole('link').click();
  await page.getByRole('heading', { level: 1, name: 'A device that shouts' }).waitFor();
  const { checks } = (await loadExercise(name)).exercise;
  const hidden = checks.filter(({ visible }) => !visible);
  for (const { says, visible } of checks) if (visible) await page.getByText(says).waitFor();
  await page.getByText(words.hiddenCount(hidden.length)).waitFor();
  const source = await page.content();
  expect(source).not.toContain('toupper(');
  expect(hidden.length).toBeGreaterThan(0);
  for (const { says } of hidden) expect(source).not.toContain(says);
});

test('Check on the starter fails, and says of each check what was done, expected and seen', async () => {
  await page.getByTestId('tab-shout.c').click();
  await page.locator('.cm-content').first().waitFor();
  await page.keyboard.press('Control+Shift+Enter');
  expect(await summary('failed')).toContain(words.outcome.failed);
  const failed = page.locator('.check-result[data-passed=no]');
  expect(await failed.count()).toBeGreaterThanOrEqual(4);
  for (const text of [words.did, words.expected, words.seen]) {
    expect(await failed.first().getByText(text, { exact: true }).isVisible()).toBe(true);
  }
  await page.getByTestId('attempt-1').waitFor();
  expect(await violations(page)).toEqual([]);
});

test('hints open one after the other, and stay so after a reload', async () => {
  const steps = page.locator('.hint');
  expect(await steps.nth(1).isVisible()).toBe(false);
  await steps.nth(0).locator('summary').click();
  await steps.nth(1).waitFor();
  expect(await steps.nth(2).isVisible()).toBe(false);
  await page.reload();
  await steps.nth(1).waitFor();
});

test('giving up is asked for before anything is shown', async () => {
  await page.getByTestId('tab-checks').click();
  await page.getByRole('button', { name: words.giveUp }).click();
  await page.getByText(words.giveUpSure).waitFor();
  await page.getByRole('button', { name: words.giveUpNo }).click();
  expect(await page.getByTestId('tab-solution').count()).toBe(0);
});

test('Check on a page that was pushed out takes the workspace back, and begins', async () => {
  const other = await page.context().newPage();
  await other.goto(page.url());
  await page.getByTestId('take-back').waitFor();
  await other.close();
  await page.getByTestId('check').click();
  await page.locator('[data-testid=check-summary][data-state=checking]').waitFor();
  await page.getByTestId('stop').click();
  await page.getByTestId('checks').getByText(words.stopped).waitFor({ timeout: checkTimeoutMs });
});

test('with the solution in the editor Check passes, the attempts are listed, the solution is shown', async () => {
  const { solution } = await loadExercise(name);
  const attempts = page.getByTestId('attempts').locator('[data-testid^=attempt-]');
  const before = await attempts.count();
  await page.getByTestId('tab-shout.c').click();
  await page.getByRole('textbox', { name: 'shout.c' }).click();
  await page.keyboard.press('Control+a');
  await page.evaluate((text) => navigator.clipboard.writeText(text), solution.text);
  await page.keyboard.press('Control+v');
  await page.getByTestId('check').click();
  expect(await summary('passed')).toContain(words.outcome.passed);
  await expect.poll(() => attempts.count()).toBe(before + 1);
  expect(await attempts.first().textContent()).toContain(words.attemptHints(1));

  const first = page.getByRole('list', { name: words.shownAttempt(1) });
  await page.getByRole('link', { name: 'Show Attempt 1' }).click();
  await first.waitFor();
  expect(new URL(page.url()).hash).toBe('#attempt-1');
  await page.goBack();
  await first.waitFor({ state: 'detached' });
  await page.goForward();
  await first.waitFor();
  expect(await violations(page)).toEqual([]);

  await page.getByRole('button', { name: words.showSolution }).click();
  // The editor holds no more of the text than can be seen.
  const shown = page.getByRole('textbox', { name: words.solutionOf('shout.c') });
  await expect.poll(() => shown.textContent(), { timeout: 20_000 }).toContain('copy_to_user');
  expect(await violations(page)).toEqual([]);
});

test('a narrow page has all of it, and nothing runs over the side', async () => {
  await page.setViewportSize({ width: 360, height: 700 });
  await page.getByTestId('tab-checks').click();
  expect(await overTheSide(page)).toBe(0);
  expect(await violations(page)).toEqual([]);
});

test('lesson and home page tell that it was passed', async () => {
  await page.goto(`${crossings.url}/uaccess/`);
  await page
    .locator(`[data-exercise="${name}"]`)
    .getByText(words.standing.passed, { exact: true })
    .waitFor();
  await page.goto(`${crossings.url}/`);
  await page.getByText(/^1 of \d+ exercises? passed$/).waitFor();
  expect(faults).toEqual([]);
});

test('a copy of all work can be saved, and all of it erased', async () => {
  await page.setViewportSize({ width: 1400, height: 900 });
  const work = messages.help.work;
  await page.keyboard.press('?');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: work.copy }).click(),
  ]);
  const copy = JSON.parse(readFileSync(await download.path(), 'utf8'));
  expect(copy.server.attempt).toMatchObject([{ exercise: name }, { exercise: name }]);
  expect(Object.keys(copy.browser)).not.toEqual([]);

  await page.getByRole('button', { name: work.erase }).click();
  await page.getByRole('button', { name: work.eraseReally }).click();
  await page.getByText(work.erased).waitFor();
  expect(await page.evaluate(() => Object.keys(localStorage))).toEqual([]);
  await page.goto(`${crossings.url}/`);
  expect(await page.getByText(/exercises? passed$/).count()).toBe(0);
  expect(faults).toEqual([]);
});
