// The server on a real port, asked by clients that no browser would be: real HTTP, real sockets.
// The Runs do what the test says; Runs in real guests are tested in test/guest.
import { once } from 'node:events';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { server as limits, rates, socket as socketLimits } from '../config.ts';
import { type ClientMessage, limits as pageLimits } from '../protocol.ts';
import type { Crossings } from './index.ts';
import {
  askForTicket as askForTicketOf,
  ask as askOf,
  letIn as letInOf,
  PageClient,
  ticket as ticketOf,
} from './testing/page-client.ts';
import { openTestServer, type TestServer } from './testing/test-server.ts';

let server: TestServer;
let crossings: Crossings;

beforeEach(async () => {
  server = await openTestServer();
  crossings = server.crossings;
});
afterEach(() => server.close());

const ask = (path: string, headers?: Record<string, string>, method?: string) =>
  askOf(crossings.url, path, headers, method);
const token = (): string => new URL(crossings.link).search;
const letIn = () => letInOf(crossings.link);
const ticket = (who: Record<string, string>) => ticketOf(crossings.url, who, 'uaccess');
const askForTicket = async (who: Record<string, string>) =>
  (await askForTicketOf(crossings.url, who, 'uaccess')).status;

async function connect(options: { autoPong?: boolean } = {}): Promise<PageClient> {
  const client = await PageClient.open(crossings.link, 'uaccess', options);
  await client.heard('hello');
  return client;
}

/** The status with which an upgrade is refused; 101 when it is not. */
async function upgradeStatus(path: string, headers: Record<string, string>): Promise<number> {
  const { socket } = new PageClient(crossings.url, path, headers);
  return new Promise((resolve) => {
    socket.on('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0));
    socket.on('open', () => {
      resolve(101);
      socket.terminate();
    });
  });
}

test('pages are read without a cookie, under a strict policy', async () => {
  const page = await ask('/lessons/uaccess/');
  expect(page.status).toBe(200);
  expect(page.body).toContain('lessons/uaccess/index.html');
  const policy = page.headers['content-security-policy'] ?? '';
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain(`script-src 'self' 'sha256-${'A'.repeat(43)}=';`);
  expect(policy).toContain("style-src 'self';");
  expect(policy).toContain(`connect-src 'self' ${crossings.url.replace('http', 'ws')} `);
  expect(policy).toContain("frame-ancestors 'none'");
  expect(page.headers).toMatchObject({
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': expect.stringContaining('camera=()'),
  });
});

test('files with a hash in their name are kept by the browser, pages are asked for again', async () => {
  expect((await ask('/assets/page-1a2b3c.js')).headers['cache-control']).toMatch(/immutable/);
  expect((await ask('/')).headers['cache-control']).toBe('no-cache');
});

test('a page without its slash leads to the page, with its query', async () => {
  const answer = await ask('/lessons/uaccess?x=1');
  expect([answer.status, answer.headers.location]).toEqual([301, '/lessons/uaccess/?x=1']);
});

test('an unknown page answers 404 with the page of the site', async () => {
  const answer = await ask('/lessons/nothing/');
  expect([answer.status, answer.headers['content-type']]).toEqual([
    404,
    'text/html; charset=utf-8',
  ]);
  expect(answer.body).toContain('404.html');
});

test.each([
  '/../outside.txt',
  '/assets/../../outside.txt',
  '/..%2foutside.txt',
  '/%2e%2e/outside.txt',
  '/assets/..%2f..%2foutside.txt',
  '/..%5coutside.txt',
  '//outside.txt',
  '/%00',
  '/outside.txt%00.js',
  '/.secret',
  '/csp.json',
  '/%',
])('%s gives nothing away', async (path) => {
  const answer = await ask(path);
  expect([400, 403, 404]).toContain(answer.status);
  expect(answer.body).not.toContain('secret');
  expect(answer.body).not.toContain('sha256');
});

test('the link lets a browser in and leads to the clean address', async () => {
  const answer = await ask(`/lessons/uaccess/${token()}&x=1`);
  expect([answer.status, answer.headers.location]).toEqual([303, '/lessons/uaccess/?x=1']);
  const cookie = answer.headers['set-cookie']?.[0] ?? '';
  expect(cookie).toMatch(/; HttpOnly/);
  expect(cookie).toMatch(/; SameSite=Strict/);
  expect(answer.headers.location).not.toContain('token');
});

test('the lack of a slash never leads to another site', async () => {
  for (const path of ['//assets', '///lessons/uaccess', '/\\assets', '//evil.example/../assets']) {
    const { headers } = await ask(path);
    const { origin } = new URL(headers.location ?? '', crossings.url);
    expect([path, origin]).toEqual([path, crossings.url]);
  }
});

test('the link never leads to another site', async () => {
  for (const path of [
    '//evil.example/',
    '/\\evil.example/',
    '/%2f/evil.example',
    '///evil.example',
  ]) {
    const { headers } = await ask(path + token());
    const { origin } = new URL(headers.location ?? '', crossings.url);
    expect([path, origin]).toEqual([path, crossings.url]);
  }
});

test('a wrong token is refused with the repair, and harmless where the browser is in already', async () => {
  const answer = await ask('/?token=wrong');
  expect(answer.status).toBe(403);
  expect(answer.headers['set-cookie']).toBeUndefined();
  expect(answer.body).toMatch(/npm start/);
  expect((await ask('/?token=wrong', await letIn())).status).toBe(303);
});

test('a body that is too large, or is no ticket request, is refused in words', async () => {
  const { cookie, origin } = await letIn();
  const json = { cookie, origin, 'content-type': 'application/json' };
  const answers = [];
  for (const [headers, body] of [
    [json, 'x'.repeat(1024 * 1024)],
    [json, '{"workspace":'],
    [json, '{"__proto__":{"workspace":"uaccess"}}'],
    [json, '{"workspace":["uaccess"]}'],
    [{ cookie, origin, 'content-type': 'text/xml' }, '<workspace/>'],
    [{ cookie, origin }, undefined],
  ] as const) {
    const answer = await askOf(crossings.url, '/api/ticket', headers, 'POST', body);
    expect(JSON.parse(answer.body)).toEqual({
      message: expect.stringMatching(/^[A-Z][^{}]*\.$/),
      repair: expect.any(String),
    });
    answers.push(answer.status);
  }
  expect(answers).toEqual([413, 400, 400, 400, 415, 400]);
});

test('without the cookie the API answers 401 with the repair', async () => {
  const answer = await ask('/api/ticket', { origin: crossings.url }, 'POST');
  expect(answer.status).toBe(401);
  expect(JSON.parse(answer.body)).toEqual({
    message: expect.any(String),
    repair: expect.stringMatching(/npm start/),
  });
  expect((await ask('/api/nothing')).status).toBe(401);
});

test('the learner’s work is copied and erased for who was let in, from a page of ours', async () => {
  const { cookie, origin } = await letIn();
  expect((await ask('/api/my-work')).status).toBe(401);
  expect((await ask('/api/my-work', { cookie }, 'DELETE')).status).toBe(403);
  const answer = await ask('/api/my-work', { cookie });
  expect(JSON.parse(answer.body)).toEqual({ draft: [], attempt: [], help: [] });
  expect((await ask('/api/my-work', { cookie, origin }, 'DELETE')).status).toBe(204);
});

test('a cookie that was not signed here, or was changed, is none', async () => {
  const { cookie, origin } = await letIn();
  const name = cookie.split('=')[0];
  for (const forged of [`${name}=1`, `${name}=${Date.now()}.AAAA`, cookie.replace('=1', '=2')])
    expect(await askForTicket({ cookie: forged, origin })).toBe(401);
});

test('open pages survive a restart of the server, the old link does not', async () => {
  const who = await letIn();
  const old = token();
  await server.restart();
  crossings = server.crossings;
  const origin = crossings.url;
  expect(await askForTicket({ ...who, origin })).toBe(200);
  expect((await ask(`/${old}`)).status).toBe(403);
});

test.each(['evil.example', 'evil.example:4870', '127.0.0.1.evil.example', '10.0.0.1'])(
  'a request for the host %s is refused, page or not (DNS rebinding)',
  async (host) => {
    const who = await letIn();
    for (const path of ['/', '/assets/page-1a2b3c.js', `/${token()}`]) {
      const answer = await ask(path, { host });
      expect([path, answer.status]).toEqual([path, 421]);
      expect(answer.headers['set-cookie']).toBeUndefined();
    }
    const forged = { ...who, host, origin: `http://${host}` };
    expect(await askForTicket(forged)).toBe(421);
    const path = `/api/workspace/uaccess?ticket=${await ticket(who)}`;
    expect(await upgradeStatus(path, forged)).toBe(421);
  },
);

test('a foreign origin gets neither ticket nor socket, not even another port of this machine', async () => {
  const who = await letIn();
  const { cookie } = who;
  for (const origin of ['http://evil.example', 'http://127.0.0.1:1', 'null']) {
    expect(await askForTicket({ cookie, origin })).toBe(403);
    const path = `/api/workspace/uaccess?ticket=${await ticket(who)}`;
    expect(await upgradeStatus(path, { cookie, origin })).toBe(403);
  }
  expect(await askForTicket({ cookie })).toBe(403);
});

test('a ticket opens one socket, and needs the cookie beside it', async () => {
  const who = await letIn();
  const path = `/api/workspace/uaccess?ticket=${await ticket(who)}`;
  expect(await upgradeStatus(path, { origin: who.origin })).toBe(401);
  expect(await upgradeStatus(path, who)).toBe(101);
  expect(await upgradeStatus(path, who)).toBe(403);
  expect(await upgradeStatus('/api/workspace/uaccess', who)).toBe(403);
  expect(await upgradeStatus('/api/workspace/uaccess?ticket=a&ticket=b', who)).toBe(403);
});

test('an expired ticket is refused', async () => {
  const who = await letIn();
  const old = await ticket(who);
  const later = Date.now() + limits.ticketMs;
  vi.spyOn(Date, 'now').mockReturnValue(later);
  expect(await upgradeStatus(`/api/workspace/uaccess?ticket=${old}`, who)).toBe(403);
  vi.restoreAllMocks();
});

test.each(['nothing', '..%2f..%2fetc', '__proto__', 'constructor', 'UACCESS', '%00'])(
  'the lesson %s has no workspace',
  async (lesson) => {
    const who = await letIn();
    const path = `/api/workspace/${lesson}?ticket=${await ticket(who)}`;
    expect(await upgradeStatus(path, who)).toBe(404);
  },
);

test('a message that is nonsense is refused with the repair, and the socket stays', async () => {
  const client = await connect();
  for (const nonsense of ['{"type":', '"run"', '{"type":"run","files":"all"}', '\u0000'])
    client.socket.send(nonsense);
  client.socket.send(Buffer.from([1, 2, 3]));
  await vi.waitFor(() => {
    expect(client.got.filter(({ type }) => type === 'refused')).toHaveLength(5);
  });
  const files = [{ name: 'a.c', text: 'int a;' }];
  client.say({ type: 'save', files, base: null, version: 'version-1' });
  await client.heard('saved');
  client.socket.close();
});

test('a message of 10 MB is refused with the repair, one of 20 MB closes its socket, the server stays', async () => {
  const client = await connect();
  const source = (megabytes: number) => ({
    name: 'a.c',
    text: 'x'.repeat(megabytes * 1024 * 1024),
  });
  client.say({ type: 'run', edition: '6.12', files: [source(10)] });
  const refused = await client.heard('refused');
  expect(refused).toMatchObject({ message: expect.stringMatching(/10.0 MiB/) });
  client.say({ type: 'run', edition: '6.12', files: [source(20)] });
  const [code] = await once(client.socket, 'close');
  expect(code).toBe(1009);
  expect(server.listeners).toHaveLength(0);
  (await connect()).socket.close();
});

test('a page that draws nothing makes the terminal wait, and goes on when it acknowledges', async () => {
  const client = await connect();
  client.say({ type: 'shell', edition: '6.12' });
  const listener = await vi.waitFor(() => server.listeners[0] ?? expect.unreachable('no Run'));
  const chunk = Buffer.alloc(16 * 1024, 'y');
  for (let sent = 0; sent <= pageLimits.unacknowledgedBytes; sent += chunk.length)
    listener.terminal(chunk);
  expect(server.terminalCalls).toEqual(['pause']);
  await vi.waitFor(() => expect(client.bytes).toBeGreaterThan(pageLimits.unacknowledgedBytes));
  client.say({ type: 'ack', bytes: client.bytes });
  await vi.waitFor(() => expect(server.terminalCalls).toEqual(['pause', 'resume']));
  client.socket.close();
});

test('a flood that does not heed the pause cuts the page off; the next page sees its end', async () => {
  const client = await connect();
  client.say({ type: 'shell', edition: '6.12' });
  const listener = await vi.waitFor(() => server.listeners[0] ?? expect.unreachable('no Run'));
  const closed = once(client.socket, 'close');
  const line = Buffer.from(`${'y'.repeat(1_022)}\r\n`);
  for (let sent = 0; sent <= socketLimits.unacknowledgedHardCapBytes; sent += line.length)
    listener.terminal(line);
  const [code] = await closed;
  expect(code).toBe(1006);
  const back = await connect();
  await vi.waitFor(() => expect(back.bytes).toBeGreaterThan(32 * 1024));
  expect(back.bytes).toBeLessThanOrEqual(64 * 1024);
  back.socket.close();
});

test('a page that reads nothing at all is cut before it fills the memory', async () => {
  const client = await connect();
  client.say({ type: 'shell', edition: '6.12' });
  const listener = await vi.waitFor(() => server.listeners[0] ?? expect.unreachable('no Run'));
  client.socket.pause();
  const closed = once(client.socket, 'close');
  const lines = Array.from({ length: 1_000 }, () => 'x'.repeat(1_000));
  const caps = socketLimits.bufferedHardCapBytes;
  // The system's own socket buffers take some megabytes before ours begin to fill.
  for (let sent = 0; sent < 4 * caps; sent += 1_000_000) {
    listener.event({ type: 'log', lines });
    await new Promise(setImmediate);
  }
  client.socket.resume();
  const [code] = await closed;
  expect(code).toBe(1006);
});

const savesAtOnce = rates.saves.burst;

/** The nth save of a page that waits for no answer. */
const nthSave = (n: number): Extract<ClientMessage, { type: 'save' }> => ({
  type: 'save',
  files: [{ name: 'a.c', text: `int v${n};` }],
  base: n === 0 ? null : `version-${n - 1}`,
  version: `version-${n}`,
});

test('saves that come too fast are all kept, one after the other, and the last one stays', async () => {
  const client = await connect();
  const all = Array.from({ length: savesAtOnce + 2 }, (_, n) => nthSave(n));
  for (const save of all) client.say(save);
  await client.until(() => client.got.filter(({ type }) => type === 'saved').length === all.length);
  expect(client.got.filter(({ type }) => type === 'refused')).toEqual([]);
  client.socket.close();
  const { draft } = await (await connect()).heard('hello');
  expect(draft).toMatchObject({ files: all.at(-1)?.files });
});

test('what a page sent before it closed is done, however fast it came', async () => {
  const client = await connect();
  for (let n = 0; n <= savesAtOnce; n++) client.say(nthSave(n));
  client.socket.close();
  const who = await letIn();
  await expect
    .poll(async () => (await ask('/api/my-work', who)).body)
    .toContain(`int v${savesAtOnce};`);
});

test('a browser that starts Run after Run is told to wait, and what it was refused', async () => {
  const client = await connect();
  for (let n = 0; n <= rates.runs.burst; n++) client.say({ type: 'shell', edition: '6.12' });
  expect(await client.heard('refused')).toEqual({
    type: 'refused',
    message: 'Too many Runs in a short time.',
    repair: expect.stringMatching(/^Wait .*, then run again\.$/),
    of: 'shell',
  });
  const other = await connect();
  other.say({ type: 'shell', edition: '6.12' });
  await other.heard('run');
  expect(other.got.filter(({ type }) => type === 'refused')).toEqual([]);
});

test('the Runs of one browser are counted together, whichever page starts them', async () => {
  const who = await letIn();
  for (let n = 0; n < rates.runs.burst; n++) {
    const page = await PageClient.openAs(who, 'uaccess');
    await page.heard('hello');
    page.say({ type: 'shell', edition: '6.12' });
    await page.heard('run');
    page.socket.terminate();
  }
  const last = await PageClient.openAs(who, 'uaccess');
  await last.heard('hello');
  last.say({ type: 'run', edition: '6.12', files: [] });
  expect(await last.heard('refused')).toMatchObject({ of: 'run' });
});

test('a flood of input is slowed down with a word, and none of it is lost', async () => {
  const client = await connect();
  client.say({ type: 'shell', edition: '6.12' });
  await vi.waitFor(() => server.listeners[0] ?? expect.unreachable('no Run'));
  const data = 'x'.repeat(65_536);
  const many = (2 * rates.bytes.burst) / data.length;
  for (let n = 0; n < many; n++) client.type(data);
  await client.heard('slowed');
  const written = () => server.terminalCalls.filter((call) => call === 'write').length;
  await vi.waitFor(() => expect(written()).toBe(many), { timeout: 20_000, interval: 100 });
  client.socket.close();
});

test('of a flood of sizes the terminal gets the first and the last', async () => {
  const client = await connect();
  client.say({ type: 'shell', edition: '6.12' });
  await vi.waitFor(() => server.listeners[0] ?? expect.unreachable('no Run'));
  for (let n = 1; n <= 300; n++) client.say({ type: 'resize', columns: 100 + n, rows: 40 });
  await vi.waitFor(() => expect(server.terminalCalls.at(-1)).toBe('resize 400 40'));
  expect(server.terminalCalls.length).toBeLessThan(150);
  client.socket.close();
});

test('a ping is answered', async () => {
  const client = await connect();
  const answered = once(client.socket, 'pong');
  client.socket.ping('anyone there?');
  expect(String((await answered)[0])).toBe('anyone there?');
  client.socket.close();
});

test('the second of two pages takes over, and only the first is closed', async () => {
  const first = await connect();
  const closed = once(first.socket, 'close');
  const second = await connect();
  await first.heard('taken-over');
  const [code] = await closed;
  expect(code).toBe(4001);
  expect(second.socket.readyState).toBe(WebSocket.OPEN);
  second.socket.close();
});

test('a page that vanished without a word is noticed, one that answers is kept', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  const vanished = await connect({ autoPong: false });
  const closed = once(vanished.socket, 'close');
  const pinged = once(vanished.socket, 'ping');
  vi.advanceTimersByTime(socketLimits.pingMs);
  await pinged;
  vi.advanceTimersByTime(socketLimits.pingMs);
  expect((await closed)[0]).toBe(1006);

  const alive = await connect();
  for (let round = 0; round < 3; round++) {
    const answered = once(alive.socket, 'ping');
    vi.advanceTimersByTime(socketLimits.pingMs);
    await answered;
    alive.say({ type: 'discard', base: null });
    await vi.waitFor(() => expect(alive.got.at(-1)?.type).toBe('saved'));
    alive.got.pop();
  }
  expect(alive.socket.readyState).toBe(WebSocket.OPEN);
  vi.useRealTimers();
  alive.socket.close();
});

test('the end of the server says good-bye to the pages', async () => {
  const client = await connect();
  const closed = once(client.socket, 'close');
  await crossings.close();
  const [code] = await closed;
  expect(code).toBe(1001);
});
