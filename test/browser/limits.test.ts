// What a learner sees of the server's limits, in a real browser on a real server. No guest is
// needed: a Run that is refused starts none.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { rates } from '../../runner/config.ts';
import { openTestServer, type TestServer } from '../../runner/server/testing/test-server.ts';
import { type BuiltSite, buildForTest, sampleCourse } from './built-site.ts';
import { openBrowser } from './chromium.ts';

let site: BuiltSite;
let server: TestServer;
let browser: Browser;

beforeAll(async () => {
  site = await buildForTest(sampleCourse);
  server = await openTestServer(['sample'], site.dist);
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
  await server.close();
  await site.remove();
});

/** A browser of its own that came by the link, at the lesson. */
async function openLesson(): Promise<Page> {
  const context = await browser.newContext({ serviceWorkers: 'block' });
  const page = await context.newPage();
  await page.goto(server.crossings.link);
  await page.goto(`${server.crossings.url}/sample/`);
  return page;
}

const status = (page: Page) => page.getByTestId('status');
const connected = (page: Page) =>
  expect.poll(() => status(page).getAttribute('data-connection'), { timeout: 20_000 }).toBe('open');

test('a learner who presses Run too often reads what to do, and another browser runs on', async () => {
  const page = await openLesson();
  await connected(page);
  for (let n = 0; n <= rates.runs.burst; n++) await page.getByTestId('run').click();
  const problems = page.getByText('Too many Runs in a short time.');
  await problems.waitFor();
  expect(await page.getByText(/^Wait .*, then run again\.$/).isVisible()).toBe(true);
  expect(server.listeners.length).toBeGreaterThan(0);

  const other = await openLesson();
  const before = server.listeners.length;
  await other.getByTestId('run').click();
  await expect.poll(() => server.listeners.length).toBe(before + 1);
  await other.context().close();
  await page.context().close();
});

test('a page that was opened too often says so, and connects by itself when it may', async () => {
  const page = await openLesson();
  await connected(page);
  await page.evaluate(async (count) => {
    for (let n = 0; n < count; n++)
      await fetch('/api/ticket', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ workspace: 'sample' }),
      });
  }, rates.tickets.burst);
  await page.reload();
  await expect
    .poll(() => status(page).textContent(), { timeout: 20_000 })
    .toMatch(/This browser asked for too much in a short time\. Wait .* and try again\./);
  await connected(page);
  await page.context().close();
});
