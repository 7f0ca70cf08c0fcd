// A learner at the page, with everything real behind it: changes the module, runs, reads the answer.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { messages } from '../../site/src/messages.ts';
import { openBrowser } from './chromium.ts';
import { type Started, startCrossings } from './started.ts';

const outcomeTimeoutMs = 90_000;

let started: Started;
let browser: Browser;
let page: Page;
const faults: string[] = [];

beforeAll(async () => {
  [started, browser] = await Promise.all([startCrossings(), openBrowser()]);
  page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(message.text());
  });
  await page.goto(started.link);
});

afterAll(async () => {
  await browser.close();
  await started.stop();
});

async function openLesson(): Promise<void> {
  await page.goto(new URL('/uaccess/', started.link).href);
  const readable = page.getByTestId('screen-reader');
  await readable.waitFor();
  if (!(await readable.isChecked())) await readable.check({ force: true });
}

/** Puts the caret into the editor's open file and replaces one text by another by typing. */
async function replaceInEditor(find: string, by: string): Promise<void> {
  const editor = page.getByRole('textbox', { name: 'uaccess.c' });
  await editor.click();
  await page.keyboard.press('Control+f');
  const search = page.locator('.cm-search input[name=search]');
  await search.fill(find);
  await page.locator('.cm-search input[name=replace]').fill(by);
  await page.locator('.cm-search button[name=replaceAll]').click();
  await page.keyboard.press('Escape');
  await editor.click();
}

async function outcome(): Promise<string> {
  const shown = page.getByTestId('outcome');
  await shown.waitFor({ timeout: outcomeTimeoutMs }).catch(async (late: unknown) => {
    const status = await page.getByTestId('status').textContent();
    throw new Error(`No outcome; the page says "${status}", the server ${started.printed()}`, {
      cause: late,
    });
  });
  return (await shown.textContent()) ?? '';
}

async function screen(): Promise<string> {
  return (await page.getByTestId('terminal-text').textContent()) ?? '';
}

test('a change typed into the module is what the guest then runs', async () => {
  await openLesson();
  await page.getByTestId('tab-uaccess.c').click();
  await replaceInEditor('put_user(limit,', 'put_user(1234u,');
  await page.keyboard.press('Control+Enter');
  // The client expected the limit itself, so it says that this is another number.
  expect(await outcome()).toContain('client');
  // The terminal is drawn a moment after the outcome is told.
  await expect.poll(screen).toMatch(/the number that came +1234/);
  expect(await screen()).toContain('$ insmod uaccess.ko');
  expect(await screen()).toContain('$ node client.ts');
});

test('the shell that follows is the guest’s', async () => {
  await page.getByTestId('terminal').click();
  await page.keyboard.type('echo $((6 * 7)) && lsmod | grep -c uaccess\n');
  await expect.poll(screen, { timeout: 20_000 }).toMatch(/\n42\n1\n/);
});

test('the change is there after a reload', async () => {
  await page.reload();
  await page.getByTestId('draft-state').waitFor();
  await expect
    .poll(() => page.locator('.cm-content, .panel').first().textContent(), { timeout: 20_000 })
    .toBeTruthy();
  await expect
    .poll(() => page.getByTestId('draft-state').textContent(), { timeout: 20_000 })
    .not.toContain('Unchanged');
});

test('an error in the module is shown at its line, and the next Run works', async () => {
  await openLesson();
  await page.getByTestId('tab-uaccess.c').click();
  await replaceInEditor('put_user(1234u,', 'put_user(1234u');
  await page.keyboard.press('Control+Enter');
  await page.getByTestId('diagnostics').waitFor({ timeout: outcomeTimeoutMs });
  expect(await page.getByTestId('diagnostics').textContent()).toContain('uaccess.c');
  await page.getByTestId('original').click();
  await page.keyboard.press('Control+Enter');
  await expect.poll(outcome, { timeout: outcomeTimeoutMs }).toBe(messages.outcome.passed.both);
});

test('a line of the module that crashes is marked, until its text or its Run is gone', async () => {
  const marks = page.locator('.cm-lint-marker-error');
  await replaceInEditor('int ret = misc', 'int ret = *(volatile int *)8 + misc');
  await page.keyboard.press('Control+Enter');
  const banner = page.getByTestId('outcome');
  await expect
    .poll(() => banner.getAttribute('data-outcome').catch(() => ''), { timeout: outcomeTimeoutMs })
    .toBe('guest-crashed');
  await expect.poll(() => marks.count()).toBe(1);
  await page.getByTestId('original').click();
  await expect.poll(() => marks.count()).toBe(0);
  expect(await banner.textContent()).toContain(messages.outcome.changedSince);
});

test('a new shell has no banner and no error of the Run before, also after a reload', async () => {
  await replaceInEditor('int ret = misc', 'int ret = no_such');
  await page.keyboard.press('Control+Enter');
  await page.getByTestId('diagnostics').waitFor({ timeout: outcomeTimeoutMs });
  await page.getByTestId('new-shell').click();
  const nothing = async () => {
    const ready = page.locator('[data-testid=status][data-guest=ready]');
    await ready.waitFor({ timeout: outcomeTimeoutMs });
    await expect.poll(screen).toMatch(/\$ ?$/);
    expect(await page.getByTestId('outcome').count()).toBe(0);
    expect(await page.getByTestId('diagnostics').count()).toBe(0);
    expect(await page.locator('.cm-lint-marker').count()).toBe(0);
  };
  await nothing();
  await page.reload();
  await nothing();
  await page.getByTestId('original').click();
});

test('a command of the text, where no guest is, is typed when one has run the module', async () => {
  await page.goto(new URL('/procfs/', started.link).href);
  await page.locator('[data-command="cat /proc/crossings/greeting"]').first().click();
  expect(await outcome()).toBe(messages.outcome.passed.both);
  await expect
    .poll(screen, { timeout: 20_000 })
    .toMatch(/\n\$ cat \/proc\/crossings\/greeting\nProc! Test by qiankun!\n\$/);
});

test('no error reached the console', () => {
  expect(faults).toEqual([]);
});
