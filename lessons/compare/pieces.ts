// Gets 64 KB through /dev/compare in pieces of several sizes, and 8 bytes of
// /proc/compare/8 with the file kept open and opened anew for each reading.
import { closeSync, openSync } from 'node:fs';
import koffi from 'koffi';

const libc = koffi.load('libc.so.6');
const read = libc.func('intptr_t read(int, _Out_ uint8_t *, size_t)');
const pread = libc.func(
  'intptr_t pread(int, _Out_ uint8_t *, size_t, int64_t)',
);
const device = openSync('/dev/compare', 'r');
const buffer = Buffer.alloc(65536);

/**
 * The fastest of many, in microseconds: an action of many calls takes so long
 * that it is interrupted nearly every time, and then the median is no help.
 */
function fastest(samples: number, action: () => void): number {
  let least = Number.POSITIVE_INFINITY;
  for (let index = 0; index < samples; index += 1) {
    const start = process.hrtime.bigint();
    action();
    least = Math.min(least, Number(process.hrtime.bigint() - start) / 1000);
  }
  return least;
}

// region: pieces
for (let call = 0; call < 40_000; call += 1) read(device, buffer, 8);

console.log('64 KB        calls   microseconds     MB/s');
for (const piece of [65536, 4096, 512, 64, 8]) {
  const calls = buffer.length / piece;
  const time = fastest(30, () => {
    for (let call = 0; call < calls; call += 1) read(device, buffer, piece);
  });
  const row = [
    `by ${piece}`.padEnd(10),
    String(calls).padStart(8),
    time.toFixed(0).padStart(15),
    (buffer.length / time).toFixed(1).padStart(9),
  ];
  console.log(row.join(''));
}
// endregion: pieces

// region: opened
const path = '/proc/compare/8';
const file = openSync(path, 'r');
const kept = fastest(1000, () => pread(file, buffer, 8, 0));
const anew = fastest(1000, () => {
  const fd = openSync(path, 'r');
  pread(fd, buffer, 8, 0);
  closeSync(fd);
});
console.log(`\n8 bytes of ${path}      microseconds`);
console.log(`the file kept open${kept.toFixed(1).padStart(22)}`);
console.log(`opened for each${anew.toFixed(1).padStart(25)}`);
// endregion: opened
