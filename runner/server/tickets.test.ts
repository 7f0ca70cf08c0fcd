import { expect, test } from 'vitest';
import { server } from '../config.ts';
import { tickets } from './tickets.ts';

test('a ticket is good once', () => {
  const { issue, use } = tickets();
  const ticket = issue();
  expect(use(ticket)).toBe(true);
  expect(use(ticket)).toBe(false);
});

test('a ticket that was never issued, or is empty, is refused', () => {
  const { issue, use } = tickets();
  issue();
  expect(use('')).toBe(false);
  expect(use('x'.repeat(32))).toBe(false);
});

test('a ticket is good for a short time', () => {
  let now = 1_000;
  const { issue, use } = tickets(() => now);
  const ticket = issue();
  now += server.ticketMs;
  expect(use(ticket)).toBe(false);
});

test('only so many wait at one time, the oldest goes first', () => {
  const { issue, use } = tickets();
  const all = Array.from({ length: server.unusedTickets + 1 }, issue);
  expect(use(all[0] ?? '')).toBe(false);
  expect(use(all[1] ?? '')).toBe(true);
  expect(use(all.at(-1) ?? '')).toBe(true);
});
