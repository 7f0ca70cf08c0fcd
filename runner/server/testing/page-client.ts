// A page without a browser, for tests: gets in by the link, takes a ticket, speaks the protocol.
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { WebSocket } from 'ws';
import type { ClientMessage, ServerMessage } from '../../protocol.ts';

export type Answer = { status: number; headers: IncomingMessage['headers']; body: string };

/** Unlike `fetch`, sends the path and the headers as they are given. */
export function ask(
  url: string,
  path: string,
  headers: Record<string, string> = {},
  method = 'GET',
  body?: string,
): Promise<Answer> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const sent = httpRequest({ hostname, port, path, method, headers }, async (response) => {
      let text = '';
      for await (const chunk of response) text += chunk;
      resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

/** The headers of a browser that came by the link. */
export async function letIn(link: string): Promise<{ cookie: string; origin: string }> {
  const { origin, search } = new URL(link);
  const { headers } = await ask(origin, `/${search}`);
  return { cookie: headers['set-cookie']?.[0]?.split(';')[0] ?? '', origin };
}

/** The answer to a page that asks for a ticket for this workspace. */
export function askForTicket(
  url: string,
  who: Record<string, string>,
  workspace: string,
): Promise<Answer> {
  const headers = { ...who, 'content-type': 'application/json' };
  return ask(url, '/api/ticket', headers, 'POST', JSON.stringify({ workspace }));
}

export async function ticket(
  url: string,
  who: Record<string, string>,
  workspace: string,
): Promise<string> {
  const answer = await askForTicket(url, who, workspace);
  if (answer.status !== 200) throw new Error(`no ticket: ${answer.status} ${answer.body}`);
  return JSON.parse(answer.body).ticket;
}

export class PageClient {
  readonly socket: WebSocket;
  readonly got: ServerMessage[] = [];
  /** Terminal bytes since the last `terminal-reset`, and how many came in all. */
  screen = '';
  bytes = 0;
  /** Whether it tells the server what it has drawn, as a page does. */
  acknowledges: boolean = false;
  #woken: (() => void)[] = [];

  constructor(
    url: string,
    path: string,
    headers: Record<string, string>,
    options: { autoPong?: boolean } = {},
  ) {
    this.socket = new WebSocket(url.replace('http', 'ws') + path, { headers, ...options });
    this.socket.on('message', (data: Buffer, binary) => {
      if (binary) this.#draw(data);
      else this.#hear(JSON.parse(data.toString()));
      for (const wake of this.#woken.splice(0)) wake();
    });
    // Each test looks at how the socket closes, where that matters.
    this.socket.on('error', () => {});
  }

  /** Comes by the link and opens the workspace of a lesson. */
  static async open(
    link: string,
    lesson: string,
    options: { autoPong?: boolean } = {},
  ): Promise<PageClient> {
    return PageClient.openAs(await letIn(link), lesson, options);
  }

  /** Opens the workspace in a session that has begun. */
  static async openAs(
    who: { cookie: string; origin: string },
    lesson: string,
    options: { autoPong?: boolean } = {},
  ): Promise<PageClient> {
    const path = `/api/workspace/${lesson}?ticket=${await ticket(who.origin, who, lesson)}`;
    return new PageClient(who.origin, path, who, options);
  }

  say(message: ClientMessage): void {
    this.socket.send(JSON.stringify(message));
  }

  type(data: string): void {
    this.say({ type: 'input', data });
  }

  /** Resolves as soon as `found` gives something for what has come so far. */
  async until<Found>(found: () => Found | undefined | false | null): Promise<Found> {
    for (;;) {
      const it = found();
      if (it !== undefined && it !== false && it !== null) return it;
      await new Promise<void>((resolve) => this.#woken.push(resolve));
    }
  }

  /** The first message of this type, waited for. */
  heard<Type extends ServerMessage['type']>(
    type: Type,
  ): Promise<Extract<ServerMessage, { type: Type }>> {
    return this.until(() =>
      this.got.find(
        (message): message is Extract<ServerMessage, { type: Type }> => message.type === type,
      ),
    );
  }

  #draw(data: Buffer): void {
    this.bytes += data.length;
    this.screen += data.toString();
    if (this.acknowledges) this.say({ type: 'ack', bytes: data.length });
  }

  #hear(message: ServerMessage): void {
    if (message.type === 'terminal-reset') this.screen = '';
    this.got.push(message);
  }
}
