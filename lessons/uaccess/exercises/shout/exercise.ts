// A device that gives back in capitals what was written: both copies, the end of the file, the size.
import { check, defineExercise, fail, pass } from '../../../lib/exercise.ts';
import { close, O, open, read, seek, toText, write } from '../../../lib/probe.ts';

const size = 256;

const roundTrip = check({
  id: 'round-trip',
  says: 'What is written comes back in capitals.',
  points: 3,
  visible: true,
  async observe({ random, calls }) {
    const text = `${random.word(random.integer(5, 40))} ${random.word(8)}`;
    const results = await calls([
      open('/dev/shout', O.RDWR),
      write(text),
      seek(0),
      read(size),
      close(),
    ]);
    return {
      text,
      written: results[1]?.value ?? -1,
      read: results[3]?.value ?? -1,
      memory: results[3]?.memory[0] ?? '',
    };
  },
  judge({ text, written, read: got, memory }) {
    const did = `wrote a text of ${text.length} letters and read it back`;
    if (written !== text.length) {
      return fail(
        did,
        'write returns the number of bytes taken',
        `it returned ${written}`,
        'A full write returns its count.',
      );
    }
    const answer = toText(memory, got);
    if (answer === text.toUpperCase()) return pass;
    if (answer === text)
      return fail(
        did,
        'the same text in capitals',
        'the text as it was',
        'toupper() is in <linux/ctype.h>.',
      );
    return fail(
      did,
      'the same text in capitals',
      got < 1 ? `read returned ${got}` : 'another text',
      'How many bytes are kept, and how many are copied out?',
    );
  },
});

const endOfFile = check({
  id: 'end-of-file',
  says: 'Reading in small pieces gives each piece once, and then the end.',
  points: 2,
  visible: true,
  async observe({ random, calls }) {
    const text = random.word(random.integer(9, 15));
    const pieces = Array.from({ length: 6 }, () => read(4));
    const results = await calls([open('/dev/shout', O.RDWR), write(text), seek(0), ...pieces]);
    const answers = results.slice(3);
    return {
      text,
      counts: answers.map(({ value }) => value),
      pieces: answers.map(({ value, memory }) => toText(memory[0] ?? '', value)),
    };
  },
  judge({ text, counts, pieces }) {
    const did = 'read the text four bytes at a time, six times';
    if (pieces.join('') !== text.toUpperCase()) {
      return fail(
        did,
        'each letter once, in order',
        counts.every((count) => count === 4) ? 'the text never ended' : 'other letters',
        'Begin at *ppos, and move *ppos on by what you copied.',
      );
    }
    if (counts.at(-1) === 0) return pass;
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
  says: 'A text longer than the device is cut, not written past the end.',
  points: 2,
  visible: false,
  async observe({ random, calls }) {
    const text = random.word(size + random.integer(20, 200));
    const results = await calls([open('/dev/shout', O.RDWR), write(text), seek(0), read(1024)]);
    return {
      text,
      written: results[1]?.value ?? 0,
      got: results[3]?.value ?? -1,
      memory: results[3]?.memory[0] ?? '',
    };
  },
  judge({ text, written, got, memory }) {
    const did = 'wrote more than the device holds';
    if (written !== size) {
      return fail(
        did,
        'write returns how many bytes it took',
        `it returned ${written}`,
        'A short write is legal: return what you kept.',
      );
    }
    if (toText(memory, got) === text.slice(0, size).toUpperCase()) return pass;
    return fail(
      did,
      'the beginning of the text comes back',
      `read returned ${got} bytes of something else`,
    );
  },
});

const badPointer = check({
  id: 'bad-pointer',
  says: 'A bad pointer is told as EFAULT, and the text of before stays.',
  points: 2,
  visible: true,
  async observe({ random, calls }) {
    const text = random.word(12);
    const results = await calls([
      open('/dev/shout', O.RDWR),
      write(text),
      { call: 'write', arguments: [{ result: 'file' }, { bad: 'unmapped' }, 8] },
      seek(0),
      { call: 'read', arguments: [{ result: 'file' }, { bad: 'unmapped' }, 8] },
      read(size),
    ]);
    return {
      text,
      bad: [results[2]?.errno ?? '', results[4]?.errno ?? ''],
      got: results[5]?.value ?? -1,
      memory: results[5]?.memory[0] ?? '',
    };
  },
  judge({ text, bad, got, memory }) {
    if (bad.some((errno) => errno !== 'EFAULT')) {
      return fail(
        'passed addresses that the program does not own',
        'EFAULT, for write and for read',
        bad.map((errno) => errno || 'success').join(' and '),
        'copy_from_user and copy_to_user return how many bytes they could not move.',
      );
    }
    if (toText(memory, got) === text.toUpperCase()) return pass;
    return fail(
      'wrote from a bad address, then read',
      'the text of before',
      'something else',
      'Copy into a place of your own first, and keep it only when all of it came.',
    );
  },
});

export const exercise = defineExercise({
  id: 'shout',
  title: 'A device that shouts',
  kind: 'write',
  edits: 'module',
  version: 1,
  minutes: 30,
  file: 'shout.c',
  others: [],
  interfaces: ['device'],
  checkTimeoutMs: 15_000,
  checks: [roundTrip, endOfFile, tooLong, badPointer],
  device: '/dev/shout',
  round: 'printf hello > /dev/shout; read -r -N 5 line < /dev/shout',
  broken: [
    {
      file: 'no-capitals.c',
      why: 'gives the text back as it is',
      fails: ['round-trip', 'end-of-file', 'too-long', 'bad-pointer'],
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
  ],
});
