// Reads what the module file has written, has it write more through
// /dev/to_file, and looks whose name, limits, disk and root folder count when
// the kernel writes. Prints a line for each; exit code 0 when all were right.
import {
  chownSync,
  closeSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeSync,
} from 'node:fs';
import koffi from 'koffi';

// region: libc
const libc = koffi.load('libc.so.6');
const seteuid = libc.func('int seteuid(uint32_t)');
const setrlimit = libc.func('int setrlimit(int, const uint64_t *)');
const mount = libc.func('int mount(str, str, str, unsigned long, str)');
const umount = libc.func('int umount(const char *)');
const mkfifo = libc.func('int mkfifo(const char *, uint32_t)');
const unshare = libc.func('int unshare(int)');
const chroot = libc.func('int chroot(const char *)');
const fchdir = libc.func('int fchdir(int)');
// endregion: libc

let wrong = 0;

/** Prints one line, and marks it when it is not what a right module does. */
function show(what: string, got: string, wanted: string): void {
  const right = got === wanted;
  if (!right) wrong += 1;
  const mark = right ? '' : `   <- should be ${wanted}`;
  console.log(`  ${what.padEnd(42)} ${got}${mark}`);
}

// region: article
const folder = '/home/melody';
const path = `${folder}/str_from_kernel`;
const content = () => JSON.stringify(readFileSync(path, 'utf8'));

console.log("The article's test");
show('the file', content(), '"a string from the kernel\\n"');
const { uid, mode } = statSync(path);
show('its owner and mode', `${uid} ${mode.toString(8)}`, '0 100644');
// endregion: article

// region: put
const device = openSync('/dev/to_file', 'w');

/** Has the kernel write; the bytes written, or the error of the kernel. */
function put(fd: number, bytes: string | Buffer): string {
  try {
    return String(writeSync(fd, Buffer.from(bytes)));
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? String(error);
  }
}

/** The same from the start of the file. */
function putAnew(bytes: string | Buffer): string {
  const fd = openSync('/dev/to_file', 'w');
  const done = put(fd, bytes);
  closeSync(fd);
  return done;
}
// endregion: put

// region: device
console.log('Through the device');
show('"one, "', put(device, 'one, '), '5');
show('"two"', put(device, 'two'), '3');
show('the file', content(), '"one, two"');
show('"three", from the start', putAnew('three'), '5');
show('the file', content(), '"three"');
// endregion: device

// region: name
console.log('In whose name');
const nobody = 65534;
seteuid(nobody);
show('nobody, to a file of root', putAnew('mine'), 'EACCES');
seteuid(0);
chownSync(path, nobody, nobody);
seteuid(nobody);
show("nobody, to a file of nobody's", putAnew('mine'), '4');
seteuid(0);
// endregion: name

// region: limits
console.log('Within whose limits');
const fileSize = 1; // RLIMIT_FSIZE
const unlimited = 0xffffffffffffffffn;
const limited = openSync('/dev/to_file', 'w');
setrlimit(fileSize, BigUint64Array.of(10n, unlimited));
show('16 bytes with a limit of 10', put(limited, 'x'.repeat(16)), '10');
show('16 more', put(limited, 'x'.repeat(16)), 'EFBIG');
setrlimit(fileSize, BigUint64Array.of(unlimited, unlimited));
closeSync(limited);
// endregion: limits

// region: full
console.log('On a disk of 8192 bytes');
mount('tmpfs', folder, 'tmpfs', 0, 'size=8k');
const full = openSync('/dev/to_file', 'w');
show('20000 bytes', put(full, Buffer.alloc(20000)), '8192');
show('the rest', put(full, Buffer.alloc(11808)), 'ENOSPC');
closeSync(full);
umount(folder);
// endregion: full

// region: path
console.log('What stands at the path');
rmSync(path);
symlinkSync('/etc/passwd', path);
show('a link to /etc/passwd', putAnew('x'), 'ELOOP');
rmSync(path);
mkfifo(path, 0o600);
show('a pipe that nobody reads', putAnew('x'), 'ENXIO');
rmSync(path);
mkdirSync(path);
show('a folder', putAnew('x'), 'EISDIR');
rmdirSync(path);
rmdirSync(folder);
show('nothing, and no folder either', putAnew('x'), 'ENOENT');
mkdirSync(folder);
// endregion: path

// region: root
console.log('Below whose root');
mkdirSync(`/tmp/jail${folder}`, { recursive: true });
const root = openSync('/', 'r');
unshare(0x200); // CLONE_FS: a root of its own for this thread
chroot('/tmp/jail');
show('from inside /tmp/jail', put(device, 'in jail'), '7');
fchdir(root);
chroot('.');
show('the file', existsAs(path), 'is not there');
show('the file in the jail', existsAs(`/tmp/jail${path}`), 'is there');
// endregion: root

function existsAs(name: string): string {
  return statSync(name, { throwIfNoEntry: false })
    ? 'is there'
    : 'is not there';
}

const verdict = `Not as it should be: ${wrong} of the above.`;
console.log(wrong === 0 ? 'All as it should be.' : verdict);
process.exitCode = wrong === 0 ? 0 : 1;
