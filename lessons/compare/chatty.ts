// Measures a read of /dev/chatty, silent and with a line in the kernel log.
import { openSync, writeFileSync } from 'node:fs';
import koffi from 'koffi';

const libc = koffi.load('libc.so.6');
const read = libc.func('intptr_t read(int, _Out_ uint8_t *, size_t)');
const device = openSync('/dev/chatty', 'r');
const buffer = Buffer.alloc(8);

// region: measure
const samples = 100;

/** Median of a hundred reads, in microseconds. */
function median(): number {
  const times = new Float64Array(samples);
  for (let index = 0; index < samples; index += 1) {
    const start = process.hrtime.bigint();
    read(device, buffer, buffer.length);
    times[index] = Number(process.hrtime.bigint() - start) / 1000;
  }
  return times.toSorted()[samples / 2] ?? 0;
}

function talk(answer: 'Y' | 'N'): void {
  writeFileSync('/sys/module/chatty/parameters/talk', answer);
}

for (let index = 0; index < 20; index += 1) median(); // warm up
const silent = median();
talk('Y');
const talking = median();
talk('N');
// endregion: measure

const times = Math.round(talking / silent);
console.log(`a read of 8 bytes     ${silent.toFixed(1)} microseconds`);
console.log(`and a line of log     ${talking.toFixed(1)} microseconds`);
console.log(`                      ${times} times as long`);
process.exitCode = talking > silent ? 0 : 1;
