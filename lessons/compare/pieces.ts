// What 64 KB through /dev/compare cost in pieces of several sizes; and
// 8 bytes of /proc/compare/8, with the file kept open and opened anew.
import { closeSync, openSync } from 'node:fs';
import koffi from 'koffi';

const libc = koffi.load('libc.so.6');
const read = libc.func('intptr_t read(int, _Out_ uint8_t *, size_t)');
const pread = libc.func(
  'intptr_t pread(int, _Out_ uint8_t *, size_t, int64_t)',
);
const device = openSync('/dev/compare', 'r');
const buffer = Buffer.alloc(65536);

/** Median time of a thousand, in microseconds, after as many to warm up. */
function median(action: () => void): number {
  const times = new Float64Array(2000);
  for (let index = 0; index < times.length; index += 1) {
    const start = process.hrtime.bigint();
    action();
    times[index] = Number(process.hrtime.bigint() - start) / 1000;
  }
  return times.slice(1000).toSorted()[500] ?? 0;
}

// region: pieces
// Single calls are measured and multiplied: 8192 of them in a row would be
// interrupted each time by something else that the machine has to do.
console.log('64 KB      calls   one call   all of them     MB/s');
for (const piece of [65536, 4096, 512, 64, 8]) {
  const calls = buffer.length / piece;
  const one = median(() => read(device, buffer, piece));
  const row = [
    `by ${piece}`.padEnd(10),
    String(calls).padStart(6),
    one.toFixed(1).padStart(11),
    (calls * one).toFixed(0).padStart(14),
    (piece / one).toFixed(1).padStart(9),
  ];
  console.log(row.join(''));
}
// endregion: pieces

// region: opened
const path = '/proc/compare/8';
const file = openSync(path, 'r');
const kept = median(() => pread(file, buffer, 8, 0));
const anew = median(() => {
  const fd = openSync(path, 'r');
  pread(fd, buffer, 8, 0);
  closeSync(fd);
});
console.log(`\n8 bytes of ${path}`);
console.log(`the file kept open ${kept.toFixed(1).padStart(9)}`);
console.log(`opened for each ${anew.toFixed(1).padStart(12)}`);
// endregion: opened
