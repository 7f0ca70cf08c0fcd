// What the server keeps of each browser while it runs: its tickets, its rates, its open sockets.
import { rates, server } from '../config.ts';
import { type Tickets, tickets } from './tickets.ts';
import { type TokenBucket, tokenBucket } from './token-bucket.ts';

export type SessionRates = Readonly<Record<keyof typeof rates, TokenBucket>>;

export type Session = {
  readonly tickets: Tickets;
  readonly rates: SessionRates;
  /** Sockets that are open or opening. */
  sockets: number;
  /** Bytes that its sockets sent of messages which have not come to their end. */
  unfinishedBytes: number;
};

/**
 * @returns the session with this id, always the same one while it is in use. Of sessions without an
 * open socket only the most recently used are kept, so nobody fills the memory by starting many.
 */
export function sessions(most: number = server.sessions): (id: string) => Session {
  /** Least recently used first. */
  const known = new Map<string, Session>();
  return (id) => {
    const session = known.get(id) ?? newSession();
    known.delete(id);
    known.set(id, session);
    for (const [other, { sockets }] of known) {
      if (known.size <= most) break;
      if (sockets === 0 && other !== id) known.delete(other);
    }
    return session;
  };
}

function newSession(): Session {
  return {
    tickets: tickets(),
    rates: {
      requests: tokenBucket(rates.requests),
      tickets: tokenBucket(rates.tickets),
      runs: tokenBucket(rates.runs),
      checks: tokenBucket(rates.checks),
      exercise: tokenBucket(rates.exercise),
      bytes: tokenBucket(rates.bytes),
      messages: tokenBucket(rates.messages),
      saves: tokenBucket(rates.saves),
    },
    sockets: 0,
    unfinishedBytes: 0,
  };
}
