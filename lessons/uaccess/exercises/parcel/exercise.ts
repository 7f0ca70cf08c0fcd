// A length that is fetched once: what was checked must be what is used.
import { check, defineExercise, fail, pass, type Verdict } from '../../../lib/exercise.ts';
import { overtakenRead } from '../../../lib/overtaken-read.ts';
import {
  type Argument,
  type Call,
  type CallResult,
  close,
  MAP,
  O,
  open,
  PROT,
  type Probe,
  read,
} from '../../../lib/probe.ts';

const path = '/dev/parcel';
const size = 256;
const label = 4;

/** A length as it stands on the label, hexadecimal. */
function labelOf(length: number): string {
  const bytes = Buffer.alloc(label);
  bytes.writeUInt32LE(length);
  return bytes.toString('hex');
}

/** Writes `bytes`, a label and what follows it, in one call. */
function send(bytes: string, count = bytes.length / 2): Call {
  return { call: 'write', arguments: [{ result: 'file' }, { bytes }, count] };
}

/** What is kept, read by a descriptor of its own so that the position is 0. */
const look: Call[] = [open(path, O.RDONLY, 'eye'), read(1024, 'eye'), close('eye')];

/** What the second call of `look` brought, hexadecimal. */
function keptOf(results: CallResult[], at: number): string {
  const { value = -1, memory = [] } = results[at + 1] ?? {};
  return (memory[0] ?? '').slice(0, 2 * Math.max(0, value));
}

const delivers = check({
  id: 'delivers',
  says: 'A parcel comes out as it went in, and only as much of the write is taken as it holds.',
  points: 1,
  visible: true,
  async observe({ random, calls }) {
    const lengths = [random.integer(20, 100), size, random.integer(1, 15), 0];
    const parcels = lengths.map((length) => random.bytes(length));
    const more = random.bytes(random.integer(1, 60));
    const results = await calls([
      open(path, O.RDWR),
      ...parcels.flatMap((bytes) => [send(labelOf(bytes.length / 2) + bytes + more), ...look]),
    ]);
    return {
      ...{ parcels, more: more.length / 2 },
      returned: parcels.map((_, index) => results[1 + 4 * index]?.value ?? -1),
      kept: parcels.map((_, index) => keptOf(results, 2 + 4 * index)),
    };
  },
  judge({ parcels, more, returned, kept }) {
    if (parcels.length === 0) return fail('sent parcels', 'an answer to each', 'nothing');
    for (const [index, bytes] of parcels.entries()) {
      const did = `sent a parcel of ${bytes.length / 2} bytes in a write of ${more} more`;
      if (returned[index] !== label + bytes.length / 2) {
        return fail(did, 'label and bytes counted', `write returned ${returned[index]}`);
      }
      if (kept[index] === bytes) continue;
      return fail(did, 'the same bytes on reading', `${(kept[index] ?? '').length / 2} others`);
    }
    return pass;
  },
});

const lies = check({
  id: 'wrong-label',
  says: 'A length that cannot be is EINVAL, and what is kept stays.',
  points: 1,
  visible: true,
  async observe({ random, calls }) {
    const good = random.bytes(random.integer(5, 30));
    const came = random.integer(8, 60);
    const lengths = [came + 1, came + random.integer(2, 90), size + 1, 0xffff_fffc];
    const sent = lengths.map((length) => labelOf(length) + random.bytes(came));
    // The third has all the bytes that it speaks of, and is too long all the same.
    sent[2] = labelOf(size + 1) + random.bytes(size + 40);
    const results = await calls([
      open(path, O.RDWR),
      send(labelOf(good.length / 2) + good),
      ...sent.map((bytes) => send(bytes)),
      ...look,
    ]);
    return {
      ...{ good, lengths, came },
      errors: lengths.map((_, index) => results[2 + index]?.errno ?? ''),
      kept: keptOf(results, 2 + lengths.length),
    };
  },
  judge({ good, lengths, came, errors, kept }) {
    const at = errors.findIndex((errno) => errno !== 'EINVAL');
    if (at >= 0) {
      return fail(
        `sent ${at === 2 ? size + 40 : came} bytes with a label that says ${lengths[at]}`,
        'EINVAL',
        errors[at] || 'success',
        'Compare the length with PARCEL_SIZE and with what came.',
      );
    }
    if (kept === good) return pass;
    return fail('sent parcels that must be refused, then read', 'the bytes of before', 'others');
  },
});

type Race = {
  /** The error of opening, or ''. */
  opened: string;
  first: number;
  second: number;
  bytes: string;
  returned: number;
  errno: string;
  kept: string;
};

/** Sends a parcel of `first` bytes, and writes `second` on its label while it queues. */
async function race(
  { shell, calls, random }: Probe,
  { first, second }: { first: number; second: number },
): Promise<Race> {
  await shell('echo 500 > /sys/module/parcel/parameters/queue_ms');
  const bytes = random.bytes(size);
  const page: Argument = { result: 'page' };
  const protection = PROT.READ | PROT.WRITE;
  const anonymous = 0x20;
  // 150 ms: seconds and nanoseconds, eight bytes each.
  const pause = Buffer.alloc(16);
  pause.writeBigInt64LE(150_000_000n, 8);
  const before: Call[] = [
    open(path, O.RDWR),
    { call: 'mmap', arguments: [0, 4096, protection, MAP.PRIVATE | anonymous, -1, 0], as: 'page' },
    { call: 'poke', arguments: [page, { bytes: labelOf(first) + bytes }] },
    {
      ...{ call: 'write', as: 'sending', background: true },
      arguments: [{ result: 'file' }, page, label + size],
    },
    { call: 'nanosleep', arguments: [{ bytes: pause.toString('hex') }, 0] },
    { call: 'poke', arguments: [page, { bytes: labelOf(second) }] },
    { call: 'await', arguments: [{ text: 'sending' }, 5000] },
  ];
  const results = await calls([...before, ...look]);
  const { value = -1, errno = '' } = results[before.length - 1] ?? {};
  const opened = results[0]?.errno ?? 'nothing';
  const kept = keptOf(results, before.length);
  return { opened, first, second, bytes, returned: value, errno, kept };
}

/** Which of the two labels counted; undefined where it was neither. */
function counted(race: Race): string | undefined {
  const { opened, first, second, bytes, returned, errno, kept } = race;
  if (opened !== '') return undefined;
  // To refuse a parcel whose label has changed is a repair as well.
  if (errno === 'EINVAL' && kept === '') return 'neither';
  const whole = (length: number): boolean =>
    length <= size && returned === label + length && kept === bytes.slice(0, 2 * length);
  if (whole(first)) return 'the first';
  return whole(second) ? 'the second' : undefined;
}

function judgeRace(race: Race): Verdict {
  if (counted(race) !== undefined) return pass;
  const { first, second, returned, errno, kept } = race;
  return fail(
    `sent a parcel of ${first} bytes and wrote ${second} on its label while it queued`,
    'one length for what is kept and for what is returned',
    errno || `write returned ${returned}, ${kept.length / 2} bytes are kept`,
    'Where is the length loaded from the memory of the program, and how often?',
  );
}

const grows = check({
  id: 'label-grows',
  says: 'A label that grows in the queue gives nobody more than the parcel.',
  points: 2,
  visible: true,
  observe(probe) {
    const { random } = probe;
    return race(probe, { first: random.integer(4, 20), second: random.integer(120, 250) });
  },
  judge: judgeRace,
});

const outgrows = check({
  id: 'label-outgrows',
  says: 'Neither does one that grows beyond what the device can hold.',
  points: 1,
  visible: false,
  observe(probe) {
    const { random } = probe;
    return race(probe, { first: random.integer(4, 20), second: random.integer(300, 400) });
  },
  judge: judgeRace,
});

const shrinks = check({
  id: 'label-shrinks',
  says: 'Whether the label grows or shrinks, it counts as it was at one and the same moment.',
  points: 2,
  visible: false,
  async observe(probe) {
    const [small, large] = [probe.random.integer(4, 20), probe.random.integer(120, 250)];
    const grown = await race(probe, { first: small, second: large });
    // The parcel that is kept by now must not be taken for the next one.
    const empty = labelOf(0);
    await probe.shell('echo 0 > /sys/module/parcel/parameters/queue_ms');
    await probe.calls([open(path, O.RDWR), send(empty), close()]);
    return { grown, shrunk: await race(probe, { first: large, second: small }) };
  },
  judge({ grown, shrunk }) {
    const torn = [grown, shrunk].map(judgeRace).find(({ passed }) => !passed);
    if (torn) return torn;
    const [whenGrown, whenShrunk] = [counted(grown), counted(shrunk)];
    if (whenGrown === whenShrunk) return pass;
    return fail(
      'sent a parcel whose label grew, and one whose label shrank',
      'the same label counts both times',
      `${whenGrown} counted where it grew, ${whenShrunk} where it shrank`,
      'Do you still compare two lengths? The second look can only do harm.',
    );
  },
});

const whole = check({
  id: 'whole',
  says: 'A reader gets one parcel or the other, never half of each.',
  points: 1,
  visible: false,
  async observe(probe) {
    const [old, fresh] = [probe.random.bytes(200), probe.random.bytes(200)];
    const read = await overtakenRead(probe, {
      ...{ path, length: 200, from: probe.random.integer(50, 150) },
      before: [open(path, O.RDWR), send(labelOf(200) + old)],
      change: send(labelOf(200) + fresh),
    });
    return { old, fresh, ...read };
  },
  judge({ old, fresh, value, errno, got }) {
    const did = 'sent another parcel while a read was in the middle of its copy';
    if (value !== 200) return fail(did, 'a parcel', errno || `read returned ${value}`);
    if (got === old || got === fresh) return pass;
    return fail(did, 'all of one parcel', 'half of each', 'What does kept_lock protect?');
  },
});

const badPointer = check({
  id: 'half-a-parcel',
  says: 'A parcel that lies in memory only in part is EFAULT, and what is kept stays.',
  points: 1,
  visible: true,
  async observe({ random, calls }) {
    const good = random.bytes(random.integer(5, 30));
    const there = random.integer(10, 40);
    const bytes = labelOf(there + 30) + random.bytes(there - label);
    const results = await calls([
      open(path, O.RDWR),
      send(labelOf(good.length / 2) + good),
      {
        call: 'write',
        arguments: [{ result: 'file' }, { edge: there, bytes }, label + there + 30],
      },
      ...look,
    ]);
    return { good, errno: results[2]?.errno ?? '', kept: keptOf(results, 3) };
  },
  judge({ good, errno, kept }) {
    const did = 'sent a parcel whose memory ends in its middle';
    if (errno !== 'EFAULT') return fail(did, 'EFAULT', errno || 'success');
    if (kept === good) return pass;
    return fail(did, 'the bytes of before on reading', 'others', 'Keep it when all of it came.');
  },
});

const all = ['label-grows', 'label-outgrows', 'label-shrinks'];

export const exercise = defineExercise({
  id: 'parcel',
  title: 'A label that changes in the queue',
  kind: 'repair',
  edits: 'module',
  version: 2,
  minutes: 20,
  file: 'parcel.c',
  others: [],
  interfaces: ['device'],
  checkTimeoutMs: 15_000,
  checks: [delivers, lies, grows, badPointer, outgrows, shrinks, whole],
  device: path,
  refused: [
    open(path, O.RDWR),
    // The label is there and the rest isn't; and one that says more than came.
    {
      call: 'write',
      arguments: [{ result: 'file' }, { edge: 20, bytes: `${labelOf(40)}${'00'.repeat(16)}` }, 44],
    },
    send(`${labelOf(40)}${'00'.repeat(8)}`),
  ],
  round: String.raw`printf '\5\0\0\0hello' > /dev/parcel; read -r -N 5 line < /dev/parcel`,
  broken: [
    {
      file: 'returns-second.c',
      why: 'keeps by the first length and returns the second',
      fails: all,
    },
    {
      file: 'smaller-of-both.c',
      why: 'keeps the smaller of two lengths and returns the first',
      fails: ['label-shrinks'],
    },
    {
      file: 'locks.c',
      why: 'holds a lock against a program that needs none',
      fails: all,
    },
    {
      file: 'caps.c',
      why: 'cuts the second length to what the device can hold',
      fails: all,
    },
    {
      file: 'refuses-nothing.c',
      why: 'shortens a wrong length instead of refusing it',
      fails: ['wrong-label'],
    },
    {
      file: 'keeps-length-only.c',
      why: 'copies by the first length, but keeps the second as the length',
      fails: all,
    },
    {
      file: 'ignores-fault.c',
      why: 'does not look at what the copy returns',
      fails: ['half-a-parcel'],
    },
    {
      file: 'forgets-label.c',
      why: 'returns the length without the label, so that programs send the rest again',
      fails: ['delivers', ...all],
    },
    { file: 'leaks.c', why: 'forgets to free the parcel', fails: ['always-leak'] },
    {
      file: 'leaks-on-error.c',
      why: 'forgets to free a parcel that did not come whole',
      fails: ['always-leak'],
    },
    {
      file: 'smallest-of-both.c',
      why: 'goes by whichever label is smaller',
      fails: ['label-shrinks'],
    },
    { file: 'no-lock.c', why: 'keeps the parcel without the lock', fails: ['whole'] },
    { file: 'takes-all.c', why: 'returns the size of the write', fails: ['delivers', ...all] },
  ],
  accepted: [
    { file: 'looks-after-the-queue.c', why: 'looks at the label once, after the queue' },
    { file: 'copies-before-the-queue.c', why: 'copies all of it before the queue' },
    { file: 'one-fetch.c', why: 'copies as much as can be, and looks at the copy' },
    { file: 'refuses-a-new-label.c', why: 'refuses a parcel whose label has changed' },
  ],
});
