// The framing of the wire between host and guest, read by both ends.
// A frame is: header length, body length (two unsigned 32-bit big-endian numbers), header (JSON), body (bytes).

export type Frame = { header: unknown; body: Uint8Array };

/** Largest header and body that either end takes, in bytes; more means a broken or hostile peer. */
export const frameLimits = { header: 256 * 1024, body: 16 * 1024 * 1024 } as const;

const prefixBytes = 8;

/**
 * A frame as bytes, ready for the wire.
 * @throws Error when it is over `frameLimits`: the peer would give up the wire for it
 */
export function encodeFrame(header: unknown, body: Uint8Array = new Uint8Array()): Buffer {
  const json = Buffer.from(JSON.stringify(header));
  refuseOverLimit(json.length, body.length);
  const prefix = Buffer.alloc(prefixBytes);
  prefix.writeUInt32BE(json.length, 0);
  prefix.writeUInt32BE(body.length, 4);
  return Buffer.concat([prefix, json, body]);
}

/**
 * Cuts a stream of bytes into frames. Call the result with each chunk; it returns the frames that
 * are complete by then.
 * @throws Error on a length over `frameLimits` or a header that is not JSON; the stream is lost then.
 */
export function frameReader(): (chunk: Uint8Array) => Frame[] {
  let pending: Buffer = Buffer.alloc(0);
  return (chunk) => {
    pending = pending.length === 0 ? Buffer.from(chunk) : Buffer.concat([pending, chunk]);
    const frames: Frame[] = [];
    while (pending.length >= prefixBytes) {
      const headerBytes = pending.readUInt32BE(0);
      const bodyBytes = pending.readUInt32BE(4);
      refuseOverLimit(headerBytes, bodyBytes);
      const end = prefixBytes + headerBytes + bodyBytes;
      if (pending.length < end) break;
      const headerEnd = prefixBytes + headerBytes;
      frames.push({
        header: JSON.parse(pending.toString('utf8', prefixBytes, headerEnd)),
        body: pending.subarray(headerEnd, end),
      });
      pending = pending.subarray(end);
    }
    return frames;
  };
}

function refuseOverLimit(headerBytes: number, bodyBytes: number): void {
  if (headerBytes <= frameLimits.header && bodyBytes <= frameLimits.body) return;
  throw new Error(`a frame of ${headerBytes} + ${bodyBytes} bytes is over the limit`);
}
