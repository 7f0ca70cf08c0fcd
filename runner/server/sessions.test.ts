import { expect, test } from 'vitest';
import { sessions } from './sessions.ts';

test('the same id is the same session, another id another', () => {
  const sessionOf = sessions();
  expect(sessionOf('a')).toBe(sessionOf('a'));
  expect(sessionOf('a')).not.toBe(sessionOf('b'));
});

test('starting many sessions forgets the least recently used without a socket, and no other', () => {
  const sessionOf = sessions(3);
  const open = sessionOf('open');
  open.sockets = 1;
  const [old, used] = [sessionOf('old'), sessionOf('used')];
  expect(sessionOf('used')).toBe(used);
  sessionOf('new');
  expect(sessionOf('open')).toBe(open);
  expect(sessionOf('used')).toBe(used);
  expect(sessionOf('old')).not.toBe(old);
});

test('sessions with open sockets are all kept', () => {
  const sessionOf = sessions(1);
  const all = ['a', 'b', 'c'].map((id) => {
    const session = sessionOf(id);
    session.sockets = 1;
    return session;
  });
  expect(['a', 'b', 'c'].map((id) => all.indexOf(sessionOf(id)))).toEqual([0, 1, 2]);
});
