// Tickets for the WebSocket: each opens one socket, soon. A page asks for one with its cookie just
// before it connects, so nothing that opens a socket lies about in an address or a log.
import { randomBytes } from 'node:crypto';
import { server } from '../config.ts';

export type Tickets = {
  /** A new ticket; URL-safe. */
  issue(): string;
  /** True once for a ticket that was issued, was not used before, and is not too old. */
  use(ticket: string): boolean;
};

/** @param now the time in milliseconds; a test moves it */
export function tickets(now: () => number = () => Date.now()): Tickets {
  /** In the order of issue, so the oldest is first. */
  const expiry = new Map<string, number>();
  return {
    issue() {
      for (const [ticket, at] of expiry)
        if (at <= now() || expiry.size >= server.unusedTickets) expiry.delete(ticket);
      const ticket = randomBytes(24).toString('base64url');
      expiry.set(ticket, now() + server.ticketMs);
      return ticket;
    },
    use(ticket) {
      const at = expiry.get(ticket);
      expiry.delete(ticket);
      return at !== undefined && at > now();
    },
  };
}
