// The four functions of seq_file: a list that is right however it is read.
import { check, defineExercise, fail, pass } from '../../../lib/exercise.ts';
import { type Call, close, O, open, type Probe, read, toText, write } from '../../../lib/probe.ts';
import { traced, type Watched } from '../../../lib/traced.ts';

const path = '/proc/waiting';

/** Names long enough to be cut, all different. */
function drawNames({ random }: Probe, count: number): string[] {
  return Array.from({ length: count }, () => random.word(random.integer(12, 30)));
}

function linesOf(names: string[], first = 1): string {
  return names.map((name, index) => `${index + first} ${name}\n`).join('');
}

/** Opens the list twice: `pen` to write, `file` to read. */
function opened(names: string[]): Call[] {
  return [
    open(path, O.WRONLY, 'pen'),
    ...names.map((name) => write(name, 'pen')),
    open(path, O.RDONLY),
  ];
}

/** Reads `times` times; returns the counts and all text. */
async function readAll(
  { calls }: Probe,
  names: string[],
  { bytes, times }: { bytes: number; times: number },
): Promise<{ counts: number[]; text: string }> {
  const before = opened(names);
  const reads = Array.from({ length: times }, () => read(bytes));
  const results = (await calls([...before, ...reads, close(), close('pen')])).slice(
    before.length,
    before.length + times,
  );
  return {
    counts: results.map(({ value }) => value),
    text: results.map(({ value, memory }) => toText(memory[0] ?? '', value)).join(''),
  };
}

/** In words, how the lines that came differ from those that should have. */
function difference(text: string, names: string[]): { seen: string; hint: string } {
  if (text === '') return { seen: 'nothing', hint: 'What does start return at position 0?' };
  const lines = text.split('\n').filter((line) => line !== '');
  const came = lines.map((line) => line.split(' ').slice(1).join(' '));
  if (came.length > new Set(came).size) {
    return { seen: 'a name more than once', hint: 'start has to find its place by *position.' };
  }
  if (names.some((name) => !came.includes(name))) {
    return {
      seen: `${came.filter((name) => names.includes(name)).length} of ${names.length} names`,
      hint: 'Is the first one skipped, or one at each new read? Is a name cut?',
    };
  }
  return {
    seen: 'all names, in other lines than they should be',
    hint: 'A line is number, space, name, line end. The number stands in the structure; show may be called twice for one line.',
  };
}

const lists = check({
  id: 'lists',
  says: 'Every name has its line, in order.',
  points: 3,
  visible: true,
  async observe(probe) {
    const names = drawNames(probe, probe.random.integer(4, 9));
    return { names, ...(await readAll(probe, names, { bytes: 4096, times: 2 })) };
  },
  judge({ names, counts, text }) {
    const did = `wrote ${names.length} names and read the list`;
    if (text !== linesOf(names)) {
      const { seen, hint } = difference(text, names);
      return fail(did, 'a line for each, with its number', seen, hint);
    }
    if (counts[1] === 0) return pass;
    return fail(did, '0 at the end', `${counts[1]}`, 'Past the last one start returns NULL.');
  },
});

const pieces = check({
  id: 'pieces',
  says: 'Read in small pieces, every line comes once, and then the end.',
  points: 3,
  visible: true,
  async observe(probe) {
    const names = drawNames(probe, 5);
    const bytes = probe.random.integer(3, 9);
    const times = Math.ceil(linesOf(names).length / bytes) + 3;
    return { names, bytes, ...(await readAll(probe, names, { bytes, times })) };
  },
  judge({ names, bytes, counts, text }) {
    const did = `read a list of ${names.length} names ${bytes} bytes at a time`;
    if (text === linesOf(names) && counts.at(-1) === 0) return pass;
    const { seen, hint } = difference(text, names);
    return fail(did, 'the same lines as in one piece, then 0', seen, hint);
  },
});

const longList = check({
  id: 'long-list',
  says: 'A list of several pages is whole.',
  points: 3,
  visible: false,
  async observe(probe) {
    const names = drawNames(probe, 420);
    return { names, ...(await readAll(probe, names, { bytes: 4096, times: 12 })) };
  },
  judge({ names, counts, text }) {
    const did = `wrote ${names.length} names and read the list, 4096 bytes at a time`;
    if (text === linesOf(names) && counts.at(-1) === 0) return pass;
    const { seen, hint } = difference(text, names);
    return fail(did, 'every name once, in order, with its number', seen, hint);
  },
});

const readsOn = check({
  id: 'reads-on',
  says: 'Whoever reads on at the end gets the names that came since.',
  points: 2,
  visible: true,
  async observe(probe) {
    const names = drawNames(probe, 3);
    const late = drawNames(probe, 2);
    const before = opened(names);
    const results = await probe.calls([
      ...before,
      read(4096),
      read(4096),
      ...late.map((name) => write(name, 'pen')),
      read(4096),
      read(4096),
    ]);
    const at = before.length;
    const text = (index: number): string =>
      toText(results[index]?.memory[0] ?? '', results[index]?.value ?? -1);
    return { names, late, first: text(at), end: results[at + 1]?.value ?? -1, after: text(at + 4) };
  },
  judge({ names, late, first, end, after }) {
    const did = `read ${names.length} names to the end, wrote ${late.length} more, read on`;
    if (first !== linesOf(names) || end !== 0) {
      return fail(did, 'the first names, then 0', difference(first, names).seen);
    }
    if (after === linesOf(late, names.length + 1)) return pass;
    return fail(
      did,
      'the new names, and those only',
      after === '' ? 'nothing' : 'other lines',
      'Each name is an element of its own: one call of show, one step of *position.',
    );
  },
});

const counted = check({
  id: 'counted',
  says: 'next counts the position up, at the end as well.',
  points: 1,
  visible: false,
  async observe(probe) {
    const names = drawNames(probe, 3);
    const { text } = await readAll(probe, names, { bytes: 4096, times: 3 });
    return { came: names.filter((name) => text.includes(name)).length, lines: await probe.log() };
  },
  judge({ came, lines }) {
    const did = 'read three names and looked into the kernel log';
    if (came !== 3) return fail(did, 'three names', `${came}`);
    const buggy = lines.find((line) => line.includes('buggy .next function'));
    if (buggy === undefined) return pass;
    return fail(
      did,
      'no word of seq_file about next',
      buggy,
      'next has to change *position even where it returns NULL.',
    );
  },
});

const watched: Watched[] = [
  ...['mutex_lock', 'mutex_lock_interruptible', 'mutex_lock_killable', 'mutex_trylock'].map(
    (each) => ({ event: `take_${each}`, function: each, fetch: 'lock=%di:symbol' }),
  ),
  { event: 'give', function: 'mutex_unlock', fetch: 'lock=%di:symbol' },
  ...['seq_printf', 'seq_puts', '__seq_puts', 'seq_putc', 'seq_write', 'seq_put_decimal_ull'].map(
    (each) => ({ event: `print_${each}`, function: each }),
  ),
];

const locked = check({
  id: 'locked',
  says: 'waiting_lock is held while the names are printed, and given back.',
  points: 2,
  visible: false,
  async observe(probe) {
    const names = drawNames(probe, 3);
    const list: Call[] = [
      ...[{ call: 'getpid', arguments: [] } as Call, ...opened(names)],
      ...[read(4096), close(), close('pen')],
    ];
    const { results, entered } = await traced(probe, watched, list);
    const pid = results[0]?.value ?? -1;
    const { value = -1, memory = [] } = results.at(-3) ?? {};
    const ours = entered.filter(
      (each) => each.pid === pid && !/lock=(?!waiting_lock\b)/.test(each.fetched),
    );
    return { names, text: toText(memory[0] ?? '', value), events: ours.map(({ event }) => event) };
  },
  judge({ names, text, events }) {
    const did = 'read three names and watched who takes and gives back waiting_lock';
    if (text !== linesOf(names)) return fail(did, 'the three names', difference(text, names).seen);
    let held = false;
    let prints = 0;
    for (const event of events) {
      if (event.startsWith('take_')) held = true;
      else if (event === 'give') held = false;
      else if (held) prints += 1;
      else {
        return fail(
          did,
          'the lock from start to stop',
          'a line that was printed without it',
          'start takes the lock and stop gives it back, so that nobody changes the list in between.',
        );
      }
    }
    if (prints === 0) return fail(did, 'lines that are printed under the lock', 'none');
    return held ? fail(did, 'the lock given back', 'it is still held') : pass;
  },
});

export const exercise = defineExercise({
  id: 'waiting-list',
  title: 'A list that is read in pieces',
  kind: 'write',
  edits: 'module',
  version: 2,
  minutes: 30,
  file: 'waiting.c',
  others: [],
  interfaces: ['procfs'],
  checkTimeoutMs: 15_000,
  // The kernel complains of next ten times in five seconds, so the one that counts on it comes early.
  checks: [lists, counted, pieces, longList, readsOn, locked],
  device: path,
  round: 'read -r -N 5 line < /proc/waiting',
  broken: [
    {
      file: 'ignores-position.c',
      why: 'begins with the first name at every read',
      fails: ['lists', 'pieces', 'long-list', 'reads-on'],
    },
    {
      file: 'skips-the-first.c',
      why: 'takes the head of the list for an element',
      fails: ['lists', 'pieces', 'long-list', 'reads-on', 'counted', 'locked'],
    },
    {
      file: 'one-back.c',
      why: 'begins each later read one name too early',
      fails: ['lists', 'pieces', 'long-list', 'reads-on'],
    },
    { file: 'counts-in-show.c', why: 'numbers the lines in show', fails: ['long-list'] },
    { file: 'all-in-one.c', why: 'prints the whole list as one element', fails: ['reads-on'] },
    { file: 'does-not-count.c', why: 'leaves *position as it is in next', fails: ['counted'] },
    {
      file: 'cuts-names.c',
      why: 'prints no more than ten letters of a name',
      fails: ['lists', 'pieces', 'long-list', 'reads-on', 'counted', 'locked'],
    },
    { file: 'leaks.c', why: 'takes memory in start and never frees it', fails: ['always-leak'] },
    { file: 'no-lock.c', why: 'takes no lock', fails: ['locked'] },
    { file: 'lock-in-start.c', why: 'gives the lock back in start already', fails: ['locked'] },
  ],
  accepted: [
    { file: 'own-loop.c', why: 'finds its place by a loop of its own' },
    { file: 'writes-pieces.c', why: 'prints a line in several pieces' },
  ],
});
