import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeFrame, FrameError, frameLimits, frameReader } from './in-guest/frame.ts';

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
  expect(() => [...frameReader()(prefix)]).toThrow('over the limit');
});

test('what is over the limit is not sent', () => {
  expect(() => encodeFrame({ text: 'x'.repeat(frameLimits.header) })).toThrow('over the limit');
  expect(() => encodeFrame({}, new Uint8Array(frameLimits.body + 1))).toThrow('over the limit');
});

test('whatever comes, there are frames or a FrameError, the same however the stream is cut', () => {
  const deep = fc.integer({ min: 1, max: 20_000 }).map((depth) => '['.repeat(depth));
  const json = fc.oneof(fc.json(), deep, fc.string());
  const hostile = fc
    .record({ text: json, wrong: fc.integer({ min: -3, max: 3 }), body: fc.uint8Array() })
    .map(({ text, wrong, body }) => {
      const header = Buffer.from(text);
      const prefix = Buffer.alloc(8);
      prefix.writeUInt32BE(Math.max(0, header.length + wrong), 0);
      prefix.writeUInt32BE(body.length, 4);
      return Buffer.concat([prefix, header, body]);
    });
  const good = fc.jsonValue().map((header) => encodeFrame(header));
  const noise = fc.uint8Array().map((bytes) => Buffer.from(bytes));
  fc.assert(
    fc.property(
      fc.array(fc.oneof(good, hostile, noise), { maxLength: 4 }),
      fc.array(fc.integer({ min: 0, max: 70 }), { minLength: 1 }),
      (pieces, cuts) => {
        const stream = Buffer.concat(pieces);
        expect(readAll(stream, cuts.includes(0) ? [...cuts, 7] : cuts)).toEqual(
          readAll(stream, [stream.length + 1]),
        );
      },
    ),
  );
});

/** All frames, and whether the stream was lost, when it comes in chunks of these sizes by turns. */
function readAll(stream: Buffer, sizes: number[]): { frames: unknown[]; lost: boolean } {
  const read = frameReader();
  const frames: unknown[] = [];
  try {
    for (let at = 0, turn = 0; at < stream.length; turn++) {
      const size = sizes[turn % sizes.length] ?? 1;
      for (const { header, body } of read(stream.subarray(at, at + size))) {
        frames.push([header, Array.from(body)]);
      }
      at += size;
    }
    return { frames, lost: false };
  } catch (error) {
    expect(error).toBeInstanceOf(FrameError);
    return { frames, lost: true };
  }
}

// Read in time that grows with the square of its length, this one would take minutes.
test('a large frame that comes in tiny pieces is read in one pass', () => {
  const stream = encodeFrame({ id: 1 }, new Uint8Array(2 * 1024 * 1024));
  const read = frameReader();
  let frames = 0;
  for (let at = 0; at < stream.length; at += 8) {
    frames += [...read(stream.subarray(at, at + 8))].length;
  }
  expect(frames).toBe(1);
});

test('the limits are asked anew for each frame', () => {
  let most = 100;
  const read = frameReader(() => ({ header: most, body: 0 }));
  const stream = Buffer.concat([encodeFrame({ id: 1 }), encodeFrame({ id: 2 })]);
  expect(() => {
    for (const _ of read(stream)) most = 0;
  }).toThrow('over the limit');
});
