// Kobjects of 2010 ported to today: default groups, strict parsing, memory that goes in the release function.
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
  points: 3,
  visible: true,
  async observe({ random, calls }) {
    const name = random.word(8);
    const value = random.integer(1, 99);
    const results = await calls([
      ...control('add', name),
      open(file(name), O.RDWR),
      read(64),
      seek(0),
      write(`${value}\n`),
      seek(0),
      read(64),
      ...control('remove', name),
      seek(0),
      read(64),
      open(file(name), O.RDONLY, 'again'),
    ]);
    const brief = results.map(({ value: returned, errno }) => ({ value: returned, errno }));
    return { value, brief, first: text(results[4]), later: text(results[8]) };
  },
  judge({ value, brief, first, later }) {
    const at = (index: number): { value: number; errno: string } | undefined => brief[index];
    if (at(1)?.errno !== '' || at(3)?.errno !== '') {
      return fail(
        'added a lamp and opened its brightness',
        'a folder with that file in it',
        at(1)?.errno ? `the write to add: ${outcome(at(1))}` : `the open: ${outcome(at(3))}`,
        '.default_groups is a list of groups, and ends with NULL.',
      );
    }
    if (first !== '0\n') {
      return fail('read a new lamp', '0 and the end of the line', JSON.stringify(first));
    }
    if (later !== `${value}\n`) {
      return fail(
        'wrote a brightness and read it',
        'the same number',
        at(6)?.errno ? `the write: ${outcome(at(6))}` : JSON.stringify(later),
      );
    }
    if (at(10)?.errno !== '' || at(14)?.errno !== 'ENOENT') {
      return fail(
        'removed the lamp and opened its brightness',
        'ENOENT',
        at(10)?.errno ? `the write to remove: ${outcome(at(10))}` : outcome(at(14)),
      );
    }
    if (at(13)?.errno === 'ENODEV') return pass;
    return fail(
      'read through a descriptor that was open when the lamp went',
      'ENODEV',
      outcome(at(13)),
    );
  },
});

const many = check({
  id: 'many',
  says: 'Lamps are objects of their own, each with its brightness.',
  points: 2,
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
  points: 2,
  visible: true,
  async observe({ random, calls }) {
    const name = random.word(8);
    const value = random.integer(1, 99);
    const wrong = [
      { input: `${random.word(4)}x`, errno: 'EINVAL' },
      { input: `${value} ${value}`, errno: 'EINVAL' },
      { input: `${random.integer(101, 100_000)}`, errno: 'ERANGE' },
    ];
    const results = await calls([
      ...control('add', name),
      open(file(name), O.RDWR),
      write(`${value}`),
      ...wrong.flatMap(({ input }) => [seek(0), write(input)]),
      seek(0),
      read(64),
      close(),
      ...control('remove', name),
    ]);
    const taken = results[4]?.value ?? -1;
    const errors = wrong.map((each, index) => ({
      ...each,
      got: results[6 + 2 * index]?.errno ?? '',
    }));
    return { value, taken, errors, seen: text(results[12]).trim() };
  },
  judge({ value, taken, errors, seen }) {
    if (taken < 1) return fail('wrote a brightness', 'that it is taken', `write returned ${taken}`);
    const wrong = errors.find(({ errno, got }) => errno !== got);
    if (wrong) {
      return fail(
        `wrote ${JSON.stringify(wrong.input)}`,
        wrong.errno,
        wrong.got || 'success',
        wrong.errno === 'EINVAL'
          ? 'simple_strtol cannot complain. What does the chapter use?'
          : 'Compare with BRIGHTEST before you keep it.',
      );
    }
    if (errors.length === 3 && seen === `${value}`) return pass;
    return fail('wrote what is refused', 'the brightness of before', 'another one');
  },
});

const mode = check({
  id: 'mode',
  says: 'Everybody may read brightness, root alone may write it.',
  points: 1,
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
  points: 2,
  visible: false,
  async observe({ random, calls }) {
    const name = random.word(8);
    const kobjectUevent = 15;
    const dontWait = 0x40;
    const group1 = Buffer.from(Uint32Array.of(AF_NETLINK, 0, 1).buffer).toString('hex');
    const listen: Call[] = [
      { call: 'socket', arguments: [AF_NETLINK, SOCK_RAW, kobjectUevent], as: 'news' },
      { call: 'bind', arguments: [{ result: 'news' }, { bytes: group1 }, 12] },
    ];
    const hear: Call = {
      call: 'recvfrom',
      arguments: [{ result: 'news' }, { room: 4096 }, 4096, dontWait, 0, 0],
    };
    const results = await calls([
      ...listen,
      ...control('add', name),
      ...[hear, hear, hear],
      close('news'),
      ...control('remove', name),
    ]);
    const heard = results.slice(5, 8).map(text);
    return { name, heard: heard.filter((each) => each !== '') };
  },
  judge({ name, heard }) {
    const did = 'listened to uevents and added a lamp';
    if (heard.some((each) => each.startsWith(`add@/kernel/lamps/${name}\0`))) return pass;
    return fail(
      did,
      'one with ACTION=add and the path of the lamp',
      heard.length === 0 ? 'none' : JSON.stringify(heard[0]?.split('\0')[0]),
      'kobject_uevent is sent last: before kobject_add the object has no place in the tree.',
    );
  },
});

export const exercise = defineExercise({
  id: 'lamps-of-today',
  title: 'Lamps of 2010',
  kind: 'port',
  edits: 'module',
  version: 1,
  minutes: 45,
  file: 'lamps.c',
  others: [],
  interfaces: ['sysfs'],
  checkTimeoutMs: 15_000,
  checks: [comeAndGo, many, strict, mode, event],
  device: null,
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
    { file: 'for-the-group.c', why: 'lets more than root write', fails: ['mode'] },
  ],
});
