// Adds up the amounts of one name in /proc/ledger: node sum.ts <name>
import * as fs from 'node:fs';

const [wanted = ''] = process.argv.slice(2);

/** All of the book. */
function readLedger(): string {
  return fs.readFileSync('/proc/ledger', 'utf8');
}

/** What the lines of `wanted` come to. */
function sumOf(text: string): bigint {
  const sums: Record<string, bigint> = {};
  for (const line of text.split('\n')) {
    const [name = '', amount] = line.split(' ');
    if (amount !== undefined) sums[name] = (sums[name] ?? 0n) + BigInt(amount);
  }
  return sums[wanted] ?? 0n;
}

console.log(String(sumOf(readLedger())));
