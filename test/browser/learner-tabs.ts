// A learner's browsers at the sample course, with a real server and database behind them and no
// guests: what tabs do to the kept files needs none.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { type Drafts, openDrafts } from '../../runner/record/drafts.ts';
import { type LearnerDatabase, openLearnerDatabase } from '../../runner/record/learner-database.ts';
import { startRun } from '../../runner/run.ts';
import { type Crossings, openCrossings } from '../../runner/server/index.ts';
import { buildForTest, sampleCourse } from './built-site.ts';
import { openBrowser } from './chromium.ts';

export const lesson = 'sample';

export type LearnerTabs = {
  database: LearnerDatabase;
  drafts: Drafts;
  /** A browser of its own, let in by the link. */
  browser(options?: BrowserContextOptions): Promise<BrowserContext>;
  /** A tab with the lesson; resolves when its editor is there. */
  tab(context: BrowserContext): Promise<Page>;
  /** Ends the server; open tabs lose their connection and find nobody. */
  stopServer(): Promise<void>;
  /** Starts it again at the same address, over the same data. */
  startServer(): Promise<void>;
  url(): string;
  /** Forgets what was kept and closes all browsers. */
  reset(): Promise<void>;
  close(): Promise<void>;
};

export async function openLearnerTabs(): Promise<LearnerTabs> {
  const folder = mkdtempSync(join(tmpdir(), 'crossings-tabs-'));
  const site = await buildForTest(sampleCourse);
  const database = await openLearnerDatabase(join(folder, 'data'));
  const drafts = openDrafts(database);
  const chromium: Browser = await openBrowser();
  let contexts: BrowserContext[] = [];
  let crossings: Crossings | null = null;
  let port = 0;

  const running = (): Crossings => {
    if (crossings) return crossings;
    throw new Error('the server is not running');
  };
  const tabs: LearnerTabs = {
    database,
    drafts,
    url: () => `http://127.0.0.1:${port}`,
    async browser(options = {}) {
      const context = await chromium.newContext({
        viewport: { width: 1400, height: 900 },
        reducedMotion: 'reduce',
        serviceWorkers: 'block',
        ...options,
      });
      contexts.push(context);
      const page = await context.newPage();
      await page.goto(running().link);
      await page.close();
      return context;
    },
    async tab(context) {
      const page = await context.newPage();
      await page.goto(`${tabs.url()}/${lesson}/`);
      await page.getByTestId('editor').waitFor();
      return page;
    },
    async stopServer() {
      await crossings?.close();
      crossings = null;
    },
    async startServer() {
      crossings = await openCrossings({
        ...{ host: '127.0.0.1', port, database, dist: site.dist, lessons: [lesson], startRun },
        openHost: () => Promise.reject(new Error('no guests in this test')),
      });
      port = Number(new URL(crossings.url).port);
    },
    async reset() {
      for (const context of contexts) await context.close();
      contexts = [];
      if (!crossings) await tabs.startServer();
      const kept = await drafts.load(lesson);
      await drafts.discard(lesson, kept?.version ?? null);
    },
    async close() {
      await chromium.close();
      await crossings?.close();
      await database.close();
      await site.remove();
      rmSync(folder, { recursive: true });
    },
  };
  await tabs.startServer();
  return tabs;
}
