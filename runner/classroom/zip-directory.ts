// What a zip says that it holds, read from its central directory before anything is unpacked.
// Layout: APPNOTE.TXT of PKWARE, 4.3.12 and 4.3.16.

export type ZipEntry = {
  name: string;
  /** Bytes once unpacked, as declared. */
  size: number;
  symlink: boolean;
  encrypted: boolean;
};

const endSignature = 0x06054b50;
const entrySignature = 0x02014b50;
const endBytes = 22;
const entryBytes = 46;
const longestComment = 0xffff;
const fileTypeMask = 0o170000;
const symbolicLink = 0o120000;

/** The entries, or undefined where `bytes` is no whole zip. */
export function zipDirectory(bytes: Buffer): ZipEntry[] | undefined {
  const end = findEnd(bytes);
  if (end === undefined) return undefined;
  const count = bytes.readUInt16LE(end + 10);
  let at = bytes.readUInt32LE(end + 16);
  const entries: ZipEntry[] = [];
  for (let index = 0; index < count; index++) {
    if (at + entryBytes > bytes.length || bytes.readUInt32LE(at) !== entrySignature) {
      return undefined;
    }
    const nameBytes = bytes.readUInt16LE(at + 28);
    const mode = bytes.readUInt32LE(at + 38) >>> 16;
    entries.push({
      name: bytes.toString('utf8', at + entryBytes, at + entryBytes + nameBytes),
      size: bytes.readUInt32LE(at + 24),
      symlink: (mode & fileTypeMask) === symbolicLink,
      encrypted: (bytes.readUInt16LE(at + 8) & 1) === 1,
    });
    at += entryBytes + nameBytes + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  return entries;
}

function findEnd(bytes: Buffer): number | undefined {
  const first = Math.max(0, bytes.length - endBytes - longestComment);
  for (let at = bytes.length - endBytes; at >= first; at--) {
    if (bytes.readUInt32LE(at) === endSignature) return at;
  }
  return undefined;
}
