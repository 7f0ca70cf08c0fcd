// The framing of the wire between host and guest, read by both ends.
// A frame is: header length, body length (two unsigned 32-bit big-endian numbers), header (JSON), body (bytes).

export type Frame = { header: unknown; body: Uint8Array };

/** Largest header and body of a frame, in bytes. */
export type FrameLimits = { readonly header: number; readonly body: number };

/** What either end takes at most; more means a broken or hostile peer. */
export const frameLimits: FrameLimits = { header: 256 * 1024, body: 16 * 1024 * 1024 };

/** The bytes are no frames, or larger ones than are taken: the stream is lost. */
export class FrameError extends Error {
  override name = 'FrameError';
}

const prefixBytes = 8;

/**
 * A frame as bytes, ready for the wire.
 * @throws FrameError when it is over `frameLimits`: the peer would give up the wire for it
 */
export function encodeFrame(header: unknown, body: Uint8Array = new Uint8Array()): Buffer {
  const json = Buffer.from(JSON.stringify(header));
  refuseOverLimit(json.length, body.length, frameLimits);
  const prefix = Buffer.alloc(prefixBytes);
  prefix.writeUInt32BE(json.length, 0);
  prefix.writeUInt32BE(body.length, 4);
  return Buffer.concat([prefix, json, body]);
}

/**
 * Cuts a stream of bytes into frames. Call the result with each chunk and go through all frames that
 * it makes complete. Each byte is copied once, into its frame's own memory, however small the chunks.
 * @param limits asked at the beginning of each frame, when the one before has been dealt with
 * @throws FrameError on a length over the limits or a header that is not JSON
 */
export function frameReader(
  limits: () => FrameLimits = () => frameLimits,
): (chunk: Uint8Array) => Generator<Frame> {
  let part: 'prefix' | 'header' | 'body' = 'prefix';
  let filling = Buffer.alloc(prefixBytes);
  let filled = 0;
  let header: unknown;
  let bodyBytes = 0;

  function fill(next: typeof part, bytes: number): void {
    part = next;
    filling = Buffer.alloc(bytes);
    filled = 0;
  }

  return function* (chunk) {
    for (let at = 0; ; ) {
      const taken = Math.min(filling.length - filled, chunk.length - at);
      filling.set(chunk.subarray(at, at + taken), filled);
      at += taken;
      filled += taken;
      if (filled < filling.length) return;
      if (part === 'prefix') {
        const headerBytes = filling.readUInt32BE(0);
        bodyBytes = filling.readUInt32BE(4);
        refuseOverLimit(headerBytes, bodyBytes, limits());
        fill('header', headerBytes);
      } else if (part === 'header') {
        header = parseHeader(filling);
        fill('body', bodyBytes);
      } else {
        const body = filling;
        fill('prefix', prefixBytes);
        yield { header, body };
      }
    }
  };
}

function parseHeader(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    throw new FrameError('the header of a frame is not JSON');
  }
}

function refuseOverLimit(headerBytes: number, bodyBytes: number, limits: FrameLimits): void {
  if (headerBytes <= limits.header && bodyBytes <= limits.body) return;
  throw new FrameError(`a frame of ${headerBytes} + ${bodyBytes} bytes is over the limit`);
}
