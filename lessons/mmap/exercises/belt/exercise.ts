// The program's half of a ring in shared memory: look at head, take, release by tail, count on past 2^32.
import { type Check, check, defineExercise, fail, pass } from '../../../lib/exercise.ts';
import type { Probe } from '../../../lib/probe.ts';

const slotCount = 64;
const twoTo32 = 2 ** 32;

/** What the module puts in: as many items as `count`. */
function itemsOf(seed: number, count: number): number[] {
  const items: number[] = [];
  for (let item = seed; items.length < count; items.push(item)) {
    item = (Math.imul(item, 1664525) + 1013904223) >>> 0;
  }
  return items;
}

async function taken({ random, shell, client }: Probe, start: number, count: number) {
  const seed = random.integer(1, twoTo32 - 1);
  await shell(`echo ${start} ${count} ${seed} > /dev/belt`);
  const { code, signal, output } = await client([String(count)]);
  const state = (await shell('read -r line < /dev/belt; echo "$line"')).output;
  return { start, count, seed, code, signal, output, state };
}

type Taken = Awaited<ReturnType<typeof taken>>;

function judgeItems(did: string, { start, count, seed, code, signal, output, state }: Taken) {
  const expected = 'each of them once, in their order';
  if (signal !== null || code !== 0) {
    return fail(
      did,
      expected,
      signal === null ? `the client ended with code ${code}` : 'the client went on and on',
    );
  }
  const items = (output.match(/\d+/g) ?? []).map(Number);
  const wanted = itemsOf(seed, count);
  const wrong = wanted.findIndex((item, index) => items[index] !== item);
  if (wrong >= 0) {
    return fail(
      did,
      expected,
      `${items.length} items, right up to item ${wrong}`,
      hintFor(items, wrong, wanted),
    );
  }
  if (items.length > count)
    return fail(did, expected, `${items.length} items`, 'The one at head is not there yet.');
  const [, tail = -1, left = -1] = state.split(' ').map(Number);
  if (tail === (start + count) % twoTo32 && left === 0) return pass;
  return fail(
    did,
    'that tail says so afterwards',
    `tail is ${tail - start} further than at the start`,
    'Store in tail the number of the next item to be taken: the counter, not the slot.',
  );
}

function hintFor(items: number[], wrong: number, wanted: number[]): string {
  if (items.length === 0)
    return 'Is there an item between tail and head? Counters may begin anywhere, and go on at 0.';
  if (items[wrong] === 0xa5a5a5a5) {
    return 'That slot had nothing in it: stop at head, and take an item before you give its slot back.';
  }
  if (items[wrong] !== undefined && wanted.slice(0, wrong).includes(items[wrong])) {
    return 'That one was taken before: where does the next drain begin?';
  }
  if (items.length === slotCount)
    return 'The ring is full. Did the kernel hear that you have taken them?';
  return 'Item i lies in slot i % 64, and the counters go on at 0 after 4294967295.';
}

const few: Check = check({
  id: 'few',
  says: 'A few items come out, and tail says that they are taken.',
  points: 3,
  visible: true,
  async observe(probe) {
    return await taken(probe, 0, probe.random.integer(20, slotCount - 2));
  },
  judge(seen) {
    return judgeItems(`put ${seen.count} items into the empty ring`, seen);
  },
});

const many = check({
  id: 'many',
  says: 'Many times what the ring holds comes out.',
  points: 4,
  visible: true,
  async observe(probe) {
    const { random } = probe;
    // So many that the timer also strikes between a release and a look at the slots.
    return await taken(probe, random.integer(1, 1000), random.integer(46, 62) * slotCount + 5);
  },
  judge(seen) {
    return judgeItems(`put ${seen.count} items into a ring of ${slotCount}`, seen);
  },
});

const pastTheEnd = check({
  id: 'past-the-end',
  says: 'Nothing is lost when the counters go on at 0.',
  points: 3,
  visible: false,
  async observe(probe) {
    const { random } = probe;
    return await taken(probe, twoTo32 - random.integer(70, 120), random.integer(900, 1200));
  },
  judge(seen) {
    return judgeItems(
      `put ${seen.count} items in, with counters that begin at ${seen.start}`,
      seen,
    );
  },
});

export const exercise = defineExercise({
  id: 'belt',
  title: 'The other end of the ring',
  kind: 'write',
  edits: 'client',
  version: 2,
  minutes: 20,
  file: 'belt-client.ts',
  others: ['lessons/mmap/exercises/belt/belt.c'],
  checkTimeoutMs: 10_000,
  checks: [few, many, pastTheEnd],
  device: null,
  round: null,
  broken: [
    {
      file: 'never-releases.ts',
      why: 'remembers where it is, and never tells the kernel',
      fails: ['few', 'many', 'past-the-end'],
    },
    { file: 'signed.ts', why: 'takes the counters for signed numbers', fails: ['past-the-end'] },
    {
      file: 'compares.ts',
      why: 'goes on while tail is less than head',
      fails: ['past-the-end'],
    },
    {
      file: 'takes-all-slots.ts',
      why: 'takes all slots as soon as one is filled',
      fails: ['few', 'many', 'past-the-end'],
    },
    {
      file: 'no-remainder.ts',
      why: 'takes the counter for the slot',
      fails: ['many', 'past-the-end'],
    },
    {
      file: 'tail-is-a-slot.ts',
      why: 'stores the slot instead of the counter',
      fails: ['many', 'past-the-end'],
    },
    {
      file: 'one-too-many.ts',
      why: 'takes the one at head, too',
      fails: ['few', 'many', 'past-the-end'],
    },
    {
      file: 'newest-only.ts',
      why: 'takes the newest and drops what lies before it',
      fails: ['few', 'many', 'past-the-end'],
    },
  ],
  accepted: [
    {
      file: 'few-at-a-time.ts',
      why: 'takes a few items in each turn, and leaves the rest to the next',
    },
    { file: 'ordinary-accesses.ts', why: 'uses ordinary loads and stores' },
    { file: 'slices.ts', why: 'takes the items in one slice or two' },
  ],
});
