// Reads 8 bytes from /dev/compare a thousand times and shows what one would
// believe of it after one measurement, after ten, after all.
import { openSync } from 'node:fs';
import koffi from 'koffi';

const libc = koffi.load('libc.so.6');
const read = libc.func('intptr_t read(int, _Out_ uint8_t *, size_t)');
const device = openSync('/dev/compare', 'r');
const buffer = Buffer.alloc(8);

// region: measure
const samples = 1000;
const times = new Float64Array(samples);
for (let index = 0; index < samples; index += 1) {
  const start = process.hrtime.bigint();
  read(device, buffer, buffer.length);
  times[index] = Number(process.hrtime.bigint() - start) / 1000;
}

const sum = (list: Float64Array) => list.reduce((all, one) => all + one, 0);
const sorted = times.toSorted();
const show = (what: string, time: number) =>
  console.log(`${what.padEnd(24)}${time.toFixed(1).padStart(9)}`);

show('the first', times[0] ?? 0);
show('the second', times[1] ?? 0);
show('mean of the first ten', sum(times.slice(0, 10)) / 10);
show('mean of all 1000', sum(times) / samples);
show('median of all 1000', sorted[samples / 2] ?? 0);
show('median of the last 500', times.slice(500).toSorted()[250] ?? 0);
show('the slowest', sorted.at(-1) ?? 0);
// endregion: measure
