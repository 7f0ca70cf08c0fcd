// Kobjects of 2010 ported to today: default groups, strict parsing, memory that goes in the release function.
import { atOnce } from '../../../lib/at-once.ts';
import { check, defineExercise, fail, pass } from '../../../lib/exercise.ts';
import {
  AF_NETLINK,
  type Call,
  type CallResult,
  close,
  O,
  open,
  read,
  SOCK_RAW,
  seek,
  toText,
  write,
} from '../../../lib/probe.ts';

const house = '/sys/kernel/lamps';
const file = (name: string): string => `${house}/${name}/brightness`;

/** Opens a control file, writes a name and closes it: the second result is the write's. */
function control(what: 'add' | 'remove', name: string): Call[] {
  return [open(`${house}/${what}`, O.WRONLY, 'control'), write(name, 'control'), close('control')];
}

const text = (result: CallResult | undefined): string =>
  toText(result?.memory[0] ?? '', result?.value ?? -1);
const outcome = (result: { value: number; errno: string } | undefined): string =>
  result?.errno || `a return value of ${result?.value}`;

const comeAndGo = check({
  id: 'come-and-go',
  says: 'A lamp comes with brightness 0, keeps what is written, and goes.',
  points: 5,
  visible: true,
  async observe({ random, calls }) {
    const name = random.word(8);
    const value = random.integer(1, 99);
    const edges = [100, 0];
    const put = (text: string): Call[] => [seek(0), write(text), seek(0), read(64)];
    const results = await calls([
      ...control('add', name),
      open(file(name), O.RDWR),
      read(64),
      ...[...edges, value].flatMap((each) => put(`${each}\n`)),
      ...control('remove', name),
      { ...seek(0), must: false },
      read(64),
      open(file(name), O.RDONLY, 'again'),
    ]);
    const brief = (from: number, to?: number): { value: number; errno: string }[] =>
      results.slice(from, to).map(({ value: returned, errno }) => ({ value: returned, errno }));
    const set = [...edges, value].map((each, index) => ({
      ...{ text: `${each}\n`, write: brief(6 + 4 * index)[0] ?? { value: -1, errno: '' } },
      seen: text(results[8 + 4 * index]),
    }));
    return { added: brief(0, 5), first: text(results[4]), set, removed: brief(17) };
  },
  judge({ added, first, set, removed }) {
    if (added[1]?.errno !== '' || added[3]?.errno !== '') {
      return fail(
        'added a lamp and opened its brightness',
        'a folder with that file in it',
        added[1]?.errno
          ? `the write to add: ${outcome(added[1])}`
          : `the open: ${outcome(added[3])}`,
        '.default_groups is a list of groups, and ends with NULL.',
      );
    }
    if (first !== '0\n') {
      return fail('read a new lamp', '0 and the end of the line', JSON.stringify(first));
    }
    for (const { text: written, write: answer, seen } of set) {
      if (seen === written && answer.value === written.length) continue;
      return fail(
        `wrote ${JSON.stringify(written)} to brightness and read it`,
        'that write returns the number of bytes, and the same number',
        answer.value === written.length ? JSON.stringify(seen) : `the write: ${outcome(answer)}`,
        answer.errno ? '0 and BRIGHTEST belong to the range.' : undefined,
      );
    }
    const [, remove, , , late, again] = removed;
    if (remove?.errno !== '' || again?.errno !== 'ENOENT') {
      return fail(
        'removed the lamp and opened its brightness',
        'ENOENT',
        remove?.errno ? `the write to remove: ${outcome(remove)}` : outcome(again),
      );
    }
    if (late?.errno === 'ENODEV') return pass;
    return fail(
      'read through a descriptor that was open when the lamp went',
      'ENODEV',
      outcome(late),
    );
  },
});

const many = check({
  id: 'many',
  says: 'Lamps are objects of their own, each with its brightness.',
  points: 3,
  visible: true,
  async observe({ random, calls }) {
    const lamps = Array.from({ length: 4 }, () => ({
      name: random.word(8),
      value: random.integer(1, 99),
    }));
    const made = lamps.flatMap(({ name, value }) => [
      ...control('add', name),
      open(file(name), O.RDWR, name),
      write(`${value}`, name),
    ]);
    const looked = lamps.flatMap(({ name }) => [seek(0, 0, name), read(64, name), close(name)]);
    const gone = lamps.flatMap(({ name }) => control('remove', name));
    const results = await calls([...made, ...looked, ...gone]);
    return lamps.map(({ value }, index) => ({
      value,
      added: {
        value: results[5 * index + 1]?.value ?? -1,
        errno: results[5 * index + 1]?.errno ?? '',
      },
      seen: text(results[made.length + 3 * index + 1]).trim(),
    }));
  },
  judge(lamps) {
    const did = 'added four lamps, set each to another brightness, and read them';
    const refused = lamps.find(({ added }) => added.value < 0);
    if (refused || lamps.length < 4) {
      return fail(
        did,
        'four lamps',
        `add answered ${outcome(refused?.added)}`,
        'A lamp that is allocated can be there many times.',
      );
    }
    if (lamps.every(({ value, seen }) => seen === `${value}`)) return pass;
    return fail(
      did,
      'each shows its own',
      'another number',
      'container_of leads from the kobject to the lamp around it.',
    );
  },
});

const strict = check({
  id: 'strict',
  says: 'What is no number from 0 to 100 is refused and changes nothing.',
  points: 4,
  visible: true,
  async observe({ random, calls }) {
    const name = random.word(8);
    const value = random.integer(1, 99);
    const wrong = [
      `${random.word(4)}x`,
      `${value} ${value}`,
      '101',
      '-1',
      `-${random.integer(2, 99)}`,
      `${random.integer(102, 100_000)}`,
      `${random.integer(3_000_000_000, 4_000_000_000)}`,
      `${value + 2 ** 32}`,
    ];
    const results = await calls([
      ...control('add', name),
      open(file(name), O.RDWR),
      write(`${value}`),
      ...wrong.flatMap((input) => [seek(0), write(input)]),
      seek(0),
      read(64),
      close(),
      ...control('remove', name),
    ]);
    const taken = results[4]?.value ?? -1;
    const errors = wrong.map((input, index) => ({
      ...{ input, got: results[6 + 2 * index]?.errno ?? '' },
    }));
    return { value, taken, errors, seen: text(results[6 + 2 * wrong.length]).trim() };
  },
  judge({ value, taken, errors, seen }) {
    if (taken < 1) return fail('wrote a brightness', 'that it is taken', `write returned ${taken}`);
    const wrong = errors.find(({ got }) => got !== 'EINVAL' && got !== 'ERANGE');
    if (wrong) {
      return fail(
        `wrote ${JSON.stringify(wrong.input)}`,
        'EINVAL or ERANGE',
        wrong.got || 'success',
        /^-?\d+$/.test(wrong.input)
          ? 'Compare with 0 and BRIGHTEST before you keep it. Which numbers can your type hold?'
          : 'simple_strtol cannot complain. What does the chapter use?',
      );
    }
    if (errors.length > 0 && seen === `${value}`) return pass;
    return fail('wrote what is refused', 'the brightness of before', 'another one');
  },
});

const mode = check({
  id: 'mode',
  says: 'Everybody may read brightness, root alone may write it.',
  points: 2,
  visible: false,
  async observe({ random, shell }) {
    const name = random.word(8);
    const { output } = await shell(
      `echo ${name} > ${house}/add; stat -c %a ${file(name)}; echo ${name} > ${house}/remove`,
    );
    return { mode: output.trim() };
  },
  judge({ mode: got }) {
    if (got === '644') return pass;
    return fail(
      'looked at the permissions of brightness',
      'read and write for root, read for all others',
      /^\d+$/.test(got) ? `the mode ${got}` : 'no such file',
      'S_IRWXUGO was 0777, at which the kernel warns today. __ATTR_RW takes 0644.',
    );
  },
});

const event = check({
  id: 'event',
  says: 'An add uevent tells of the lamp when it is complete.',
  points: 4,
  visible: false,
  async observe(probe) {
    const name = probe.random.word(8);
    const kobjectUevent = 15;
    const solSocket = 1;
    const receiveTimeout = 20;
    const group1 = Buffer.from(Uint32Array.of(AF_NETLINK, 0, 1).buffer).toString('hex');
    // 2 s and 0 µs, as a struct timeval.
    const twoSeconds = Buffer.from(BigInt64Array.of(2n, 0n).buffer).toString('hex');
    const [add, write_, done] = control('add', name);
    const hear: Call = {
      call: 'recvfrom',
      arguments: [{ result: 'news' }, { room: 4096 }, 4096, 0, 0, 0],
    };
    const [heard, found] = await atOnce(probe, {
      before: [
        { call: 'socket', arguments: [AF_NETLINK, SOCK_RAW, kobjectUevent], as: 'news' },
        { call: 'bind', arguments: [{ result: 'news' }, { bytes: group1 }, 12] },
        {
          call: 'setsockopt',
          arguments: [{ result: 'news' }, solSocket, receiveTimeout, { bytes: twoSeconds }, 16],
        },
        add as Call,
      ],
      cause: write_ as Call,
      wait: hear,
      look: [open(file(name), O.RDONLY, 'lamp')],
    });
    await probe.calls([done as Call, ...control('remove', name)]);
    return { name, heard: text(heard), found: found?.errno ?? 'nothing' };
  },
  judge({ name, heard, found }) {
    const did = 'listened to uevents and added a lamp';
    if (!heard.startsWith(`add@/kernel/lamps/${name}\0`)) {
      return fail(
        did,
        'one with ACTION=add and the path of the lamp',
        heard === '' ? 'none' : JSON.stringify(heard.split('\0')[0]),
        'kobject_uevent is sent last: before kobject_add the object has no place in the tree.',
      );
    }
    if (found === '') return pass;
    return fail(
      `${did}, and opened its brightness as soon as the event was there`,
      'the file',
      found,
      'Whoever hears of a lamp looks at it at once. Send the event when its files are there.',
    );
  },
});

/**
 * A lamp can't be called "add", for a file of that name is there. So kobject_add fails, at which the
 * kernel complains at length; its words are kept off the serial port meanwhile.
 */
const takenName: Call[] = [
  open('/proc/sys/kernel/printk', O.WRONLY, 'words'),
  { call: 'pwrite64', arguments: [{ result: 'words' }, { text: '2' }, 1, 0], as: 'fewer' },
  open(`${house}/add`, O.WRONLY, 'adder'),
  write('add', 'adder'),
  { call: 'pwrite64', arguments: [{ result: 'words' }, { text: '8' }, 1, 0], as: 'all' },
];

const taken = check({
  id: 'taken-name',
  says: 'A lamp whose folder cannot be made is refused.',
  points: 1,
  visible: false,
  async observe({ random, calls }) {
    const name = random.word(8);
    const list = [...control('add', name), ...takenName, ...control('remove', name)];
    const brief = (await calls(list)).map(({ value, errno }) => ({ value, errno }));
    const none = { value: 0, errno: '' };
    return { usual: brief[1] ?? none, added: brief[6] ?? none };
  },
  judge({ usual, added }) {
    if (usual.value < 1) return fail('added a lamp', 'that it is taken', outcome(usual));
    if (added.value === -1 && added.errno !== '') return pass;
    return fail(
      'added a lamp that is called like a file of the folder, "add"',
      'the error of kobject_add',
      outcome(added),
      'What kobject_init_and_add returns goes to the program.',
    );
  },
});

export const exercise = defineExercise({
  id: 'lamps-of-today',
  title: 'Lamps of 2010',
  kind: 'port',
  edits: 'module',
  version: 2,
  minutes: 45,
  file: 'lamps.c',
  others: [],
  interfaces: ['sysfs'],
  checkTimeoutMs: 15_000,
  checks: [comeAndGo, many, strict, mode, event, taken],
  device: null,
  refused: takenName,
  // Files that stay open: the kernel frees what belongs to the last descriptor much later.
  round: `: >&9 || exec 8> ${house}/add 9> ${house}/remove; printf attic >&8; printf attic >&9`,
  broken: [
    { file: 'empty-release.c', why: 'never gives a lamp back', fails: ['always-leak'] },
    { file: 'begins-bright.c', why: 'switches a new lamp on', fails: ['come-and-go'] },
    { file: 'one-lamp.c', why: 'has room for one lamp', fails: ['many'] },
    { file: 'shared-value.c', why: 'has one brightness for all', fails: ['many'] },
    { file: 'careless-parser.c', why: 'takes what is no number for 0', fails: ['strict'] },
    { file: 'no-limit.c', why: 'takes any number', fails: ['strict'] },
    { file: 'no-event.c', why: 'tells nobody', fails: ['event'] },
    {
      file: 'early-event.c',
      why: 'tells of a lamp that has no name yet',
      fails: ['event'],
    },
    { file: 'never-full.c', why: 'refuses the brightest', fails: ['come-and-go'] },
    { file: 'below-zero.c', why: 'takes numbers below zero', fails: ['strict'] },
    {
      file: 'frees-by-hand.c',
      why: 'frees a lamp that could not be added instead of putting it',
      fails: ['always-leak'],
    },
    {
      file: 'keeps-failed.c',
      why: 'forgets a lamp that could not be added',
      fails: ['always-leak'],
    },
    {
      file: 'hides-the-error.c',
      why: 'says that a lamp came which could not be added',
      fails: ['taken-name'],
    },
    {
      file: 'event-before-file.c',
      why: 'tells of a lamp whose file is not there yet',
      fails: ['event'],
    },
    { file: 'for-the-group.c', why: 'lets more than root write', fails: ['mode'] },
  ],
  accepted: [
    { file: 'by-hand.c', why: 'makes the file itself after kobject_add()' },
    { file: 'own-operations.c', why: 'has sysfs_ops of its own and EINVAL for all' },
    { file: 'any-base.c', why: 'takes numbers of any base, and ERANGE for too large ones' },
  ],
});
