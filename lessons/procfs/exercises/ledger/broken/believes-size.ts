// Adds up the amounts of one name in /proc/ledger: node sum.ts <name>
import * as fs from 'node:fs';

const [wanted = ''] = process.argv.slice(2);

/** All of the book. */
function readLedger(): string {
  const fd = fs.openSync('/proc/ledger', 'r');
  const bytes = Buffer.alloc(fs.fstatSync(fd).size);
  const count = fs.readSync(fd, bytes);
  fs.closeSync(fd);
  return bytes.toString('utf8', 0, count);
}

/** What the lines of `wanted` come to. */
function sumOf(text: string): number | bigint {
  let sum = 0n;
  for (const line of text.split('\n')) {
    const [name, amount = '0'] = line.split(' ');
    if (name === wanted) sum += BigInt(amount);
  }
  return sum;
}

console.log(String(sumOf(readLedger())));
