import { expect, it } from 'vitest';
import { hasId, nextIdentity } from './identity.ts';

it('finds whether an id exists in a namespace', () => {
  expect(hasId('         0          0 4294967295\n', 1_900_000_000)).toBe(true);
  const container = '         0     100000      65536\n  70000  200000 10\n';
  expect(hasId(container, 65_535)).toBe(true);
  expect(hasId(container, 65_536)).toBe(false);
  expect(hasId(container, 70_009)).toBe(true);
  expect(hasId(container, 1_900_000_000)).toBe(false);
});

it('gives root’s sandboxes ids of their own, and an ordinary user’s a namespace', () => {
  const [first, second] = [nextIdentity('/bin/setpriv'), nextIdentity('/bin/setpriv')];
  if (process.getuid?.() === 0) {
    expect(first).toMatchObject({ kind: 'drop', setpriv: '/bin/setpriv' });
    expect(second.uid).not.toBe(0);
  } else {
    expect(first).toEqual({ kind: 'user-namespace', uid: 65_534, gid: 65_534 });
  }
});
