// Adds up the amounts of one name in /proc/ledger: node sum.ts <name>
import * as fs from 'node:fs';

const [wanted = ''] = process.argv.slice(2);

/** All of the book. */
function readLedger(): string {
  return fs.readFileSync('/proc/ledger', 'utf8');
}

/** What the lines of `wanted` come to. */
function sumOf(text: string): number | bigint {
  const sum = 0n;
  for (const line of text.split('\n')) {
    const [name, amount = '0'] = line.split(' ');
    if (name === wanted) return BigInt(amount);
  }
  return sum;
}

console.log(String(sumOf(readLedger())));
