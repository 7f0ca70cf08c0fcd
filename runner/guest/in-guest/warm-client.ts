// A Node that has done all that can be done before a client is known: itself started, koffi loaded,
// the type stripper compiled. It waits on its parent's message and then becomes the client.
import 'koffi';
import { rm, writeFile } from 'node:fs/promises';
import { reseedOpenssl } from './kernel-calls.ts';

const practice = '/tmp/practice.ts';
await writeFile(practice, 'export const ready: boolean = true;\n');
await import(practice);
await rm(practice);

process.once('message', (message: { argv: string[] }) => {
  process.disconnect();
  reseedOpenssl();
  process.argv = [process.execPath, ...message.argv.slice(1)];
  process.title = message.argv.join(' ');
  // Not awaited: a rejection must end this process as it would end any Node.
  void import(String(message.argv[1]));
});
process.send?.('ready');
