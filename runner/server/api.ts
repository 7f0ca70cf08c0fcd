// Everything under /api: refused unless the browser has a session. A route that is added in here is
// guarded because it is in here; nothing looks at its address.
import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import * as z from 'zod';
import type { Standings } from '../check-protocol.ts';
import { server as limits } from '../config.ts';
import type { LearnerData } from '../record/learner-data.ts';
import { guardSession } from './access.ts';
import { nothingHere, refuse, refuseForNow } from './refuse.ts';
import type { SessionCookie } from './session-cookie.ts';
import { type Session, sessions } from './sessions.ts';
import { serveSocket } from './socket.ts';
import type { Workspace } from './workspace.ts';

export type ApiOptions = {
  cookie: SessionCookie;
  /** By lesson, or `way/id` of an exercise; what is not here has no workspace. */
  workspaces: ReadonlyMap<string, Workspace>;
  /** How the learner stands in the exercises that were begun. */
  standings(): Promise<Standings>;
  learnerData: LearnerData;
};

const ticketRequest = z.strictObject({ workspace: z.string() });

/** Adds the guard and, behind it, every route; `api` is an instance of its own under `/api`. */
export async function addApi(api: FastifyInstance, options: ApiOptions): Promise<void> {
  const { cookie, workspaces, standings, learnerData } = options;
  guardSession(api, cookie, sessions());

  api.get('/exercises', standings);
  api.get('/my-work', (_, reply) =>
    reply.type('application/json').send(Readable.from(learnerData.copy(), { objectMode: false })),
  );
  api.delete('/my-work', async (_, reply) => {
    await learnerData.erase();
    return reply.code(204).send();
  });

  api.post('/ticket', async (request, reply) => {
    const asked = ticketRequest.safeParse(request.body);
    if (!asked.success)
      return refuse(reply, 400, 'A ticket is for one workspace.', 'Reload the page.');
    const { workspace } = asked.data;
    if (!workspaces.has(workspace))
      return refuse(reply, 404, 'There is no such lesson.', 'Choose one from the contents.');
    const session = ofRequest(request);
    if (full(session)) return refuse(reply, 503, ...tooManyPages);
    const ticket = session.rates.tickets.take() ? session.tickets.issue(workspace) : null;
    if (ticket === null) return refuseForNow(reply, session.rates.tickets.waitMs());
    return { ticket };
  });

  api.get<{ Params: { '*': string }; Querystring: { ticket?: unknown } }>(
    '/workspace/*',
    {
      websocket: true,
      preValidation: async (request, reply) => {
        const session = ofRequest(request);
        const { ticket } = request.query;
        if (!request.ws)
          return refuse(reply, 426, 'A WebSocket is expected here.', 'Open a page of the course.');
        if (!workspaces.has(request.params['*']))
          return refuse(reply, 404, 'There is no such lesson.', 'Choose one from the contents.');
        if (typeof ticket !== 'string' || !session.tickets.use(ticket, request.params['*']))
          return refuse(reply, 403, 'This ticket is used or too old.', 'Reload the page.');
        if (full(session)) return refuse(reply, 503, ...tooManyPages);
        // Counted from here on, so that many opening at once are not all let through.
        session.sockets += 1;
        request.raw.socket.once('close', () => {
          session.sockets -= 1;
        });
      },
    },
    (socket, request) => {
      const workspace = workspaces.get(request.params['*']);
      if (workspace !== undefined)
        serveSocket(socket, workspace, request.raw.socket, ofRequest(request));
    },
  );
  const full = ({ sockets }: Session): boolean =>
    sockets >= limits.socketsOfSession || api.websocketServer.clients.size >= limits.sockets;

  api.all('/*', (_, reply) => refuse(reply, 404, ...nothingHere));
}

const tooManyPages = ['Too many pages are open.', 'Close some and reload this one.'] as const;

function ofRequest({ session }: { session: Session | null }): Session {
  if (session === null) throw new Error('A route of the API is not behind its guard.');
  return session;
}
