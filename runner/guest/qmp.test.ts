// The control socket against emulators that are no longer ours.
import { duplexPair } from 'node:stream';
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { Qmp, QmpError, QmpGone } from './qmp.ts';

function wired() {
  const [host, emulator] = duplexPair();
  const garbled = vi.fn();
  return { qmp: new Qmp(host, garbled), host, emulator, garbled };
}

test('answers reach their commands, and events their listener, also one that is named error', async () => {
  const { qmp, emulator, garbled } = wired();
  const events: string[] = [];
  qmp.onEvent((event) => events.push(event));
  const [first, second] = [qmp.execute('one'), qmp.execute('two')];
  emulator.write(
    '{"QMP":{}}\n{"event":"error"}\n{"return":2,"id":2}\n{"event":"STOP","data":{}}\n',
  );
  emulator.write('{"error":{"class":"x","desc":"no such thing"},"id":1}\n');
  expect(await second).toBe(2);
  await expect(first).rejects.toThrow(new QmpError('one: no such thing'));
  expect(events).toEqual(['error', 'STOP']);
  expect(garbled).not.toHaveBeenCalled();
});

test('a command after the end of the socket is refused, and does not wait', async () => {
  const { qmp, host } = wired();
  host.destroy();
  await expect(qmp.execute('stop')).rejects.toBeInstanceOf(QmpGone);
  await expect(qmp.execute('stop')).rejects.toBeInstanceOf(QmpGone);
});

test('whatever comes, every command settles and nothing is thrown at the process', async () => {
  const line = fc.oneof(
    fc.json(),
    fc.string(),
    fc.integer({ min: 1, max: 30_000 }).map((depth) => '['.repeat(depth)),
    fc.constantFrom('{"return":1,"id":1}', '{"event":"x","data":7}', '{"return":1,"id":"1"}'),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(line, { maxLength: 5 }), async (lines) => {
      const { qmp, host, emulator } = wired();
      const asked = Promise.allSettled([qmp.execute('one'), qmp.execute('two')]);
      for (const one of lines) emulator.write(`${one}\n`);
      await new Promise(setImmediate);
      host.destroy();
      for (const end of await asked) {
        if (end.status === 'rejected') expect(end.reason.message).toMatch(/./);
      }
    }),
  );
});
