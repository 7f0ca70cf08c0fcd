// Getting in where one shouldn't: addresses that mean /api and don't look like it, requests that no
// browser sends, routes that were added and forgotten by the guard.
import { once } from 'node:events';
import { type AddressInfo, connect, type Socket } from 'node:net';
import type { FastifyInstance, RouteOptions } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { server as limits } from '../config.ts';
import type { LearnerData } from '../record/learner-data.ts';
import { addSite, createApp } from './server.ts';
import { ask, askForTicket, letIn, PageClient, ticket } from './testing/page-client.ts';
import { openTestServer, type TestServer } from './testing/test-server.ts';

const manyLessons = Array.from({ length: limits.socketsOfSession }, (_, n) => `lesson-${n}`);

let server: TestServer;
let url: string;

beforeAll(async () => {
  server = await openTestServer(['uaccess', 'procfs', ...manyLessons]);
  url = server.crossings.url;
});
afterAll(() => server.close());

/** Sends these very bytes; resolves with all that comes back until the server closes. */
function send(bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    let answer = '';
    socket.setEncoding('latin1');
    socket.on('data', (chunk) => {
      answer += chunk;
    });
    socket.on('end', () => resolve(answer));
    socket.on('error', reject);
    socket.write(bytes, 'latin1');
  });
}

const host = (): string => new URL(url).host;

/** Headers as a page of ours sends them, with `Connection: close`. */
const headersOf = (more: Record<string, string> = {}): string =>
  Object.entries({ host: host(), connection: 'close', ...more })
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('');

const statusOf = (answer: string): number => Number(/^HTTP\/1\.[01] (\d{3})/.exec(answer)?.[1]);

/** What nobody without a session may see: kept files, standings, tickets. */
const given = /"(draft|ticket|attempt)"|^\{\}$/m;
/** What an answer says of the program behind it. */
const internals = /node_modules|\.ts\b|\bat \w+ \(|Error:|FST_|fastify|statusCode/i;

/** Ways to write `/api` that a router, a proxy or a URL parser may take for it. */
const spellings = [
  ...['/%61pi', '/a%70i', '/ap%69', '/%61%70%69', '/%2561pi', '/%25%36%31pi', '//api', '///api'],
  ...['/api/', '/api//', '/./api', '/x/../api', '/api/../api', '/%2e/api', '/x/%2e%2e/api'],
  ...[
    '/API',
    '/Api',
    '/api.',
    '/api./',
    '/.api',
    '/api%2f',
    '/%2fapi',
    '/api%5c',
    '\\api',
    '/\\api',
  ],
  ...['/api;x=1', '/;/api', '/api%00', '/%00/api', '/api%20', '/%20api', '/api%09', '/api?/'],
  ...['/api#', '/%c1%a1pi', '/%ef%bd%81pi', '/\xe1pi', '/%u0061pi', '/api/.', '/api/workspace/..'],
];
const targets = spellings.flatMap((spelling) =>
  [
    'my-work',
    'exercises',
    'ticket',
    'workspace/uaccess',
    'my-work/',
    'my-work.',
    'my-work;x',
    'my-work%2e',
  ].map((route) => `${spelling}/${route}`),
);

test.each(['GET', 'HEAD', 'POST', 'DELETE', 'OPTIONS', 'PUT', 'PATCH', 'TRACE'])(
  '%s gives nothing to a browser without a session, however /api is written',
  async (method) => {
    const kept = await PageClient.open(server.crossings.link, 'uaccess');
    await kept.heard('hello');
    kept.say({
      type: 'save',
      base: null,
      version: 'version-1',
      files: [{ name: 'a.c', text: 'precious' }],
    });
    await kept.heard('saved');
    kept.socket.close();
    for (const target of targets) {
      const body = `content-type: application/json\r\ncontent-length: 23\r\n\r\n{"workspace":"uaccess"}`;
      const answer = await send(`${method} ${target} HTTP/1.1\r\n${headersOf()}${body}`);
      expect([target, statusOf(answer)]).toEqual([target, expect.toSatisfy(isRefusal)]);
      expect([target, answer]).toEqual([target, expect.not.stringMatching(given)]);
      expect([target, answer]).toEqual([target, expect.not.stringMatching(internals)]);
    }
    const { cookie } = await letIn(server.crossings.link);
    expect((await ask(url, '/api/my-work', { cookie })).body).toContain('precious');
  },
);

const isRefusal = (status: number): boolean => status >= 300 && status < 500;

test('no way of writing the address opens a socket without a session', async () => {
  const upgrade = { connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-version': '13' };
  const key = { 'sec-websocket-key': 'AAAAAAAAAAAAAAAAAAAAAA==' };
  for (const spelling of spellings)
    for (const origin of [url, 'http://evil.example']) {
      const target = `${spelling}/workspace/uaccess?ticket=x`;
      const headers = headersOf({ ...upgrade, ...key, origin });
      const answer = await send(`GET ${target} HTTP/1.1\r\n${headers}\r\n`);
      expect([target, statusOf(answer)]).toEqual([target, expect.toSatisfy(isRefusal)]);
    }
});

test.each([
  ['an absolute address', () => `GET http://${host()}/api/my-work HTTP/1.1\r\n${headersOf()}\r\n`],
  [
    'an absolute address of a stranger',
    () => `GET http://evil.example/ HTTP/1.1\r\n${headersOf()}\r\n`,
  ],
  ['HTTP/1.0', () => `GET /api/my-work HTTP/1.0\r\nHost: ${host()}\r\n\r\n`],
  ['HTTP/1.0 without a host', () => 'GET / HTTP/1.0\r\n\r\n'],
  ['HTTP/1.0 without a host, for the API', () => 'GET /%61pi/my-work HTTP/1.0\r\n\r\n'],
  ['HTTP/1.1 without a host', () => 'GET / HTTP/1.1\r\n\r\n'],
  ['an empty host', () => 'GET / HTTP/1.1\r\nHost:\r\nConnection: close\r\n\r\n'],
  ['half an IPv6 host', () => 'GET / HTTP/1.1\r\nHost: [::1\r\nConnection: close\r\n\r\n'],
  ['HTTP/0.9', () => 'GET /\r\n\r\n'],
  ['HTTP/2', () => 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
  ['two hosts', () => `GET / HTTP/1.1\r\nHost: evil.example\r\n${headersOf()}\r\n`],
  ['an asterisk', () => `GET * HTTP/1.1\r\n${headersOf()}\r\n`],
  ['OPTIONS *', () => `OPTIONS * HTTP/1.1\r\n${headersOf()}\r\n`],
  ['an unknown method', () => `BREW / HTTP/1.1\r\n${headersOf()}\r\n`],
  ['no path', () => `GET  HTTP/1.1\r\n${headersOf()}\r\n`],
  ['a path without a slash', () => `GET api/my-work HTTP/1.1\r\n${headersOf()}\r\n`],
  ['two slashes', () => `GET // HTTP/1.1\r\n${headersOf()}\r\n`],
  ['three slashes', () => `GET /// HTTP/1.1\r\n${headersOf()}\r\n`],
  ['two slashes and a port', () => `GET //:99999/ HTTP/1.1\r\n${headersOf()}\r\n`],
  ['a broken IPv6 address', () => `GET //[::1 HTTP/1.1\r\n${headersOf()}\r\n`],
  ['half an escape', () => `GET /% HTTP/1.1\r\n${headersOf()}\r\n`],
  ['a wrong escape', () => `GET /%zz HTTP/1.1\r\n${headersOf()}\r\n`],
  ['a wrong escape below the API', () => `GET /api/%zz HTTP/1.1\r\n${headersOf()}\r\n`],
  ['an overlong escape', () => `GET /%c0%ae%c0%ae/ HTTP/1.1\r\n${headersOf()}\r\n`],
  ['backslashes', () => `GET /\\..\\..\\package.json HTTP/1.1\r\n${headersOf()}\r\n`],
  ['NUL', () => `GET /\0 HTTP/1.1\r\n${headersOf()}\r\n`],
  ['an escaped NUL', () => `GET /%00 HTTP/1.1\r\n${headersOf()}\r\n`],
  ['a space', () => `GET /a b HTTP/1.1\r\n${headersOf()}\r\n`],
  ['a long address', () => `GET /${'a'.repeat(15_000)} HTTP/1.1\r\n${headersOf()}\r\n`],
  ['headers without end', () => `GET / HTTP/1.1\r\n${headersOf({ x: 'a'.repeat(20_000) })}\r\n`],
  ['many headers', () => `GET / HTTP/1.1\r\n${headersOf()}${'a: b\r\n'.repeat(5_000)}\r\n`],
  [
    'two lengths',
    () =>
      `POST /api/ticket HTTP/1.1\r\n${headersOf()}content-length: 1\r\ncontent-length: 2\r\n\r\nxx`,
  ],
  [
    'a length and chunks',
    () =>
      `POST / HTTP/1.1\r\n${headersOf()}content-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`,
  ],
  [
    'an override of the method',
    () => `POST /api/my-work HTTP/1.1\r\n${headersOf({ 'x-http-method-override': 'GET' })}\r\n`,
  ],
])('a request with %s is refused and learns nothing of the program', async (_, bytes) => {
  const answer = await send(bytes());
  expect(statusOf(answer)).toSatisfy(isRefusal);
  expect(answer).not.toMatch(internals);
  expect(answer).not.toMatch(given);
  expect((await ask(url, '/')).status).toBe(200);
});

test('every route needs a session and a page of this server, but the one of the pages', async () => {
  const routes: RouteOptions[] = [];
  const app = createApp();
  app.addHook('onRoute', (route) => void routes.push(route));
  const unreachable = (): never => {
    throw new Error('a stranger got this far');
  };
  await addSite(app, {
    ...{ host: '127.0.0.1', token: 'right', key: Buffer.alloc(32, 1), dist: server.dist },
    workspaces: new Map(),
    standings: unreachable,
    learnerData: { copy: unreachable, erase: unreachable } satisfies LearnerData,
  });
  await app.ready();
  const came = await app.inject({ url: '/?token=right', headers: { host: '127.0.0.1' } });
  const [cookie = ''] = String(came.headers['set-cookie']).split(';');

  const open: string[] = [];
  for (const { method: methods, url: route } of routes)
    for (const method of [methods].flat()) {
      const status = async (headers: Record<string, string>) => {
        const request = { method: method as 'GET', url: route.replace('*', 'x') };
        return (await app.inject({ ...request, headers: { host: '127.0.0.1', ...headers } }))
          .statusCode;
      };
      const refused = [
        await status({ origin: 'http://127.0.0.1' }),
        await status({ cookie, origin: 'http://evil.example' }),
        await status({ cookie, 'sec-fetch-site': 'same-site' }),
        await status({ cookie, origin: 'http://127.0.0.1', 'sec-fetch-site': 'cross-site' }),
      ];
      if (refused.join() !== '401,403,403,403') open.push(`${method} ${route} ${refused}`);
    }
  await app.close();
  expect(new Set(open)).toEqual(new Set(['GET /* 404,404,404,404', 'HEAD /* 404,404,404,404']));
  expect(routes.length).toBeGreaterThan(6);
});

test('connections that never finish a request are closed, whatever they have sent', async () => {
  const app = createApp({
    ...{ headersMs: 300, requestMs: 600, connectionCheckMs: 50 },
    stillMs: 60_000,
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as AddressInfo;
  const line = 'POST / HTTP/1.1\r\nHost: x\r\n';
  const beginnings = ['', 'P', line, `${line}content-length: 9\r\n\r\n`, `${line}a: b`];
  const closed: Promise<unknown>[] = [];
  for (const bytes of beginnings) {
    // Reads nothing and ends nothing, as somebody does who wants to hold the connection.
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    closed.push(new Promise((resolve) => socket.on('error', resolve)));
    await once(socket, 'connect');
    socket.write(bytes);
  }
  await Promise.all(closed);
  expect(await openConnections(app)).toBe(0);
  await app.close();
});

test('a connection that asks and never reads the answer is closed', async () => {
  const app = createApp({ ...limits, stillMs: 300 });
  app.get('/large', () => Buffer.alloc(64 * 1024 * 1024));
  await app.listen({ host: '127.0.0.1', port: 0 });
  const socket = connect({ port: (app.server.address() as AddressInfo).port, host: '127.0.0.1' });
  socket.on('error', () => {});
  socket.write('GET /large HTTP/1.1\r\nHost: x\r\n\r\n');
  await once(app.server, 'connection');
  await expect.poll(() => openConnections(app), { timeout: 10_000 }).toBe(0);
  await app.close();
});

const openConnections = (app: FastifyInstance): Promise<number> =>
  new Promise((resolve, reject) =>
    app.server.getConnections((fault, count) => (fault ? reject(fault) : resolve(count))),
  );

test('a session begins anew with each visit by the link, and no value given from outside is taken', async () => {
  const first = await letIn(server.crossings.link);
  const { search } = new URL(server.crossings.link);
  const again = await ask(url, `/${search}`, { cookie: first.cookie });
  expect(again.headers['set-cookie']?.[0]?.split(';')[0]).not.toBe(first.cookie);
});

test('a cookie that another port set before ours keeps nobody out', async () => {
  const { cookie } = await letIn(server.crossings.link);
  const name = cookie.split('=')[0];
  for (const other of [
    `${name}=x`,
    `${name}=`,
    `${name}=%`,
    `${name}`,
    `a=b; ${cookie.slice(0, -4)}`,
  ])
    expect((await ask(url, '/api/exercises', { cookie: `${other}; ${cookie}` })).status).toBe(200);
});

test('a ticket that is shown without a WebSocket opens nothing and stays good', async () => {
  const mine = await letIn(server.crossings.link);
  const unused = await ticket(url, mine, 'uaccess');
  for (const method of ['GET', 'HEAD'])
    expect((await ask(url, `/api/workspace/uaccess?ticket=${unused}`, mine, method)).status).toBe(
      426,
    );
  expect(await opening(mine, 'uaccess', unused)).toBe('open');
});

test('one browser cannot leave half messages in all its sockets', async () => {
  const greedy = await letIn(server.crossings.link);
  const pages = [
    await PageClient.openAs(greedy, 'uaccess'),
    await PageClient.openAs(greedy, 'procfs'),
  ];
  const closed = pages.map(({ socket }) => once(socket, 'close'));
  for (const page of pages) {
    await page.heard('hello');
    // The beginning of a masked text frame of 15 MiB, and all of it but its last byte.
    const bytes = 15 * 1024 * 1024;
    const header = Buffer.from([0x81, 0xff, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    header.writeUInt32BE(bytes, 6);
    const connection: Socket = Reflect.get(page.socket, '_socket');
    connection.write(Buffer.concat([header, Buffer.alloc(bytes - 1, 'x')]));
  }
  expect((await Promise.race(closed))[0]).toBe(1006);
  for (const { socket } of pages) socket.terminate();
  const other = await PageClient.open(server.crossings.link, 'uaccess');
  await other.heard('hello');
  other.socket.terminate();
});

test('a ticket is good in its own session and for its own workspace only', async () => {
  const [mine, other] = [await letIn(server.crossings.link), await letIn(server.crossings.link)];
  const stolen = await ticket(url, mine, 'uaccess');
  expect(await opening(other, 'uaccess', stolen)).toBe('refused');
  expect(await opening(mine, 'procfs', await ticket(url, mine, 'uaccess'))).toBe('refused');
  expect(await opening(mine, 'uaccess', stolen)).toBe('open');
  expect((await askForTicket(url, mine, 'nothing')).status).toBe(404);
});

test('a browser that asks for ticket after ticket is told to wait, and costs no other its own', async () => {
  const [mine, greedy] = [await letIn(server.crossings.link), await letIn(server.crossings.link)];
  const first = await ticket(url, mine, 'uaccess');
  const own = await ticket(url, greedy, 'procfs');
  const answers = await Promise.all(
    Array.from({ length: 80 }, () => askForTicket(url, greedy, 'procfs')),
  );
  const refused = answers.find(({ status }) => status === 429);
  expect(JSON.parse(refused?.body ?? '')).toEqual({
    message: 'This browser asked for too much in a short time.',
    repair: expect.stringMatching(/^Wait .* and try again\.$/),
  });
  expect(Number(refused?.headers['retry-after'])).toBeGreaterThan(0);
  expect(await opening(mine, 'uaccess', first)).toBe('open');
  expect(await opening(greedy, 'procfs', own)).toBe('open');
});

test('one browser takes no more than its share of the sockets', async () => {
  const greedy = await letIn(server.crossings.link);
  const open = [];
  for (const lesson of manyLessons) open.push(await PageClient.openAs(greedy, lesson));
  for (const page of open) await page.heard('hello');
  const refused = await askForTicket(url, greedy, 'uaccess');
  expect([refused.status, JSON.parse(refused.body)]).toEqual([
    503,
    { message: 'Too many pages are open.', repair: 'Close some and reload this one.' },
  ]);
  const other = await PageClient.open(server.crossings.link, 'uaccess');
  await other.heard('hello');
  for (const { socket } of [...open, other]) socket.terminate();
  await expect.poll(async () => (await askForTicket(url, greedy, 'uaccess')).status).not.toBe(503);
});

/** Whether the socket opens; it is closed again. */
async function opening(
  who: { cookie: string; origin: string },
  workspace: string,
  by: string,
): Promise<'open' | 'refused'> {
  const { socket } = new PageClient(url, `/api/workspace/${workspace}?ticket=${by}`, who);
  return new Promise((resolve) => {
    socket.on('unexpected-response', () => resolve('refused'));
    socket.on('open', () => {
      socket.terminate();
      resolve('open');
    });
  });
}
