// Every page of the real course, all that is folded unfolded: the sample of the other tests has not
// every long name, wide table and figure that a lesson can have.
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { course } from '../../lessons/course.ts';
import { listExercises } from '../../lessons/lib/load-exercise.ts';
import { exercisePath } from '../../site/build/weave-exercises.ts';
import { type BuiltSite, buildForTest } from './built-site.ts';
import { openBrowser } from './chromium.ts';
import { overTheSide, violations } from './page-faults.ts';
import { type StaticServer, serveFolder } from './static-server.ts';

const exercises = (await listExercises()).map(exercisePath);

let site: BuiltSite;
let server: StaticServer;
let browser: Browser;

beforeAll(async () => {
  site = await buildForTest({});
  server = await serveFolder(site.dist);
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
  await server.close();
  await site.remove();
});

test.each([...course, ...exercises])(
  '%s: nothing over the side, nothing for axe',
  async (address) => {
    const context = await browser.newContext({
      viewport: { width: 320, height: 900 },
      colorScheme: 'dark',
      reducedMotion: 'reduce',
      serviceWorkers: 'block',
    });
    const page = await context.newPage();
    await page.goto(`${server.url}/${address}/`);
    await page.evaluate(() => {
      for (const folded of document.querySelectorAll('details')) folded.open = true;
    });
    expect(await overTheSide(page)).toBe(0);
    expect(await violations(page)).toEqual([]);
    await context.close();
  },
);
