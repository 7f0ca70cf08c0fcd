// A ring in shared memory: the kernel believes nothing that it reads there.
import { check, defineExercise, fail, pass } from '../../../lib/exercise.ts';
import { type Argument, type Call, MAP, O, open, PROT, write } from '../../../lib/probe.ts';

const size = 2048;
const bytesAt = 128;

const start: Call[] = [
  open('/dev/hopper', O.RDWR),
  {
    call: 'mmap',
    arguments: [0, 4096, PROT.READ | PROT.WRITE, MAP.SHARED, { result: 'file' }, 0],
    as: 'page',
  },
  open('/tmp/between', O.RDWR | 0o100 | O.TRUNC, 'between'),
];

const at = (plus: number): Argument => ({ result: 'page', plus });

/** Stores a number on the page, by way of a file: where nothing is mapped, that is only an error. */
function store(where: 'head' | 'tail', value: number): Call[] {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value % 2 ** 32);
  return [
    {
      call: 'pwrite64',
      arguments: [{ result: 'between' }, { bytes: bytes.toString('hex') }, 4, 0],
    },
    { call: 'pread64', arguments: [{ result: 'between' }, at(where === 'head' ? 0 : 64), 4, 0] },
  ];
}

/** Brings back the page; its bytes are in the memory of the second. */
const look: Call[] = [
  { call: 'pwrite64', arguments: [{ result: 'between' }, at(0), bytesAt + size, 0] },
  {
    call: 'pread64',
    arguments: [{ result: 'between' }, { room: bytesAt + size }, bytesAt + size, 0],
  },
];

/** What lies on the page: head, and `length` bytes from the ring's byte `from` on. */
function page(hex: string, from: number, length: number): { head: number; text: string } {
  const memory = Buffer.from(hex, 'hex');
  if (memory.length < bytesAt + size) return { head: -1, text: '' };
  const ring = memory.subarray(bytesAt);
  const text = Array.from({ length }, (_, i) => String.fromCharCode(ring[(from + i) % size] ?? 0));
  return { head: memory.readUInt32LE(0), text: text.join('') };
}

const delivers = check({
  id: 'delivers',
  says: 'What is written lies in the ring, and head says so.',
  points: 1,
  visible: true,
  async observe({ random, calls }) {
    const texts = [random.word(random.integer(3, 60)), random.word(random.integer(3, 300))];
    const results = await calls([...start, ...texts.map((text) => write(text)), ...look]);
    const text = texts.join('');
    return {
      text,
      taken: results.slice(3, 5).map(({ value }) => value),
      lengths: texts.map(({ length }) => length),
      page: page(results.at(-1)?.memory[0] ?? '', 0, text.length),
    };
  },
  judge({ text, taken, lengths, page: seen }) {
    const did = 'wrote two texts';
    const short = lengths.some((length, index) => taken[index] !== length);
    if (short) return fail(did, 'all bytes taken', `write returned ${taken.join(' and ')}`);
    if (seen.text !== text)
      return fail(did, 'both in the ring, one behind the other', 'something else');
    if (seen.head === text.length) return pass;
    return fail(
      did,
      'the number of bytes in head',
      `head is ${seen.head}`,
      'The program sees only the copy on the page: publish hopper_head there.',
    );
  },
});

const full = check({
  id: 'full',
  says: 'A full ring takes no more, and takes again what is given back.',
  points: 2,
  visible: true,
  async observe({ random, calls }) {
    const first = random.word(size + random.integer(10, 200));
    const room = random.integer(20, 300);
    const second = random.word(room + random.integer(5, 50));
    const results = await calls([
      ...start,
      write(first),
      write('more'),
      ...store('tail', room),
      write(second),
      ...look,
    ]);
    const [filled, more, , , again] = results.slice(3);
    return {
      room,
      kept: first.slice(room, size) + second.slice(0, room),
      filled: filled?.value ?? -1,
      more: more?.errno ?? '',
      again: again?.value ?? -1,
      text: page(results.at(-1)?.memory[0] ?? '', room, size).text,
    };
  },
  judge({ room, kept, filled, more, again, text }) {
    if (filled !== size) {
      return fail(
        'wrote more than the ring holds',
        'as many bytes taken as it holds',
        `write returned ${filled}`,
        'The ring is full when head - tail is its size, and not before.',
      );
    }
    if (more !== 'ENOSPC')
      return fail('wrote to the full ring', 'ENOSPC', more || 'that it took bytes');
    const did = `gave ${room} bytes back by tail, and wrote more than that`;
    if (again !== room)
      return fail(did, 'as many taken as were given back', `write returned ${again}`);
    if (text === kept) return pass;
    return fail(
      did,
      'new bytes in the place of the old ones, the others as they were',
      'other bytes',
      'Byte i lies at i % HOPPER_SIZE.',
    );
  },
});

const lyingHead = check({
  id: 'lying-head',
  says: 'What the program writes on head changes nothing.',
  points: 3,
  visible: true,
  async observe({ random, calls }) {
    const [first, second] = [
      random.word(random.integer(5, 40)),
      random.word(random.integer(5, 40)),
    ];
    const lie = random.integer(500, 2 ** 32 - 1);
    const results = await calls([
      ...start,
      write(first),
      ...store('head', lie),
      write(second),
      ...look,
    ]);
    return {
      text: first + second,
      taken: results[6]?.value ?? -1,
      wanted: second.length,
      page: page(results.at(-1)?.memory[0] ?? '', 0, first.length + second.length),
    };
  },
  judge({ text, taken, wanted, page: seen }) {
    const did = 'wrote a text, stored nonsense in head, and wrote another';
    const hint = 'Where the kernel stands is in hopper_head. Read head from the page nowhere.';
    if (taken !== wanted) return fail(did, 'all of it taken', `write returned ${taken}`, hint);
    if (seen.text !== text)
      return fail(did, 'the second text right behind the first', 'something else', hint);
    if (seen.head === text.length) return pass;
    return fail(
      did,
      'head right again afterwards',
      `head is ${seen.head}`,
      'Publish hopper_head itself, rather than count on what lies on the page.',
    );
  },
});

const lyingTail = check({
  id: 'lying-tail',
  says: 'A tail that cannot be counts as full, until it makes sense again.',
  points: 3,
  visible: false,
  async observe({ random, calls }) {
    const [first, second] = [
      random.word(random.integer(30, 60)),
      random.word(random.integer(5, 40)),
    ];
    const ahead = random.integer(1, 2 ** 31);
    const results = await calls([
      ...start,
      write(first),
      ...store('tail', first.length + ahead),
      write('from nowhere'),
      ...look,
      ...store('tail', first.length),
      write(second),
      ...look,
    ]);
    const [refused, , between] = results.slice(6);
    return {
      first,
      text: first + second,
      refused: refused?.errno ?? '',
      between: page(between?.memory[0] ?? '', 0, first.length + 12),
      after: page(results.at(-1)?.memory[0] ?? '', 0, first.length + second.length),
    };
  },
  judge({ first, text, refused, between, after }) {
    const did = 'stored in tail that more was taken than was ever put in, and wrote';
    const hint = 'In unsigned numbers hopper_head - tail is then huge. Ask for more than "equal".';
    if (refused !== 'ENOSPC') return fail(did, 'ENOSPC', refused || 'that it took bytes', hint);
    if (between.text !== first + '\0'.repeat(12) || between.head !== first.length)
      return fail(did, 'the ring as it was before', 'another head, or other bytes', hint);
    if (after.text === text && after.head === text.length) return pass;
    return fail(
      'set tail right again, and wrote a text',
      'the text right behind the first',
      'something else',
      "A tail that is wrong must change nothing of the kernel's own.",
    );
  },
});

/** An access of the module's to the page: see instruments/page-accesses.c. */
type Access = { kind: string; offset: number; head: number };

function accessesIn(text: string): Access[] {
  return [...text.matchAll(/([rRwW])\d+@(\d+)=(\d+)/g)].map(([, kind = '', offset, head]) => ({
    kind,
    offset: Number(offset),
    head: Number(head),
  }));
}

const ordered = check({
  id: 'ordered',
  says: 'It loads tail once for each byte, and stores the byte before it announces it.',
  points: 3,
  visible: false,
  async observe({ random, calls, shell }) {
    const watched = '/sys/module/hopper/parameters/accesses';
    const first = random.word(random.integer(3, 30));
    await calls([...start, write(first)]);
    await shell(`echo > ${watched}`);
    const [wrote] = await calls([...start.slice(0, 1), write('x')]).then((all) => all.slice(1));
    const { output } = await shell(`read -r line < ${watched}; echo "$line"`);
    // Barriers leave no trace in the accesses.
    const barrier = await shell(String.raw`grep -cE '\b(smp_|dma_|virt_)?w?mb\(' /work/hopper.c`);
    return {
      place: first.length,
      wrote: wrote?.value ?? -1,
      accesses: accessesIn(output),
      barrier: Number(barrier.output.trim()) > 0,
    };
  },
  judge({ place, wrote, accesses, barrier }) {
    const did =
      'wrote one byte, and looked at which places of the page the module goes to, in which order';
    if (wrote !== 1) return fail(did, 'that it is taken', `write returned ${wrote}`);
    const loads = accesses.filter(({ kind, offset }) => /r/i.test(kind) && offset === 64);
    if (loads.length !== 1) {
      return fail(
        did,
        'one load of tail',
        `${loads.length} of them`,
        'Between two loads the program can store another tail. Load it once, into a variable.',
      );
    }
    if (loads.some(({ kind }) => kind === 'r')) {
      return fail(
        did,
        'a load of tail that the compiler may not repeat',
        'an ordinary one',
        'READ_ONCE and smp_load_acquire load exactly once.',
      );
    }
    const stored = accesses.find(
      ({ kind, offset }) => /w/i.test(kind) && offset === bytesAt + place,
    );
    if (!stored) return fail(did, 'a store of the byte in its place', 'none');
    if (stored.head > place) {
      return fail(
        did,
        'the byte in its place first, then the new head',
        'a head that announces the byte before it is there',
        'A program that looks just then takes a byte that is not there yet.',
      );
    }
    const announced = accesses.findLast(({ kind, offset }) => /w/i.test(kind) && offset === 0);
    if (announced?.kind !== 'w' || barrier) return pass;
    return fail(
      did,
      'a store of head that no compiler and no processor moves before that of the byte',
      'an ordinary one',
      'smp_store_release keeps what was stored before it in front of it.',
    );
  },
});

export const exercise = defineExercise({
  id: 'hopper',
  title: 'A ring that believes too much',
  kind: 'repair',
  edits: 'module',
  version: 2,
  minutes: 20,
  file: 'hopper.c',
  others: [],
  interfaces: ['mmap'],
  instrument: { file: 'lessons/lib/instruments/page-accesses.c', accesses: true },
  checkTimeoutMs: 15_000,
  checks: [delivers, full, lyingHead, lyingTail, ordered],
  device: '/dev/hopper',
  round: 'printf hello > /dev/hopper',
  broken: [
    {
      file: 'head-from-page.c',
      why: 'still begins with the head of the page',
      fails: ['lying-head'],
    },
    {
      file: 'publishes-by-adding.c',
      why: 'counts on what lies on the page',
      fails: ['lying-head'],
    },
    { file: 'only-equal.c', why: 'takes only equal for full', fails: ['lying-tail'] },
    {
      file: 'signed.c',
      why: 'compares signed numbers, so that a tail ahead is room',
      fails: ['lying-tail'],
    },
    {
      file: 'mends-the-tail.c',
      why: 'takes a nonsensical tail for an empty ring',
      fails: ['lying-tail'],
    },
    {
      file: 'never-published.c',
      why: 'keeps head to itself',
      fails: ['delivers', 'lying-head', 'lying-tail'],
    },
    { file: 'one-slot-lost.c', why: 'is full one byte too early', fails: ['full'] },
    {
      file: 'tail-as-slot.c',
      why: 'takes the remainders for the numbers',
      fails: ['full', 'lying-tail'],
    },
    {
      file: 'past-the-ring.c',
      why: 'forgets the remainder',
      fails: ['full'],
    },
    {
      file: 'announces-first.c',
      why: 'announces a byte that is not there yet',
      fails: ['ordered'],
    },
    {
      file: 'loads-twice.c',
      why: 'loads tail a second time after it has looked at it',
      fails: ['ordered'],
    },
    {
      file: 'compares-counters.c',
      why: 'compares the counters themselves, and announces the byte too early',
      fails: ['ordered'],
    },
    {
      file: 'ordinary-stores.c',
      why: 'leaves the order of its stores to the compiler',
      fails: ['ordered'],
    },
  ],
  accepted: [
    { file: 'barriers.c', why: 'orders its stores by smp_wmb' },
    { file: 'always-publishes.c', why: 'publishes head for a full ring, too' },
  ],
});
