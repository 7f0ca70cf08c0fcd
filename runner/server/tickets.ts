// A session's tickets for the WebSocket: each opens one workspace once, soon. A page asks for one
// with its cookie just before it connects, so nothing that opens a socket lies about in an address
// or a log. Each session has its own tickets, and a new one never makes an older one void.
import { randomBytes } from 'node:crypto';
import { server } from '../config.ts';

export type Tickets = {
  /** A new ticket for this workspace, URL-safe; null while too many wait to be used. */
  issue(workspace: string): string | null;
  /** True once for a ticket that was issued for this workspace and is not too old. */
  use(ticket: string, workspace: string): boolean;
};

/** @param now the time in milliseconds; a test moves it */
export function tickets(now: () => number = () => Date.now()): Tickets {
  const issued = new Map<string, { workspace: string; expiresAt: number }>();
  return {
    issue(workspace) {
      for (const [ticket, { expiresAt }] of issued) if (expiresAt <= now()) issued.delete(ticket);
      if (issued.size >= server.unusedTickets) return null;
      const ticket = randomBytes(24).toString('base64url');
      issued.set(ticket, { workspace, expiresAt: now() + server.ticketMs });
      return ticket;
    },
    use(ticket, workspace) {
      const found = issued.get(ticket);
      issued.delete(ticket);
      return found !== undefined && found.workspace === workspace && found.expiresAt > now();
    },
  };
}
