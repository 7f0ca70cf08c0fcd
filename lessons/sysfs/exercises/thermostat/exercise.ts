// A sysfs attribute: one value in, or none, and those who wait for it are told.
import { atOnce } from '../../../lib/at-once.ts';
import { check, defineExercise, fail, pass } from '../../../lib/exercise.ts';
import {
  type Call,
  type CallResult,
  O,
  open,
  POLL,
  read,
  seek,
  toText,
  write,
} from '../../../lib/probe.ts';

const target = '/sys/kernel/thermostat/target';
const [coldest, warmest] = [5, 30];

/** Writes a text, then reads the value: the second and the fourth result. */
function set(text: string): Call[] {
  return [seek(0), write(text), seek(0), read(64)];
}

type Step = { text: string; written: number; errno: string; value: string };

function steps(texts: string[], results: CallResult[]): Step[] {
  return texts.map((text, index) => {
    const written = results[2 + 4 * index];
    const got = results[4 + 4 * index];
    return {
      text,
      written: written?.value ?? -1,
      errno: written?.errno ?? '',
      value: toText(got?.memory[0] ?? '', got?.value ?? -1),
    };
  });
}

const outcome = ({ written, errno }: Step): string => errno || `a return value of ${written}`;

const takes = check({
  id: 'takes',
  says: 'A temperature from 5 to 30 is taken and can be read.',
  points: 2,
  visible: true,
  async observe({ random, calls }) {
    const inside = random.integer(coldest + 1, warmest - 1);
    const other = random.integer(coldest + 1, warmest - 1);
    const texts = [`${inside}`, `${other}\n`, `${warmest}`, `${coldest}\n`];
    const results = await calls([open(target, O.RDWR), ...texts.flatMap(set)]);
    return steps(texts, results);
  },
  judge(all) {
    if (all.length === 0) return fail('wrote temperatures', 'that they are taken', 'nothing');
    for (const step of all) {
      const { text, written, value } = step;
      const did = `wrote ${JSON.stringify(text)} and read the file`;
      if (written !== text.length) {
        return fail(
          did,
          'write returns the number of bytes, all of them',
          outcome(step),
          'A store function returns count, or an error. 5 and 30 belong to the range.',
        );
      }
      if (value === `${text.trim()}\n`) continue;
      return fail(
        did,
        'the same number and the end of the line',
        JSON.stringify(value),
        'sysfs_emit(text, "%d\\n", …) is all that a show function needs.',
      );
    }
    return pass;
  },
});

/** Writes texts that are to be refused with one error, after one that is right. */
function refusal(parts: {
  id: string;
  says: string;
  visible: boolean;
  points: number;
  errno: string;
  hint: string;
  texts: (random: Parameters<Parameters<typeof check>[0]['observe']>[0]['random']) => string[];
}): ReturnType<typeof check> {
  const { id, says, visible, points, errno, hint } = parts;
  return check({
    id,
    says,
    points,
    visible,
    async observe({ random, calls }) {
      const before = random.integer(coldest + 1, warmest - 1);
      const texts = [`${before}`, ...parts.texts(random)];
      const results = await calls([open(target, O.RDWR), ...texts.flatMap(set)]);
      return { before, all: steps(texts, results) };
    },
    judge({ before, all }) {
      const [first, ...refused] = all;
      if (first?.written !== first?.text.length || refused.length === 0) {
        return fail('wrote a temperature', 'that it is taken', first ? outcome(first) : 'nothing');
      }
      for (const step of refused) {
        const did = `wrote ${JSON.stringify(step.text)}`;
        if (step.errno !== errno) {
          // A program that is refused with another error has been looked at; the hint is not for it.
          const other = step.errno === '' ? hint : 'The text says which error this is.';
          return fail(did, errno, outcome(step), other);
        }
        if (step.value.trim() === `${before}`) continue;
        return fail(
          did,
          'the value of before stays',
          'another value',
          'Keep the number only when everything about it is right.',
        );
      }
      return pass;
    },
  });
}

const junk = refusal({
  id: 'no-number',
  says: 'What is no whole number is refused with EINVAL.',
  points: 1,
  visible: true,
  errno: 'EINVAL',
  hint: 'simple_strtol stops at the first letter and does not complain. kstrtoint does.',
  texts: (random) => [
    `${random.word(5)}x`,
    `${random.integer(6, 9)} ${random.integer(6, 9)}`,
    `${random.integer(10, 29)}.5`,
    `${random.integer(10, 29)}C`,
  ],
});

const range = refusal({
  id: 'out-of-range',
  says: 'What is below 5 or above 30 is refused with ERANGE.',
  points: 1,
  visible: true,
  errno: 'ERANGE',
  hint: 'Compare first; keep and return count afterwards.',
  texts: (random) => [
    `${warmest + 1}`,
    `${coldest - 1}\n`,
    `${random.integer(31, 30_000)}`,
    `${random.integer(3_000_000_000, 9_000_000_000)}`,
  ],
});

const frost = refusal({
  id: 'below-zero',
  says: 'A temperature below zero is a number, out of range.',
  points: 1,
  visible: false,
  errno: 'ERANGE',
  hint: 'For an unsigned number the minus is no part of a number. Read an int.',
  texts: (random) => [`-${random.integer(1, 40)}`],
});

const decimal = refusal({
  id: 'decimal',
  says: 'Only decimal numbers are taken.',
  points: 1,
  visible: false,
  errno: 'EINVAL',
  hint: 'The second argument of kstrtoint is the base.',
  texts: (random) => [`0x${random.integer(10, 19)}`],
});

const wakes = check({
  id: 'wakes',
  says: 'A program that waits for the file wakes when a value was taken, finds it there, and only then.',
  points: 2,
  visible: true,
  async observe(probe) {
    const { random, calls } = probe;
    // Never 20, which is there already: whether that is news is not what this is about.
    const value = random.integer(coldest + 1, 19);
    const next = random.integer(21, warmest - 1);
    const opened = await calls([open(target, O.RDONLY, 'waits'), open(target, O.RDWR)]);
    const [waits = -1, file = -1] = opened.map((result) => result.value);
    const pollfd = Buffer.alloc(8);
    pollfd.writeInt32LE(waits, 0);
    pollfd.writeInt16LE(POLL.PRI, 4);
    const poll = (ms: number): Call => ({
      call: 'poll',
      arguments: [{ both: pollfd.toString('hex') }, 1, ms],
    });
    const put = (text: string): Call => ({
      call: 'pwrite64',
      arguments: [file, { bytes: Buffer.from(text).toString('hex') }, text.length, 0],
    });
    const see: Call = { call: 'pread64', arguments: [waits, { room: 64 }, 64, 0] };
    const now = poll(0);
    const results = await calls([see, now, put('99'), put('warm'), now, put(`${value}`), now]);
    const [woken, found] = await atOnce(probe, {
      ...{ before: [see, now], cause: put(`${next}`), wait: poll(2000), look: [see] },
    });
    return {
      ...{ next, values: results.map(({ value: returned }) => returned) },
      ...{ woken: woken?.value ?? -1 },
      found: toText(found?.memory[0] ?? '', found?.value ?? -1).trim(),
    };
  },
  judge({ next, values, woken, found }) {
    const [seen = -1, before = -1, , , refused = -1, put = -1, taken = -1] = values;
    if (seen < 1) return fail('read the file', 'a number', `read returned ${seen}`);
    if (before !== 0) return fail('polled after reading', 'nothing new', `poll returned ${before}`);
    if (refused !== 0) {
      return fail(
        'wrote what is refused, then polled',
        'nothing new',
        'the file counted as changed',
        'Tell of a change when it has happened.',
      );
    }
    if (put < 1) return fail('wrote a temperature', 'that it is taken', `write returned ${put}`);
    if (taken !== 1 || woken !== 1) {
      return fail(
        'wrote a temperature, then polled',
        'POLLPRI: the file has changed',
        'nothing new',
        'sysfs does not know when a value changes. sysfs_notify tells it.',
      );
    }
    if (found === `${next}`) return pass;
    return fail(
      'read the file at the moment at which poll woke',
      'the new temperature',
      'the one from before',
      'A program that wakes reads at once. Keep the value first, then tell.',
    );
  },
});

export const exercise = defineExercise({
  id: 'thermostat',
  title: 'One value, or none',
  kind: 'write',
  edits: 'module',
  version: 2,
  minutes: 20,
  file: 'thermostat.c',
  others: [],
  interfaces: ['sysfs'],
  checkTimeoutMs: 15_000,
  checks: [takes, junk, range, wakes, frost, decimal],
  device: target,
  // A file that stays open: the kernel frees what belongs to the last descriptor much later.
  round: `: >&9 || exec 9< ${target}; printf 21 > ${target}; read -r degrees < ${target}`,
  broken: [
    {
      file: 'no-line-end.c',
      why: 'shows the number without the end of the line',
      fails: ['takes'],
    },
    { file: 'edges.c', why: 'refuses the coldest and the warmest', fails: ['takes'] },
    {
      file: 'careless-parser.c',
      why: 'reads the number without being told of errors',
      fails: ['no-number', 'decimal'],
    },
    { file: 'any-base.c', why: 'takes hexadecimal numbers', fails: ['decimal'] },
    { file: 'unsigned.c', why: 'knows no number below zero', fails: ['below-zero'] },
    {
      file: 'one-error.c',
      why: 'says EINVAL to everything',
      fails: ['out-of-range', 'below-zero'],
    },
    {
      file: 'takes-first.c',
      why: 'keeps the value and looks at it then',
      fails: ['out-of-range', 'below-zero'],
    },
    {
      file: 'clamps.c',
      why: 'turns what is out of range into what is not',
      fails: ['out-of-range', 'below-zero', 'wakes'],
    },
    { file: 'never-that-warm.c', why: 'refuses the warmest', fails: ['takes'] },
    { file: 'never-that-cold.c', why: 'refuses the coldest', fails: ['takes'] },
    { file: 'tells-first.c', why: 'tells of a value that is not there yet', fails: ['wakes'] },
    { file: 'no-notice.c', why: 'tells nobody', fails: ['wakes'] },
    { file: 'early-notice.c', why: 'tells of changes that are refused', fails: ['wakes'] },
  ],
  accepted: [
    { file: 'mutex.c', why: 'parses a long and holds a mutex' },
    { file: 'strim.c', why: 'parses a copy without white space' },
    { file: 'only-changes.c', why: 'tells of a value only when it is another one' },
  ],
});
