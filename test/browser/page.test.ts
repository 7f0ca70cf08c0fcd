// The pages by themselves, with no runner behind them: reading, keys, theme, drafts, and what
// axe says. Lessons are the sample of test/fixtures/course.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { messages } from '../../site/src/messages.ts';
import { type BuiltSite, buildForTest, sampleCourse } from './built-site.ts';
import { openBrowser } from './chromium.ts';
import { overTheSide, violations } from './page-faults.ts';
import { type StaticServer, serveFolder } from './static-server.ts';

let site: BuiltSite;
let server: StaticServer;
let browser: Browser;
let context: BrowserContext | null = null;
/** What the page's console said that it should not have. */
let complaints: string[] = [];

beforeAll(async () => {
  site = await buildForTest(sampleCourse);
  server = await serveFolder(site.dist);
  browser = await openBrowser();
});
afterEach(async () => {
  await context?.close();
  context = null;
  expect(complaints).toEqual([]);
});
afterAll(async () => {
  await browser.close();
  await server.close();
  await site.remove();
});

async function open(address: string, options: BrowserContextOptions = {}): Promise<Page> {
  complaints = [];
  context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    // What a service worker fetches no test could hold back; offline.test.ts is about it.
    serviceWorkers: 'block',
    ...options,
  });
  const page = await context.newPage();
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    // A page without a runner asks for a ticket and gets 404, which the browser itself reports.
    if (message.type() === 'error' && !message.text().includes('404')) {
      complaints.push(message.text());
    }
  });
  await page.goto(server.url + address);
  return page;
}

const editor = (page: Page) => page.getByTestId('editor');
const focused = (page: Page) =>
  page.evaluate(() => {
    const element = document.activeElement;
    return element?.getAttribute('aria-label') ?? element?.textContent?.trim() ?? '';
  });

/** Keys until the focus is on what `label` names; fails after a whole round. */
async function tabTo(page: Page, label: RegExp): Promise<void> {
  for (let count = 0; count < 80; count += 1) {
    await page.keyboard.press('Tab');
    if (label.test(await focused(page))) return;
  }
  throw new Error(`Tab never reached ${label}`);
}

describe('axe finds nothing', () => {
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const [name, address] of [
      ['home', '/'],
      ['lesson', '/sample/'],
    ] as const) {
      test(`${name}, ${colorScheme}`, async () => {
        const page = await open(address, { colorScheme, reducedMotion: 'reduce' });
        if (name === 'lesson') await ready(page);
        expect(await violations(page)).toEqual([]);
      });
    }
  }

  test('the dialogs, the kernel log, an answered question, a narrow page', async () => {
    const page = await open('/sample/', { reducedMotion: 'reduce' });
    await ready(page);
    await page.getByTestId('tab-log').click();
    await page.getByLabel('3 bytes').check();
    await page.getByRole('button', { name: messages.check }).click();
    await page.getByTestId('screen-reader').check();
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: messages.help.open }).click();
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+k');
    await page.getByTestId('search-field').fill('pointer');
    await page
      .getByRole('link', { name: /The way out/ })
      .last()
      .waitFor();
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.setViewportSize({ width: 360, height: 700 });
    expect(await violations(page)).toEqual([]);
  });
});

/** Waits until editor and terminal are loaded. */
async function ready(page: Page): Promise<void> {
  await editor(page).waitFor();
  await page.getByTestId('terminal-input').waitFor({ state: 'attached' });
}

describe('reading', () => {
  test('works without scripts: text, sources, answers, figure in words', async () => {
    const page = await open('/sample/', { javaScriptEnabled: false });
    await page.getByRole('heading', { name: 'The way out' }).waitFor();
    await page.getByText('5 bytes', { exact: true }).click();
    expect(await page.getByText('Eight asked for, three left over.').isVisible()).toBe(true);
    await page.getByText(messages.figureInWords).click();
    expect(await page.getByText('User space is on the left').isVisible()).toBe(true);
    await page.locator('#workspace summary').first().click();
    expect(await page.locator('code[data-source="sample.c"]').isVisible()).toBe(true);
  });

  test('without a runner, the page says so and offers to try again', async () => {
    const page = await open('/sample/');
    const status = page.getByTestId('status');
    await status.getByText(messages.status.noServer).waitFor();
    expect(await status.getAttribute('data-connection')).toBe('no-server');
    expect(await page.getByTestId('retry').isVisible()).toBe(true);
    expect(await page.getByTestId('stop').isDisabled()).toBe(true);
  });

  test('comes back to where the reader was, and the home page offers to go on', async () => {
    const page = await open('/sample/');
    await page.evaluate(() => document.getElementById('the-client')?.scrollIntoView());
    await page.waitForFunction(() =>
      localStorage.getItem('crossings.progress')?.includes('the-client'),
    );
    const before = await page.evaluate(() => scrollY);
    await page.goto(`${server.url}/`);
    await page.getByRole('link', { name: /^Continue: A sample/ }).click();
    await page.waitForFunction(() => scrollY > 0);
    expect(Math.abs((await page.evaluate(() => scrollY)) - before)).toBeLessThan(40);
  });

  test('keeps an answer, and takes it back on request', async () => {
    const page = await open('/sample/');
    await page.getByLabel('5 bytes').check();
    await page.getByRole('button', { name: messages.check }).click();
    expect(await page.getByText('Eight asked for').isVisible()).toBe(true);
    expect(await page.getByText('It returns what is').isVisible()).toBe(false);
    await page.reload();
    expect(await page.getByText('Eight asked for').isVisible()).toBe(true);
    await page.getByRole('button', { name: messages.again }).click();
    await page.reload();
    expect(await page.getByText('Eight asked for').isVisible()).toBe(false);
  });

  test('copies code, and commands without their prompt', async () => {
    const page = await open('/sample/', { permissions: ['clipboard-read', 'clipboard-write'] });
    const clipboard = () => page.evaluate(() => navigator.clipboard.readText());
    await page.getByRole('button', { name: /^Copy sample\.c, lines 14 to 15/ }).click();
    await expect.poll(clipboard).toBe('if (put_user(kept, to))\n\treturn -EFAULT;');
    await page.getByRole('button', { name: 'Copy the commands' }).click();
    await expect.poll(clipboard).toBe('insmod sample.ko\nnode client.ts\ndmesg | tail -1');
  });

  test('nothing runs over the side at 320 pixels, which is 1280 at 400 %', async () => {
    for (const address of ['/', '/sample/']) {
      const page = await open(address, { viewport: { width: 320, height: 640 } });
      if (address !== '/') await ready(page);
      expect(await overTheSide(page), address).toBe(0);
      await context?.close();
    }
  });

  test('is printed without the workspace', async () => {
    const page = await open('/sample/');
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('#workspace').isVisible()).toBe(false);
    expect(await page.getByRole('heading', { name: 'The way out' }).isVisible()).toBe(true);
  });
});

describe('theme', () => {
  test('a chosen one is there before any of the page’s own scripts runs', async () => {
    const page = await open('/sample/');
    // Its scripts are all there, so that what fails below is the reload's alone.
    await ready(page);
    await page.evaluate(() => localStorage.setItem('crossings.theme', '"dark"'));
    await page.route('**/*.js', (route) => route.abort());
    await page.reload({ waitUntil: 'commit' });
    await page.waitForSelector('h1');
    complaints = complaints.filter((text) => !text.includes('ERR_FAILED'));
    const ground = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    expect(ground).toBe('rgb(23, 27, 31)');
  });

  test('goes round from the system’s to light to dark', async () => {
    const page = await open('/', { colorScheme: 'dark' });
    const scheme = () =>
      page.evaluate(() => getComputedStyle(document.documentElement).colorScheme);
    const button = page.locator('#theme');
    expect(await scheme()).toBe('light dark');
    await button.click();
    expect(await scheme()).toBe('light');
    await button.click();
    expect(await scheme()).toBe('dark');
    await button.click();
    expect(await scheme()).toBe('light dark');
    expect(await page.evaluate(() => localStorage.getItem('crossings.theme'))).toBeNull();
  });
});

describe('keys', () => {
  test('the skip links come first and lead where they say', async () => {
    const page = await open('/sample/');
    await page.keyboard.press('Tab');
    expect(await focused(page)).toBe(messages.skipToText);
    await page.keyboard.press('Tab');
    expect(await focused(page)).toBe(messages.skipToWorkspace);
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    expect(await focused(page)).toBe(messages.workspace.run);
  });

  test('Tab reaches everything from the text to the terminal, and Esc Tab leaves', async () => {
    const page = await open('/sample/');
    await ready(page);
    await tabTo(page, /^Copy sample\.c/);
    await tabTo(page, /^run dmesg/);
    await tabTo(page, /^Width of the text$/);
    await tabTo(page, /^Run$/);
    await tabTo(page, /^sample\.c$/);
    await tabTo(page, /^Source of sample\.c$/);
    await page.keyboard.press('Tab');
    expect(await focused(page)).toMatch(/^Source of/);
    await page.keyboard.press('Escape');
    await page.keyboard.press('Tab');
    expect(await focused(page)).toBe(messages.workspace.resizeTerminal);
    await tabTo(page, new RegExp(messages.terminal.label));
    await page.keyboard.press('Tab');
    expect(await focused(page)).toBe(messages.terminal.label);
    await page.keyboard.press('Escape');
    await page.keyboard.press('Tab');
    expect(await focused(page)).not.toBe(messages.terminal.label);
  });

  test('? helps, / and Ctrl-K search, in fields they are letters', async () => {
    const page = await open('/sample/');
    await ready(page);
    const help = page.getByRole('dialog', { name: messages.help.title });
    const search = page.getByRole('dialog', { name: messages.search.title });
    await page.keyboard.press('?');
    expect(await help.isVisible()).toBe(true);
    await page.keyboard.press('Escape');
    await page.keyboard.press('/');
    await page.keyboard.type('number');
    await page.keyboard.press('Enter');
    await search.waitFor({ state: 'hidden' });
    await editor(page).focus();
    await page.keyboard.type('?/[]');
    expect(await help.isVisible()).toBe(false);
    expect(await search.isVisible()).toBe(false);
    await page.keyboard.press('Control+k');
    expect(await search.isVisible()).toBe(true);
  });

  test('Enter goes to the first that is found, also where the index comes late', async () => {
    const page = await open('/sample/');
    await ready(page);
    await page.route(/search.*\.json/, async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 700));
      await route.continue();
    });
    await page.keyboard.press('/');
    await page.keyboard.type('costs');
    await page.keyboard.press('Enter');
    const search = page.getByRole('dialog', { name: messages.search.title });
    expect(await search.isVisible()).toBe(true);
    await search.waitFor({ state: 'hidden' });
    await page.waitForURL(/\/sample\/#./);
  });

  test('the field of the search takes what is typed at once, also the second time', async () => {
    const page = await open('/sample/');
    const openedOn = () =>
      page.evaluate(() => {
        document.getElementById('search')?.click();
        return document.activeElement?.getAttribute('type');
      });
    expect(await openedOn()).toBe('search');
    await page.keyboard.type('costs');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    expect(await openedOn()).toBe('search');
    await page.keyboard.type('client');
    expect(await page.getByTestId('search-field').inputValue()).toBe('client');
  });

  test('single keys can be switched off, and stay off', async () => {
    const page = await open('/sample/');
    await page.keyboard.press('?');
    await page.getByRole('switch', { name: messages.help.single }).uncheck();
    await page.keyboard.press('Escape');
    await page.reload();
    await page.keyboard.press('/');
    expect(await page.getByRole('dialog').count()).toBe(0);
    await page.keyboard.press('Control+k');
    expect(await page.getByRole('dialog', { name: messages.search.title }).isVisible()).toBe(true);
  });

  test('arrows move between tabs and move the bars, which stay where they were left', async () => {
    const page = await open('/sample/');
    await ready(page);
    await page.getByTestId('tab-sample.c').focus();
    await page.keyboard.press('ArrowRight');
    expect(await page.getByTestId('tab-client.ts').getAttribute('aria-selected')).toBe('true');
    await expect.poll(() => editor(page).getAttribute('data-file')).toBe('client.ts');
    await page.keyboard.press('End');
    expect(await page.getByTestId('kernel-log').isVisible()).toBe(true);

    const bar = page.getByRole('separator', { name: messages.workspace.resizeText });
    const left = async () => (await bar.boundingBox())?.x ?? 0;
    const before = await left();
    await bar.focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    const after = await left();
    expect(after).toBeGreaterThan(before + 20);
    await page.reload();
    expect(Math.abs((await left()) - after)).toBeLessThan(2);
  });
});

describe('the editor', () => {
  test('keeps a change in this browser, says so, and puts the original back', async () => {
    const page = await open('/sample/');
    await ready(page);
    await editor(page).focus();
    await page.keyboard.press('Control+Home');
    await page.keyboard.type('/* mine */');
    const state = page.getByTestId('draft-state');
    await state.getByText(messages.draft.local).waitFor();
    await page.reload();
    await ready(page);
    await expect.poll(() => editor(page).textContent()).toMatch(/^\/\* mine \*\//);
    await page.getByTestId('original').click();
    await expect.poll(() => editor(page).textContent()).not.toContain('mine');
    await state.getByText(messages.draft.original).waitFor();
    await editor(page).focus();
    await page.keyboard.press('Control+z');
    await expect.poll(() => editor(page).textContent()).toMatch(/^\/\* mine \*\//);
  });

  test('opens the lines that a link of the text names, and those of the address', async () => {
    const page = await open('/sample/');
    await ready(page);
    await page.getByRole('link', { name: /client\.ts ?, lines 4/ }).click();
    await expect.poll(() => editor(page).getAttribute('data-file')).toBe('client.ts');
    await expect.poll(() => page.evaluate(() => String(getSelection()))).toContain('openSync');
    expect(page.url()).toMatch(/#client\.ts:L4-L8$/);
    await page.goBack();
    await page.goto(`${server.url}/sample/#sample.c:L40`);
    await page.reload();
    await ready(page);
    await page.getByText('MODULE_LICENSE').last().waitFor();
  });

  test('shows the text without region markers', async () => {
    const page = await open('/sample/');
    await ready(page);
    expect(await editor(page).textContent()).not.toContain('region');
  });
});

test('the first interaction costs at most 60 KB of scripts', async () => {
  const html = await readFile(path.join(site.dist, 'sample/index.html'), 'utf8');
  const named = [...html.matchAll(/(?:src|href)="\/(assets\/[^"]+\.js)"/g)].map(([, file]) => file);
  const sizes = await Promise.all(
    named.map(async (file) => gzipSync(await readFile(path.join(site.dist, file ?? ''))).length),
  );
  expect(named.length).toBeGreaterThan(0);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(60_000);
});
