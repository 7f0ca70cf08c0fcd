// Adds up the amounts of one name in /proc/ledger: node sum.ts <name>
import * as fs from 'node:fs';

const [wanted = ''] = process.argv.slice(2);

/** All of the book. */
function readLedger(): string {
  // todo: mend this: it has to give the whole text
  return fs.readFileSync('/proc/ledger', 'utf8');
  // starter: const fd = fs.openSync('/proc/ledger', 'r');
  // starter: const bytes = Buffer.alloc(fs.fstatSync(fd).size);
  // starter: const count = fs.readSync(fd, bytes);
  // starter: fs.closeSync(fd);
  // starter: return bytes.toString('utf8', 0, count);
  // endtodo
}

/** What the lines of `wanted` come to. */
function sumOf(text: string): number | bigint {
  // todo: mend this: other people, and large amounts
  let sum = 0n;
  for (const line of text.split('\n')) {
    const [name, amount = '0'] = line.split(' ');
    if (name === wanted) sum += BigInt(amount);
  }
  return sum;
  // starter: let sum = 0;
  // starter: for (const line of text.split('\n')) {
  // starter:   const [, amount] = line.split(' ');
  // starter:   if (line.startsWith(wanted)) sum += Number(amount);
  // starter: }
  // starter: return sum;
  // endtodo
}

console.log(String(sumOf(readLedger())));
