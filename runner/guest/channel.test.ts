// The host's end of the wire against agents that are not ours.
import { duplexPair } from 'node:stream';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Channel, ChannelError } from './channel.ts';
import { encodeFrame } from './in-guest/frame.ts';

function wired() {
  const [host, guest] = duplexPair();
  const channel = new Channel(host);
  const requests: { id: number; kind: string }[] = [];
  guest.on('data', (chunk: Buffer) => {
    const header = chunk.subarray(8, 8 + chunk.readUInt32BE(0));
    requests.push(JSON.parse(header.toString()));
  });
  const send = (header: unknown, body?: Uint8Array): void => {
    guest.write(encodeFrame(header, body));
  };
  return { channel, guest, host, requests, send };
}

test('an answer reaches the request that it is for, and a late one does no harm', async () => {
  const { channel, requests, send } = wired();
  send({ id: 0, ok: true, ready: true });
  await channel.serving;
  const load = channel.request('load', { path: '/m.ko', parameters: '' });
  const ping = channel.request('ping', {});
  await new Promise(setImmediate);
  for (const { id, kind } of requests.toReversed()) {
    send({ id, ok: true, ...(kind === 'load' ? { errno: 17 } : {}) });
  }
  expect((await load).fields).toEqual({ errno: 17 });
  await ping;
  expect(channel.gone).toBe(false);
});

const id = 1;
const answer = { id, ok: true };
test.each([
  ['an answer to no request', [{ id: 7_777_777, ok: true }], undefined],
  ['a second answer to a request', [answer, answer], undefined],
  [
    'a second announcement',
    [
      { id: 0, ok: true },
      { id: 0, ok: true },
    ],
    undefined,
  ],
  ['a body that was not asked for', [answer], new Uint8Array(1)],
  ['a long answer to a short question', [{ ...answer, padding: ' '.repeat(500) }], undefined],
  ['a header that is a list', [[1, 2]], undefined],
])('%s ends the wire, and is the doing of the guest', async (_, headers, body) => {
  const { channel, send } = wired();
  const ping = channel.request('ping', {}).catch((error: unknown) => error);
  for (const header of headers) send(header, body);
  expect(await channel.tampered).toMatch(/./);
  expect(channel.gone).toBe(true);
  await expect(channel.request('ping', {})).rejects.toBeInstanceOf(ChannelError);
  await ping;
});

test('a body as large as was asked for is taken, and a byte more is not', async () => {
  const { channel, send } = wired();
  const get = () => channel.request('get', { path: '/x', limit: 1000 });
  const first = get();
  send({ id: 1, ok: true }, new Uint8Array(1000));
  expect((await first).body).toHaveLength(1000);
  const second = get();
  send({ id: 2, ok: true }, new Uint8Array(1001));
  await expect(second).rejects.toThrow('over the limit');
});

test('whatever a guest sends, each request is answered or refused with a ChannelError', async () => {
  const header = fc.oneof(
    fc.jsonValue(),
    fc.record({ id: fc.integer({ min: 0, max: 5 }), ok: fc.boolean(), message: fc.string() }),
    fc.record({ id: fc.constant(1), ok: fc.constant(true), results: fc.jsonValue() }),
  );
  const piece = fc.oneof(
    header.map((one) => encodeFrame(one)),
    fc.uint8Array().map((bytes) => Buffer.from(bytes)),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { maxLength: 6 }), async (pieces) => {
      const { channel, guest, host } = wired();
      const asked = Promise.allSettled([
        channel.request('probe', { calls: [] }),
        channel.request('load', { path: '', parameters: '' }),
        channel.request('exec', { command: [], limit: 10, timeoutMs: 1 }),
      ]);
      for (const one of pieces) guest.write(one);
      await new Promise(setImmediate);
      host.destroy();
      for (const end of await asked) {
        if (end.status === 'rejected') expect(end.reason).toBeInstanceOf(ChannelError);
      }
    }),
  );
});
