// What a page may ask for only so often, and what it is told when it asks more often.
import type { ClientMessage } from '../protocol.ts';
import type { SessionRates } from './sessions.ts';

type Asked = { rate: 'runs' | 'checks' | 'exercise'; what: string; again: string };

const run: Asked = { rate: 'runs', what: 'Too many Runs in a short time.', again: 'run again' };
const look: Asked = {
  rate: 'exercise',
  what: 'Too many requests in a short time.',
  again: 'ask again',
};
const limited: Partial<Record<ClientMessage['type'], Asked>> = {
  run,
  shell: run,
  check: {
    rate: 'checks',
    what: 'Too many Checks in a short time.',
    again: 'check again',
  },
  hint: look,
  solution: look,
  attempt: look,
};

/**
 * Takes what the message costs.
 * @returns null, or the refusal of a browser that asked too often: it says when to ask again
 */
export function chargeFor(
  { type }: ClientMessage,
  rates: SessionRates,
): { message: string; repair: string } | null {
  const asked = limited[type];
  if (asked === undefined || rates[asked.rate].take()) return null;
  const seconds = Math.ceil(rates[asked.rate].waitMs() / 1000);
  const wait = seconds === 1 ? 'a second' : `${seconds} seconds`;
  return { message: asked.what, repair: `Wait ${wait}, then ${asked.again}.` };
}
