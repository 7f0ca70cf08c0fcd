// Makes the smallest program that has a major error, a store to address 42,
// and runs it: alone, and under strace, which sees the signal that the kernel
// sends for it.
import { spawnSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';

// region: program
// mov byte ptr [42], 1
const code = Buffer.from([0xc6, 0x04, 0x25, 42, 0, 0, 0, 1]);

// An ELF file of one header, one segment, and these eight bytes.
const address = 0x400000;
const headerBytes = 64 + 56;
const file = Buffer.alloc(headerBytes + code.length);
file.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]); // ELF, 64 bits
file.writeUInt16LE(2, 16); // a program
file.writeUInt16LE(62, 18); // for x86-64
file.writeUInt32LE(1, 20); // version
file.writeBigUInt64LE(BigInt(address + headerBytes), 24); // starts here
file.writeBigUInt64LE(64n, 32); // where the segments are listed
file.writeUInt16LE(64, 52); // bytes in this header
file.writeUInt16LE(56, 54); // bytes in a segment's
file.writeUInt16LE(1, 56); // segments
file.writeUInt32LE(1, 64); // to be loaded
file.writeUInt32LE(5, 68); // to be read and executed
file.writeBigUInt64LE(BigInt(address), 80); // at this address
file.writeBigUInt64LE(BigInt(file.length), 96); // bytes in the file
file.writeBigUInt64LE(BigInt(file.length), 104); // bytes in memory
file.writeBigUInt64LE(4096n, 112); // alignment
code.copy(file, headerBytes);

writeFileSync('/work/fault', file);
chmodSync('/work/fault', 0o755);
// endregion: program

// region: run
const { status, signal } = spawnSync('/work/fault');
console.log(`exit code ${status}, ended by ${signal}`);
// endregion: run
