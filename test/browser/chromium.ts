// Debian's Chromium for the browser tests, headless, talking to nobody but the page.
import { type Browser, chromium } from 'playwright-core';

/** Starts the browser; the caller closes it. */
export function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: [
      // Root has no user namespace of its own to be sandboxed in; the page is ours.
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--disable-quic',
      '--disable-gpu',
      '--no-first-run',
    ],
  });
}
