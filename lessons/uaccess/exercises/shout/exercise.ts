// A device that gives back in capitals what was written: both copies, the end of the file, the size.
import { check, defineExercise, fail, pass } from '../../../lib/exercise.ts';
import { overtakenRead } from '../../../lib/overtaken-read.ts';
import {
  type Call,
  type CallResult,
  close,
  O,
  open,
  read,
  toHex,
  toText,
  write,
} from '../../../lib/probe.ts';

const path = '/dev/shout';
const size = 256;

/** Reads all of it with a descriptor of its own, so that it doesn't matter where writes left theirs. */
const look: Call[] = [open(path, O.RDONLY, 'eye'), read(1024, 'eye'), close('eye')];

/** What the second call of `look` brought. */
function seenAt(results: CallResult[], at: number): { got: number; text: string } {
  const { value: got = -1, memory = [] } = results[at + 1] ?? {};
  return { got, text: toText(memory[0] ?? '', got) };
}

const roundTrip = check({
  id: 'round-trip',
  says: 'What you write comes back in capitals.',
  points: 3,
  visible: true,
  async observe({ random, calls }) {
    const texts = [`${random.word(random.integer(15, 40))} ${random.word(8)}`, random.word(9)];
    const results = await calls([
      open(path, O.RDWR),
      ...texts.flatMap((text) => [write(text), ...look]),
    ]);
    return texts.map((text, index) => ({
      ...{ text, written: results[1 + 4 * index]?.value ?? -1 },
      ...{ seen: seenAt(results, 2 + 4 * index) },
    }));
  },
  judge(all) {
    if (all.length < 2) return fail('wrote two texts', 'both come back', 'nothing');
    for (const { text, written, seen } of all) {
      const did = `wrote a text of ${text.length} letters and read it through another descriptor`;
      if (written !== text.length) {
        return fail(
          did,
          'write returns the number of bytes it took',
          `it returned ${written}`,
          'A full write returns its count.',
        );
      }
      const right = text.toUpperCase();
      if (seen.text === right) continue;
      const expected = 'the same text in capitals';
      if (seen.text === text) {
        return fail(did, expected, 'the text as it was', 'toupper() is in <linux/ctype.h>.');
      }
      if (seen.text.startsWith(right)) {
        return fail(
          did,
          expected,
          'the text and what was left of a longer one',
          'A new text has a new length.',
        );
      }
      return fail(
        did,
        expected,
        seen.got < 1 ? `read returned ${seen.got}` : 'another text',
        'How many bytes are kept, and how many are copied out?',
      );
    }
    return pass;
  },
});

const endOfFile = check({
  id: 'end-of-file',
  says: 'Reading in small pieces gives each piece once, and then the end.',
  points: 2,
  visible: true,
  async observe({ random, calls }) {
    const text = random.word(random.integer(9, 15));
    const pieces = Array.from({ length: 6 }, () => read(4, 'eye'));
    const results = await calls([
      open(path, O.RDWR),
      write(text),
      open(path, O.RDONLY, 'eye'),
      ...pieces,
      // A position that is 0 where an int holds it.
      { call: 'pread64', arguments: [{ result: 'eye' }, { room: 4 }, 4, 2 ** 32] },
    ]);
    const answers = results.slice(3, -1);
    return {
      ...{ text, far: results.at(-1)?.value ?? -1 },
      counts: answers.map(({ value }) => value),
      pieces: answers.map(({ value, memory }) => toText(memory[0] ?? '', value)),
    };
  },
  judge({ text, far, counts, pieces }) {
    const did = 'read the text four bytes at a time, six times';
    if (pieces.join('') !== text.toUpperCase()) {
      return fail(
        did,
        'each letter once, in order',
        counts.every((count) => count === 4) ? 'the text never ended' : 'other letters',
        'Begin at *ppos, and move *ppos on by what you copied.',
      );
    }
    if (counts.at(-1) === 0 && far === 0) return pass;
    if (far !== 0) {
      return fail(
        'read far behind the end, at position 4294967296',
        '0',
        `read returned ${far}`,
        'A loff_t has 64 bits: compare it as it is.',
      );
    }
    return fail(
      did,
      '0 after the last letter',
      `${counts.at(-1)}`,
      'A read that returns 0 is how a program learns that it has all.',
    );
  },
});

const tooLong = check({
  id: 'too-long',
  says: 'The device holds all of a text of 256 bytes, and cuts a longer one.',
  points: 2,
  visible: false,
  async observe({ random, calls }) {
    const texts = [size, size + 1, size + random.integer(20, 200)].map((length) =>
      random.word(length),
    );
    const results = await calls([
      open(path, O.RDWR),
      ...texts.flatMap((text) => [write(text), ...look]),
    ]);
    return texts.map((text, index) => ({
      ...{ text, written: results[1 + 4 * index]?.value ?? -1 },
      ...{ seen: seenAt(results, 2 + 4 * index) },
    }));
  },
  judge(all) {
    if (all.length < 3) return fail('wrote long texts', 'an answer to each', 'nothing');
    for (const { text, written, seen } of all) {
      const did = `wrote ${text.length} bytes`;
      if (written !== size) {
        return fail(
          did,
          'write returns how many bytes it took',
          `it returned ${written}`,
          written < size && written >= 0
            ? 'All SHOUT_SIZE bytes are there to be used: the text needs no zero at its end.'
            : 'A short write is legal: return what you kept.',
        );
      }
      if (seen.text === text.slice(0, size).toUpperCase()) continue;
      return fail(
        `${did} and read them`,
        'the first 256 bytes come back',
        `read returned ${seen.got} bytes of something else`,
      );
    }
    return pass;
  },
});

const badPointer = check({
  id: 'bad-pointer',
  says: 'A bad pointer is EFAULT, and the text from before stays.',
  points: 2,
  visible: true,
  async observe({ random, calls }) {
    const text = random.word(12);
    const bad = { bad: 'unmapped' } as const;
    const results = await calls([
      open(path, O.RDWR),
      write(text),
      { call: 'write', arguments: [{ result: 'file' }, bad, 8] },
      open(path, O.RDONLY, 'eye'),
      { call: 'read', arguments: [{ result: 'eye' }, bad, 8] },
      read(size, 'eye'),
    ]);
    const { value: got = -1, memory = [] } = results[5] ?? {};
    const errors = [results[2]?.errno ?? '', results[4]?.errno ?? ''];
    return { text, bad: errors, got, memory: memory[0] ?? '' };
  },
  judge({ text, bad, got, memory }) {
    if (bad.length < 2 || bad.some((errno) => errno !== 'EFAULT')) {
      return fail(
        'passed addresses that the program does not own',
        'EFAULT, for write and for read',
        bad.map((errno) => errno || 'success').join(' and '),
        'copy_from_user and copy_to_user return how many bytes they could not move.',
      );
    }
    if (toText(memory, got) === text.toUpperCase()) return pass;
    return fail(
      'wrote from a bad address and read to one, then read',
      'the text from before, from its beginning',
      'something else',
      'Copy into a place of your own first, and keep it only when all of it came. A read that fails leaves *ppos alone.',
    );
  },
});

const whole = check({
  id: 'whole',
  says: 'A reader never gets half of one text and half of another.',
  points: 2,
  visible: false,
  async observe(probe) {
    const length = 200;
    const [old, fresh] = [probe.random.word(length), probe.random.word(length)];
    const read = await overtakenRead(probe, {
      ...{ path, length, from: probe.random.integer(50, 150) },
      before: [open(path, O.RDWR), write(old)],
      change: write(fresh),
    });
    return { old, fresh, ...read };
  },
  judge({ old, fresh, value, errno, got }) {
    const did = 'wrote another text while a read was in the middle of its copy';
    if (value !== old.length) {
      return fail(did, 'a read that gives the text', errno || `it returned ${value}`);
    }
    if ([old, fresh].some((text) => got === toHex(text.toUpperCase()))) return pass;
    return fail(
      did,
      'all of one text',
      'the beginning of one and the end of the other',
      'copy_to_user may sleep. Who may change shout_text meanwhile?',
    );
  },
});

export const exercise = defineExercise({
  id: 'shout',
  title: 'A device that shouts',
  kind: 'write',
  edits: 'module',
  version: 2,
  minutes: 30,
  file: 'shout.c',
  others: [],
  interfaces: ['device'],
  checkTimeoutMs: 15_000,
  checks: [roundTrip, endOfFile, badPointer, tooLong, whole],
  device: path,
  refused: [
    open(path, O.RDWR),
    { call: 'write', arguments: [{ result: 'file' }, { bad: 'unmapped' }, 8] },
    { call: 'write', arguments: [{ result: 'file' }, { edge: 20 }, 40] },
    open(path, O.RDONLY, 'eye'),
    { call: 'read', arguments: [{ result: 'eye' }, { bad: 'unmapped' }, 8] },
  ],
  round: 'printf hello > /dev/shout; read -r -N 5 line < /dev/shout',
  broken: [
    {
      file: 'no-capitals.c',
      why: 'gives the text back as it is',
      fails: ['round-trip', 'end-of-file', 'bad-pointer', 'too-long', 'whole'],
    },
    { file: 'never-ends.c', why: 'ignores *ppos', fails: ['end-of-file'] },
    { file: 'full-write.c', why: 'claims to have taken all', fails: ['too-long'] },
    {
      file: 'past-the-end.c',
      why: 'takes more than it has room for',
      fails: ['too-long', 'always-pointers', 'always-log'],
    },
    {
      file: 'ignores-fault.c',
      why: 'does not look at what the copies return',
      fails: ['bad-pointer', 'always-pointers'],
    },
    {
      file: 'returns-missing.c',
      why: 'takes "not copied" for an error number',
      fails: ['bad-pointer', 'always-pointers'],
    },
    {
      file: 'copies-in-place.c',
      why: 'spoils the kept text when the copy fails',
      fails: ['bad-pointer'],
    },
    { file: 'leaks.c', why: 'never frees its buffer', fails: ['always-leak'] },
    {
      file: 'leaks-on-error.c',
      why: 'forgets its buffer where the copy fails',
      fails: ['always-leak'],
    },
    { file: 'one-byte-short.c', why: 'leaves room for a zero', fails: ['too-long'] },
    { file: 'reads-without-lock.c', why: 'reads without the lock', fails: ['whole'] },
    { file: 'writes-without-lock.c', why: 'writes without the lock', fails: ['whole'] },
    {
      file: 'copies-under-a-spinlock.c',
      why: 'copies to the program where nothing may sleep',
      fails: ['whole', 'always-untouched'],
    },
  ],
  accepted: [
    { file: 'keeps-what-came.c', why: 'keeps the part of a text that could be copied' },
    { file: 'capitals-when-read.c', why: 'keeps the text as it came, and uses memdup_user()' },
    { file: 'copies-outside-a-spinlock.c', why: 'copies outside of a spinlock' },
    { file: 'empty-write-changes-nothing.c', why: 'ignores an empty write' },
    { file: 'write-moves-the-position.c', why: 'moves *ppos in write too' },
  ],
});
