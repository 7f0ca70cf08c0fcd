import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeFrame, frameLimits, frameReader } from './in-guest/frame.ts';

test('frames come out as they went in, however the stream is cut', () => {
  const frame = fc.record({ header: fc.jsonValue(), body: fc.uint8Array({ maxLength: 300 }) });
  fc.assert(
    fc.property(
      fc.array(frame, { maxLength: 5 }),
      fc.integer({ min: 1, max: 40 }),
      (sent, step) => {
        const stream = Buffer.concat(sent.map(({ header, body }) => encodeFrame(header, body)));
        const read = frameReader();
        const received = [];
        for (let at = 0; at < stream.length; at += step) {
          received.push(...read(stream.subarray(at, at + step)));
        }
        expect(received.map(({ header, body }) => ({ header, body: Array.from(body) }))).toEqual(
          sent.map(({ header, body }) => ({
            header: JSON.parse(JSON.stringify(header)),
            body: Array.from(body),
          })),
        );
      },
    ),
  );
});

test('a length over the limit is refused before it is waited for', () => {
  const prefix = Buffer.alloc(8);
  prefix.writeUInt32BE(2, 0);
  prefix.writeUInt32BE(frameLimits.body + 1, 4);
  expect(() => frameReader()(prefix)).toThrow('over the limit');
});

test('what is over the limit is not sent', () => {
  expect(() => encodeFrame({ text: 'x'.repeat(frameLimits.header) })).toThrow('over the limit');
  expect(() => encodeFrame({}, new Uint8Array(frameLimits.body + 1))).toThrow('over the limit');
});

test('a header that is no JSON is refused', () => {
  const frame = Buffer.concat([Buffer.from([0, 0, 0, 1, 0, 0, 0, 0]), Buffer.from('{')]);
  expect(() => frameReader()(frame)).toThrow();
});
