// Writes to /dev/as_root as the user nobody, who may not write the file.
import { openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import koffi from 'koffi';

const seteuid = koffi.load('libc.so.6').func('int seteuid(uint32_t)');
const path = '/home/melody/str_from_kernel';

// region: nobody
writeFileSync(path, "root's own words\n", { mode: 0o600 });
seteuid(65534);
let direct = 'allowed';
try {
  writeFileSync(path, 'me\n');
} catch (error) {
  direct = (error as NodeJS.ErrnoException).code ?? 'refused';
}
const done = writeSync(openSync('/dev/as_root', 'w'), "nobody's words\n");
seteuid(0);
// endregion: nobody

const content = readFileSync(path, 'utf8').trim();
console.log(`nobody writes the file:    ${direct}`);
console.log(`nobody writes the device:  ${done} bytes`);
console.log(`the file:                  ${content}`);
process.exitCode =
  direct === 'EACCES' && content === "nobody's words" ? 0 : 1;
