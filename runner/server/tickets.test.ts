import { expect, test } from 'vitest';
import { server } from '../config.ts';
import { tickets } from './tickets.ts';

test('a ticket is good once', () => {
  const { issue, use } = tickets();
  const ticket = issue('uaccess') ?? '';
  expect(use(ticket, 'uaccess')).toBe(true);
  expect(use(ticket, 'uaccess')).toBe(false);
});

test('a ticket opens the workspace it was issued for, and is used up by trying another', () => {
  const { issue, use } = tickets();
  const ticket = issue('uaccess') ?? '';
  expect(use(ticket, 'procfs')).toBe(false);
  expect(use(ticket, 'uaccess')).toBe(false);
});

test('a ticket of another session is refused', () => {
  const [mine, other] = [tickets(), tickets()];
  const ticket = mine.issue('uaccess') ?? '';
  expect(other.use(ticket, 'uaccess')).toBe(false);
  expect(mine.use(ticket, 'uaccess')).toBe(true);
});

test('a ticket that was never issued, or is empty, is refused', () => {
  const { issue, use } = tickets();
  issue('uaccess');
  for (const ticket of ['', 'x'.repeat(32), '__proto__'])
    expect(use(ticket, 'uaccess')).toBe(false);
});

test('a ticket is good for a short time', () => {
  let now = 1_000;
  const { issue, use } = tickets(() => now);
  const ticket = issue('uaccess') ?? '';
  now += server.ticketMs;
  expect(use(ticket, 'uaccess')).toBe(false);
});

test('only so many wait at one time, none pushes out another, and expired ones make room', () => {
  let now = 1_000;
  const { issue, use } = tickets(() => now);
  const all = Array.from({ length: server.unusedTickets }, () => issue('uaccess') ?? '');
  expect(new Set(all).size).toBe(server.unusedTickets);
  expect(issue('uaccess')).toBeNull();
  expect(use(all[0] ?? '', 'uaccess')).toBe(true);
  expect(issue('uaccess')).not.toBeNull();
  now += server.ticketMs;
  expect(issue('uaccess')).not.toBeNull();
});
