// Reading without the server: the browser keeps a copy of the pages, and asks for it only when the
// server does not answer. A context and a server of its own for each test, since the copy outlives
// a page.
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { messages } from '../../site/src/messages.ts';
import { type BuiltSite, buildForTest, sampleCourse } from './built-site.ts';
import { openBrowser } from './chromium.ts';
import { type StaticServer, serveFolder } from './static-server.ts';

let site: BuiltSite;
let browser: Browser;

beforeAll(async () => {
  site = await buildForTest(sampleCourse);
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
  await site.remove();
});

/** The home page, once everything is kept. */
async function readOnline(server: StaticServer): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  await page.goto(server.url);
  await page.evaluate(() => navigator.serviceWorker.ready);
  return page;
}

test('pages that were never opened are there after the server has gone', async () => {
  const server = await serveFolder(site.dist);
  const page = await readOnline(server);
  await server.close();

  await page.goto(`${server.url}/sample/`);
  const heading = page.getByRole('heading', { level: 1 });
  expect(await heading.textContent()).toContain('A sample of everything');
  const sheets = await page.evaluate(() =>
    [...document.styleSheets].map(({ cssRules }) => cssRules.length > 0),
  );
  expect(sheets).toContain(true);
  // The scripts as well: search has its index, and the workspace tells how it is.
  await page.keyboard.press('Control+k');
  await page.keyboard.type('costs');
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/sample\/#./);
  await expect.poll(() => page.getByTestId('status').textContent()).toContain(messages.status.lost);

  const answer = await page.goto(`${server.url}/no-such-page/`);
  expect(answer?.ok()).toBe(true);
  expect(await page.locator('main').textContent()).toContain(messages.notFound.title);
  await expect(page.goto(`${server.url}/api/my-work`)).rejects.toThrow('ERR_CONNECTION_REFUSED');
  await page.context().close();
});

test('what the author changed is read at once while the server is there', async () => {
  const server = await serveFolder(site.dist);
  const page = await readOnline(server);
  const file = path.join(site.dist, 'sample/index.html');
  const before = await readFile(file, 'utf8');
  await writeFile(file, before.replace('<h1', '<p id="changed">newer</p><h1'));
  try {
    await page.goto(`${server.url}/sample/`);
    expect(await page.locator('#changed').textContent()).toBe('newer');
  } finally {
    await writeFile(file, before);
    await page.context().close();
    await server.close();
  }
});
