import { expect, test } from 'vitest';
import { credit } from './credit.ts';

test('the source waits above the limit and goes on at half of it', () => {
  const flow = credit(100, 1_000);
  flow.sent(100);
  expect(flow.congested()).toBe(false);
  flow.sent(1);
  expect(flow.congested()).toBe(true);
  flow.acknowledged(50);
  expect(flow.congested()).toBe(true);
  flow.acknowledged(1);
  expect(flow.congested()).toBe(false);
});

test('nobody gains credit by acknowledging what was never sent', () => {
  const flow = credit(100, 1_000);
  flow.acknowledged(1_000_000);
  flow.sent(101);
  expect(flow.congested()).toBe(true);
});

test('above the hard cap the page is given up', () => {
  const flow = credit(100, 1_000);
  flow.sent(1_000);
  expect(flow.exhausted()).toBe(false);
  flow.sent(1);
  expect(flow.exhausted()).toBe(true);
});
