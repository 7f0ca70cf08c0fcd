// Tabs and browsers that work on the same files, in every order: nothing that is saved is replaced
// unseen, and nothing that was typed is lost.
import { sql } from 'kysely';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { messages } from '../../site/src/messages.ts';
import { type LearnerTabs, lesson, openLearnerTabs } from './learner-tabs.ts';
import { overTheSide, violations } from './page-faults.ts';

let tabs: LearnerTabs;
let context: BrowserContext;

beforeAll(async () => {
  tabs = await openLearnerTabs();
});
beforeEach(async () => {
  context = await tabs.browser();
});
afterEach(() => tabs.reset());
afterAll(() => tabs.close());

const editor = (page: Page) => page.getByTestId('editor');
const versions = (page: Page) => page.getByTestId('versions');
const keptText = async () => (await tabs.drafts.load(lesson))?.files[0]?.text ?? '';

/** Types at the beginning of the first file. */
async function type(page: Page, text: string): Promise<void> {
  await editor(page).focus();
  await page.keyboard.press('Control+Home');
  await page.keyboard.type(text);
}

/** Types, and waits until the server has it. */
async function save(page: Page, text: string): Promise<void> {
  await type(page, text);
  await page.keyboard.press('Control+s');
  await expect.poll(keptText).toContain(text);
  await expect.poll(() => state(page)).toContain('Saved');
}

async function state(page: Page): Promise<string> {
  return (await page.getByTestId('draft-state').textContent()) ?? '';
}

const shows = (page: Page, text: string | RegExp) =>
  expect.poll(() => editor(page).textContent(), { timeout: 20_000 }).toMatch(text);

async function connected(page: Page): Promise<void> {
  const status = page.getByTestId('status');
  await expect.poll(() => status.getAttribute('data-connection'), { timeout: 20_000 }).toBe('open');
}

async function takeBack(page: Page): Promise<void> {
  await page.getByTestId('take-back').click();
  await connected(page);
}

async function lose(page: Page): Promise<void> {
  await expect
    .poll(() => page.getByTestId('status').getAttribute('data-connection'))
    .toMatch(/lost|connecting/);
}

/** A tab that was pushed out with text that was not saved, and one that saved other text since. */
async function apart(): Promise<{ first: Page; second: Page }> {
  const first = await tabs.tab(context);
  await save(first, '/* both */');
  const second = await tabs.tab(context);
  await shows(second, /both/);
  await first.getByTestId('take-back').waitFor();
  await type(first, '/* first */');
  await save(second, '/* second */');
  return { first, second };
}

describe('two tabs: one saves while the other has text of its own', () => {
  test('the one that comes back shows both, and keeping its own leaves the other to follow', async () => {
    const { first, second } = await apart();
    await takeBack(first);
    await versions(first).waitFor();
    expect(await state(first)).toBe(messages.draft.asking);
    expect(await keptText()).toContain('/* second */');
    const told = await versions(first).textContent();
    expect(told).toContain('− /* second *//* both */');
    expect(told).toContain('+ /* first *//* both */');

    await first.getByTestId('keep-mine').click();
    await versions(first).waitFor({ state: 'detached' });
    await expect.poll(keptText).toMatch(/^\/\* first \*\/\/\* both/);

    await takeBack(second);
    await shows(second, /^\/\* first \*\/\/\* both/);
    expect(await versions(second).count()).toBe(0);
  });

  test('the other version can be taken, and Undo brings back one’s own', async () => {
    const { first } = await apart();
    await takeBack(first);
    await first.getByTestId('use-other').click();
    await versions(first).waitFor({ state: 'detached' });
    await shows(first, /^\/\* second/);
    await expect.poll(() => state(first)).toContain('Saved');
    await editor(first).focus();
    await first.keyboard.press('Control+z');
    await shows(first, /^\/\* first/);
    await first.keyboard.press('Control+s');
    await expect.poll(keptText).toMatch(/^\/\* first/);
  });

  test('typing goes on while the question is open, is kept over a reload, and nothing is sent', async () => {
    const { first } = await apart();
    await takeBack(first);
    await versions(first).waitFor();
    await type(first, '/* more */');
    await first.keyboard.press('Control+s');
    await expect.poll(() => versions(first).textContent()).toContain('+ /* more *//* first */');
    await first.reload();
    await versions(first).waitFor();
    await shows(first, /^\/\* more \*\/\/\* first/);
    expect(await keptText()).toMatch(/^\/\* second/);
  });

  test('a third version that is saved meanwhile is asked about in its turn', async () => {
    const { first, second } = await apart();
    await takeBack(first);
    await versions(first).waitFor();
    await takeBack(second);
    await save(second, '/* third */');
    await first.getByTestId('keep-mine').click();
    expect(await keptText()).toMatch(/^\/\* third/);
    await takeBack(first);
    await expect.poll(() => versions(first).textContent()).toContain('− /* third */');
  });

  test('one’s own text can be copied and downloaded before it goes', async () => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    const { first } = await apart();
    await takeBack(first);
    await first.getByRole('button', { name: messages.versions.copyMine }).click();
    const clipboard = () => first.evaluate(() => navigator.clipboard.readText());
    await expect.poll(clipboard).toMatch(/^\/\* first/);
    const [download] = await Promise.all([
      first.waitForEvent('download'),
      first.getByRole('button', { name: messages.versions.downloadMine }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('sample.c');
  });
});

test('a tab without text of its own follows what another one saved', async () => {
  const first = await tabs.tab(context);
  await save(first, '/* one */');
  const second = await tabs.tab(context);
  await shows(second, /one/);
  await save(second, '/* two */');
  await takeBack(first);
  await shows(first, /^\/\* two/);
  expect(await versions(first).count()).toBe(0);
});

test('two browsers that were offline: the first to come back saves, the second is asked', async () => {
  const elsewhere = await tabs.browser();
  const first = await tabs.tab(context);
  await save(first, '/* both */');
  const second = await tabs.tab(elsewhere);
  await shows(second, /both/);
  await tabs.stopServer();
  await lose(second);
  await type(first, '/* first */');
  await type(second, '/* second */');
  await expect.poll(() => state(second)).toBe(messages.draft.local);
  await tabs.startServer();
  // The first was pushed out before the server went, and comes back when it is used.
  await takeBack(first);
  await expect.poll(keptText).toMatch(/^\/\* first/);
  await second.getByTestId('take-back').or(versions(second)).first().waitFor({ timeout: 40_000 });
  if (await second.getByTestId('take-back').isVisible()) await takeBack(second);
  await versions(second).waitFor({ timeout: 40_000 });
  await shows(second, /^\/\* second/);
  expect(await keptText()).toMatch(/^\/\* first/);
});

test('typing goes on over a restart of the server, and is saved without a question', async () => {
  const page = await tabs.tab(context);
  await save(page, '/* before */');
  await tabs.stopServer();
  await lose(page);
  await type(page, '/* offline */');
  await tabs.startServer();
  await expect.poll(keptText, { timeout: 40_000 }).toMatch(/^\/\* offline \*\/\/\* before/);
  await expect.poll(() => state(page)).toContain('Saved');
});

test('a save whose answer is lost with the connection is no other version', async () => {
  const page = await tabs.tab(context);
  let deaf = true;
  await context.routeWebSocket(/api/, (socket) => {
    const server = socket.connectToServer();
    server.onMessage((message) => {
      if (!deaf || !String(message).startsWith('{"type":"saved"')) socket.send(message);
    });
  });
  await page.reload();
  await editor(page).waitFor();
  await connected(page);
  await type(page, '/* sent */');
  await page.keyboard.press('Control+s');
  await expect.poll(keptText).toMatch(/^\/\* sent/);
  await type(page, '/* typed */');
  deaf = false;
  await page.reload();
  await shows(page, /^\/\* typed \*\/\/\* sent/);
  await expect.poll(keptText).toMatch(/^\/\* typed \*\/\/\* sent/);
  await expect.poll(() => state(page)).toContain('Saved');
  expect(await versions(page).count()).toBe(0);
});

test('a kept file that the lesson no longer has stays kept', async () => {
  const files = [
    { name: 'sample.c', text: '/* mine */' },
    { name: 'renamed.ts', text: 'of an older edition' },
  ];
  await tabs.drafts.save(lesson, files, null, 'version-1');
  const page = await tabs.tab(context);
  await shows(page, /mine/);
  await save(page, '/* more */');
  expect((await tabs.drafts.load(lesson))?.files).toContainEqual(files[1]);
});

test('a save that the server refuses stays in the browser with a word to the learner, until one is taken', async () => {
  const { queries } = tabs.database;
  const page = await tabs.tab(context);
  await connected(page);
  await sql`PRAGMA query_only = ON`.execute(queries);
  await type(page, '/* refused */');
  await page.keyboard.press('Control+s');
  const told = page.getByTestId('problems').getByRole('alert');
  await told.waitFor();
  expect(await state(page)).toBe(messages.draft.local);
  await sql`PRAGMA query_only = OFF`.execute(queries);
  await save(page, '/* taken */');
  await told.waitFor({ state: 'detached' });
  expect(await keptText()).toMatch(/^\/\* taken \*\/\/\* refused/);
});

describe('without the server', () => {
  test('two tabs keep their texts apart; the text of a closed one is offered to the next', async () => {
    const first = await tabs.tab(context);
    const second = await tabs.tab(context);
    await connected(second);
    await tabs.stopServer();
    await lose(second);
    await type(first, '/* first */');
    await type(second, '/* second */');
    await second.close();
    await versions(first).waitFor();
    const told = await versions(first).textContent();
    expect(told).toContain('− /* second */');
    expect(told).toContain('+ /* first */');
    await first.getByTestId('use-other').click();
    await shows(first, /^\/\* second/);
    await tabs.startServer();
    await takeBack(first);
    await expect.poll(keptText).toMatch(/^\/\* second/);
  });

  test('what was never saved is there in a new tab, and is saved when the server is back', async () => {
    const page = await tabs.tab(context);
    await connected(page);
    await context.route('**/api/**', (route) => route.abort());
    await context.routeWebSocket(/api/, (socket) => void socket.close());
    await page.reload();
    await type(page, '/* alone */');
    await expect.poll(() => state(page)).toBe(messages.draft.local);
    await page.goto(tabs.url());
    await page.goto(`${tabs.url()}/${lesson}/`);
    await shows(page, /^\/\* alone/);
    await page.close();
    const next = await tabs.tab(context);
    await shows(next, /^\/\* alone/);
    expect(await versions(next).count()).toBe(0);
  });

  test('the copy of the first release is taken over', async () => {
    const old = { files: [{ name: 'sample.c', text: '/* of old */' }], savedAt: 1 };
    await context.addInitScript((copy) => {
      if (!sessionStorage.getItem('laid')) localStorage.setItem('crossings.draft.sample', copy);
      sessionStorage.setItem('laid', 'yes');
    }, JSON.stringify(old));
    const page = await tabs.tab(context);
    await shows(page, /^\/\* of old/);
    await expect.poll(keptText).toBe('/* of old */');
  });

  test('a browser that keeps nothing says so, and asks before text is lost', async () => {
    await context.addInitScript(() => {
      Storage.prototype.setItem = () => {
        throw new DOMException('full', 'QuotaExceededError');
      };
    });
    const page = await tabs.tab(context);
    await connected(page);
    await tabs.stopServer();
    await lose(page);
    await type(page, '/* nowhere */');
    await expect.poll(() => state(page)).toBe(messages.draft.failed);
    const asked = page.waitForEvent('dialog');
    const leaving = page.close({ runBeforeUnload: true });
    const dialog = await asked;
    expect(dialog.type()).toBe('beforeunload');
    await dialog.dismiss();
    await leaving;
    await shows(page, /^\/\* nowhere/);
  });
});

describe('work that is erased or reset elsewhere', () => {
  const erase = (page: Page) =>
    page.evaluate(() => fetch('/api/my-work', { method: 'DELETE' }).then(({ status }) => status));

  test('is gone from an open page whose text was saved', async () => {
    const page = await tabs.tab(context);
    await save(page, '/* mine */');
    expect(await erase(page)).toBe(204);
    await expect.poll(() => editor(page).textContent()).not.toContain('mine');
    await expect.poll(() => state(page)).toBe(messages.draft.original);
  });

  test('does not take text with it that was typed since', async () => {
    const { first, second } = await apart();
    expect(await erase(second)).toBe(204);
    await takeBack(first);
    await versions(first).getByText(messages.versions.resetElsewhere).waitFor();
    await first.getByTestId('keep-mine').click();
    await expect.poll(keptText).toMatch(/^\/\* first/);
  });
});

test('a page that the back button brings again has the text, and saves what is typed', async () => {
  const page = await tabs.tab(context);
  await save(page, '/* mine */');
  await page.goto(tabs.url());
  await page.goBack();
  await shows(page, /^\/\* mine/);
  await connected(page);
  await save(page, '/* again */');
  expect(await versions(page).count()).toBe(0);
});

test('the question is asked aloud, answered with the keyboard, and fits a narrow page', async () => {
  const { first } = await apart();
  await takeBack(first);
  await versions(first).getByRole('alert').waitFor();
  for (const colorScheme of ['light', 'dark'] as const) {
    await first.emulateMedia({ colorScheme });
    // xterm draws its new colors with the next frame.
    const terminal = first.locator('.xterm-scrollable-element');
    const ground = () => terminal.evaluate((box) => getComputedStyle(box).backgroundColor);
    await expect
      .poll(ground)
      .toBe({ light: 'rgb(244, 245, 243)', dark: 'rgb(20, 24, 28)' }[colorScheme]);
    expect(await violations(first)).toEqual([]);
    await picture(first, colorScheme);
  }
  await first.setViewportSize({ width: 390, height: 800 });
  await expect.poll(() => overTheSide(first)).toBe(0);
  expect(await violations(first)).toEqual([]);
  await versions(first).scrollIntoViewIfNeeded();
  await picture(first, 'narrow');
  await first.getByTestId('keep-mine').focus();
  await first.keyboard.press('Enter');
  await versions(first).waitFor({ state: 'detached' });
  // The focus does not fall out of the page with the button.
  await expect
    .poll(() => first.evaluate(() => document.activeElement?.getAttribute('role')))
    .toBe('tab');
});

/** Leaves a picture where `CROSSINGS_PICTURES` names a folder. */
async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env.CROSSINGS_PICTURES;
  if (folder) await page.screenshot({ path: `${folder}/two-versions-${name}.png` });
}
