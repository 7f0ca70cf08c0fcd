// Uses the lamps under /sys/kernel/crossings: reads and writes attributes,
// waits for one with poll, hears the kernel's uevents, and tries what is
// refused. Prints a line for each; exit code 0 when all were right.
import {
  closeSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import koffi from 'koffi';

// region: show
let wrong = 0;

/** Prints a line, and marks it when a right module answers otherwise. */
function show(what: string, got: string, wanted: string): void {
  const mark = got === wanted ? '' : `   <- should be ${wanted}`;
  if (mark) wrong += 1;
  console.log(`  ${what.padEnd(40)} ${got}${mark}`);
}
// endregion: show

// region: attributes
const house = '/sys/kernel/crossings';

/** What a call returned, or the name of the error that it threw. */
function attempt(call: () => string): string {
  try {
    return call();
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? String(error);
  }
}

const read = (name: string) =>
  attempt(() => readFileSync(`${house}/${name}`, 'utf8').trimEnd());

function write(name: string, text: string): string {
  return attempt(() => {
    writeFileSync(`${house}/${name}`, text);
    return 'ok';
  });
}
// endregion: attributes

// region: libc
const libc = koffi.load('libc.so.6');
const poll = libc.func(
  'int poll(_Inout_ void *files, unsigned long count, int milliseconds)',
);
const socket = libc.func('int socket(int family, int type, int protocol)');
const bind = libc.func('int bind(int fd, void *address, unsigned int bytes)');
const recvfrom = libc.func(
  'intptr_t recvfrom(int fd, _Out_ void *to, size_t bytes, int flags, ' +
    '_Out_ void *sender, _Inout_ void *senderBytes)',
);

const flags = { POLLIN: 1, POLLPRI: 2, POLLERR: 8 };

/** Waits for `events` on a file, at most so long; the names of what came. */
function wait(fd: number, events: number, milliseconds: number): string {
  const file = Buffer.alloc(8); // struct pollfd
  file.writeInt32LE(fd, 0);
  file.writeInt16LE(events, 4);
  if (poll(file, 1, milliseconds) !== 1) return 'nothing';
  const happened = file.readInt16LE(6);
  return Object.entries(flags)
    .filter(([, bit]) => happened & bit)
    .map(([name]) => name)
    .join(' ');
}
// endregion: libc

// region: listen
const netlink = 16;
const datagram = 2;
const kobjectUevent = 15;
const events = socket(netlink, datagram, kobjectUevent);
const address = Buffer.alloc(12); // struct sockaddr_nl
address.writeUInt16LE(netlink, 0);
address.writeUInt32LE(1, 8); // group 1: what the kernel sends
if (events === -1 || bind(events, address, 12) === -1)
  throw new Error('cannot hear uevents');

/** The next uevent of our lamps: action, path, and reason if it has one. */
function nextEvent(): string {
  const message = Buffer.alloc(8192);
  const sender = Buffer.alloc(12);
  const senderBytes = Buffer.alloc(4);
  while (wait(events, flags.POLLIN, 5000) === 'POLLIN') {
    senderBytes.writeUInt32LE(12);
    const bytes = Number(
      recvfrom(events, message, 8192, 0, sender, senderBytes),
    );
    // Only the kernel has port 0.
    if (bytes <= 0 || sender.readUInt32LE(4) !== 0) continue;
    const [, ...pairs] = message.toString('utf8', 0, bytes).split('\0');
    const value = Object.fromEntries(pairs.map((pair) => pair.split('=', 2)));
    if (value.SUBSYSTEM !== 'crossings') continue;
    return [value.ACTION, value.DEVPATH, value.REASON]
      .filter(Boolean)
      .join(' ');
  }
  return 'nothing within 5 seconds';
}
// endregion: listen

// region: article
console.log("The article's test: a folder each, and an attribute");
const lamps = readdirSync(house, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);
show('folders', lamps.toSorted().join(' '), 'desk hall');
const files = readdirSync(`${house}/desk`).toSorted().join(' ');
show('files of desk', files, 'brightness changes limits off_after');
// Somebody may have been here before.
for (const lamp of ['desk', 'hall']) write(`${lamp}/brightness`, '0');
const before = Number(read('desk/changes'));
show('read desk/brightness', read('desk/brightness'), '0');
show('write 70', write('desk/brightness', '70'), 'ok');
show('read it again', read('desk/brightness'), '70');
const changes = Number(read('desk/changes')) - before;
show('changes meanwhile, says desk/changes', String(changes), '1');
show('read hall/brightness', read('hall/brightness'), '0');
const { size } = statSync(`${house}/hall/changes`);
show('bytes that an attribute has, says stat', String(size), '4096');
// endregion: article

// region: values
console.log('One value in, or none');
show('write 0x20, with a line end', write('desk/brightness', '0x20\n'), 'ok');
show('read it', read('desk/brightness'), '32');
show('write 101', write('desk/brightness', '101'), 'ERANGE');
show('write "bright"', write('desk/brightness', 'bright'), 'EINVAL');
show('write "1 2"', write('desk/brightness', '1 2'), 'EINVAL');
show('write 5000000000', write('desk/brightness', '5000000000'), 'ERANGE');
show('limit it to 40', write('desk/limits/highest', '40'), 'ok');
show('write 41', write('desk/brightness', '41'), 'ERANGE');
show('limit it to 31', write('desk/limits/highest', '31'), 'EINVAL');
show('write desk/changes', write('desk/changes', '0'), 'EACCES');
show('read desk/off_after', read('desk/off_after'), 'EACCES');
// endregion: values

// region: poll
console.log('Waiting for the kernel');
const text = Buffer.alloc(4096);
const desk = openSync(`${house}/desk/brightness`, 'r');
const now = (fd: number) =>
  text.toString('utf8', 0, readSync(fd, text, 0, 4096, 0)).trimEnd();
show(
  'poll before it was ever read',
  wait(desk, flags.POLLPRI, 0),
  'POLLPRI POLLERR',
);
show('read it', now(desk), '32');
show('poll now', wait(desk, flags.POLLPRI, 0), 'nothing');
show('off after 500 milliseconds', write('desk/off_after', '500'), 'ok');
show('the same once more', write('desk/off_after', '500'), 'EBUSY');
show(
  'poll for up to 5 seconds',
  wait(desk, flags.POLLPRI, 5000),
  'POLLPRI POLLERR',
);
show('read it', now(desk), '0');
show('next uevent', nextEvent(), 'change /kernel/crossings/desk timer');
// endregion: poll

// region: come-and-go
console.log('Kobjects come and go');
show('add attic', write('add', 'attic\n'), 'ok');
show('next uevent', nextEvent(), 'add /kernel/crossings/attic');
show('add attic again', write('add', 'attic'), 'EEXIST');
show('add ../attic', write('add', '../attic'), 'EINVAL');
const attic = openSync(`${house}/attic/brightness`, 'r+');
show('write 10 to its brightness', String(writeSync(attic, '10')), '2');
show('remove attic', write('remove', 'attic'), 'ok');
show('next uevent', nextEvent(), 'remove /kernel/crossings/attic');
show('remove attic again', write('remove', 'attic'), 'ENOENT');
show('read its brightness', read('attic/brightness'), 'ENOENT');
// endregion: come-and-go

// region: after
show(
  'read the file that stayed open',
  attempt(() => now(attic)),
  'ENODEV',
);
// endregion: after

// region: end
write('desk/limits/highest', '100');
for (const fd of [desk, attic, events]) closeSync(fd);
console.log(
  wrong === 0
    ? 'All as it should be.'
    : `Not as it should be: ${wrong} of the above.`,
);
process.exitCode = wrong === 0 ? 0 : 1;
// endregion: end
