// What a built module asks of the kernel and declares, read from its ELF file. The bytes are the
// student's: every offset is checked, and what doesn't fit is an error.
// Layout: elf(5); a module is a 64-bit little-endian relocatable file.

export type ObjectFile = {
  /** Symbols that the kernel has to provide, weak ones included. */
  imports: string[];
  sections: string[];
  /** Entries of .modinfo, such as `license=GPL`. */
  modinfo: string[];
};

const headerBytes = 64;
const sectionBytes = 64;
const symbolBytes = 24;
const symbolTable = 2;
const noBits = 8;

type Section = { name: string; type: number; link: number; bytes: Buffer };

/** Reads a module. @throws RangeError where it isn't a whole one */
export function readObjectFile(ko: Uint8Array): ObjectFile {
  const file = Buffer.from(ko.buffer, ko.byteOffset, ko.byteLength);
  if (file.length < headerBytes || file.readUInt32BE(0) !== 0x7f454c46) {
    throw new RangeError('not an ELF file');
  }
  const sections = readSections(file);
  const modinfo = sections.filter(({ name }) => name === '.modinfo');
  return {
    imports: sections
      .filter(({ type }) => type === symbolTable)
      .flatMap((table) => {
        const names = sections[table.link]?.bytes ?? Buffer.alloc(0);
        return undefinedSymbols(table.bytes, names);
      }),
    sections: sections.map(({ name }) => name).filter((name) => name !== ''),
    modinfo: modinfo.flatMap(({ bytes }) => bytes.toString('latin1').split('\0').filter(Boolean)),
  };
}

function readSections(file: Buffer): Section[] {
  const table = Number(file.readBigUInt64LE(40));
  const count = file.readUInt16LE(60);
  const namesIndex = file.readUInt16LE(62);
  // With more sections than fit the count stands elsewhere; no module has so many.
  if (count === 0) throw new RangeError('a file without a table of sections');
  const raw = Array.from({ length: count }, (_, index) => {
    const at = table + index * sectionBytes;
    const type = file.readUInt32LE(at + 4);
    const offset = Number(file.readBigUInt64LE(at + 24));
    const size = type === noBits ? 0 : Number(file.readBigUInt64LE(at + 32));
    if (offset + size > file.length) throw new RangeError('a section lies outside of the file');
    const bytes = file.subarray(offset, offset + size);
    return { nameAt: file.readUInt32LE(at), type, link: file.readUInt32LE(at + 40), bytes };
  });
  const names = raw[namesIndex]?.bytes ?? Buffer.alloc(0);
  return raw.map(({ nameAt, ...rest }) => ({ ...rest, name: textAt(names, nameAt) }));
}

/** A symbol of section 0 is defined elsewhere; the first entry is nobody's. */
function undefinedSymbols(table: Buffer, names: Buffer): string[] {
  const found: string[] = [];
  for (let at = symbolBytes; at + symbolBytes <= table.length; at += symbolBytes) {
    if (table.readUInt16LE(at + 6) !== 0) continue;
    const name = textAt(names, table.readUInt32LE(at));
    if (name !== '') found.push(name);
  }
  return found;
}

function textAt(bytes: Buffer, at: number): string {
  const end = bytes.indexOf(0, at);
  return bytes.toString('latin1', at, end < 0 ? bytes.length : end);
}
