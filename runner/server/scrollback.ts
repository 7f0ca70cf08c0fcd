// The end of a terminal's output, kept for a page that comes back.

/** Small pieces are joined up to this size, so that single keys do not cost a buffer each. */
const pieceBytes = 4_096;

export type Scrollback = {
  /** Adds filtered bytes, which may be cut between two calls but not inside one. */
  add(bytes: Uint8Array): void;
  /** What is kept, oldest first. */
  bytes(): Uint8Array;
  clear(): void;
};

/** @param limit how many bytes are kept at most */
export function scrollback(limit: number): Scrollback {
  let pieces: Uint8Array[] = [];
  let length = 0;
  return {
    add(bytes) {
      const added = bytes.length > limit ? afterLineEnd(bytes.subarray(-limit)) : bytes;
      const last = pieces.at(-1);
      if (last !== undefined && last.length + added.length <= pieceBytes)
        pieces[pieces.length - 1] = Buffer.concat([last, added]);
      else pieces.push(Buffer.from(added));
      length += added.length;
      while (length > limit) length -= pieces.shift()?.length ?? length;
    },
    bytes: () => Buffer.concat(pieces),
    clear() {
      pieces = [];
      length = 0;
    },
  };
}

/** The first place where a cut breaks neither a character nor a control sequence. */
function afterLineEnd(bytes: Uint8Array): Uint8Array {
  return bytes.subarray(bytes.indexOf(0x0a) + 1);
}
