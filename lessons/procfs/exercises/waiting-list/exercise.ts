// The four functions of seq_file: a list that is right however it is read.
import { check, defineExercise, fail, pass } from '../../../lib/exercise.ts';
import { type Call, close, O, open, type Probe, read, toText, write } from '../../../lib/probe.ts';

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

export const exercise = defineExercise({
  id: 'waiting-list',
  title: 'A list that is read in pieces',
  kind: 'write',
  edits: 'module',
  version: 1,
  minutes: 30,
  file: 'waiting.c',
  others: [],
  interfaces: ['procfs'],
  checkTimeoutMs: 15_000,
  // The kernel complains of next ten times in five seconds, so the one that counts on it comes first.
  checks: [counted, lists, pieces, longList, readsOn],
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
      fails: ['lists', 'pieces', 'long-list', 'reads-on', 'counted'],
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
      fails: ['lists', 'pieces', 'long-list', 'reads-on', 'counted'],
    },
    { file: 'leaks.c', why: 'takes memory in start and never frees it', fails: ['always-leak'] },
  ],
});
