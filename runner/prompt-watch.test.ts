import { expect, test } from 'vitest';
import { PromptWatch } from './prompt-watch.ts';

const encode = (text: string) => new TextEncoder().encode(text);

test('waits for the prompt, however it is cut and coloured, and acts once', () => {
  const watch = new PromptWatch();
  let count = 0;
  watch.see(encode('$ node client.ts\r\nwrote # 3\r\n'));
  watch.when(() => {
    count += 1;
  });
  expect(count).toBe(0);
  watch.see(encode('\x1b[?2004h\x1b[32m/work\x1b['));
  expect(count).toBe(0);
  watch.see(encode('0m # \x1b[0m'));
  watch.see(encode('# '));
  expect(count).toBe(1);
});

test('acts at once at a prompt, and never for a guest that was replaced', () => {
  const watch = new PromptWatch();
  let count = 0;
  const act = () => {
    count += 1;
  };
  watch.see(encode('/work # '));
  watch.when(act);
  expect(count).toBe(1);
  watch.see(encode('ls\r\n'));
  watch.when(act);
  watch.forget();
  watch.see(encode('/work # '));
  expect(count).toBe(1);
});
