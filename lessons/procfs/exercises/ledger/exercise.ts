// Reading a file of procfs to its end, which is not where its size or a short read says.
import { check, defineExercise, fail, pass, type Verdict } from '../../../lib/exercise.ts';
import type { Probe } from '../../../lib/probe.ts';

type Line = { name: string; amount: string };
type Seen = { wanted: string; lines: Line[]; code: number | null; output: string };

/** Writes the lines into the book and asks the client for the sum of `wanted`. */
async function ask({ put, shell, client }: Probe, wanted: string, lines: Line[]): Promise<Seen> {
  await put('lines', lines.map(({ name, amount }) => `${name} ${amount}\n`).join(''));
  await shell('cat /work/lines > /proc/ledger');
  const { code, output } = await client([wanted]);
  return { wanted, lines, code, output: output.trim() };
}

/** Lines of other people, and after each few and at the end one of `wanted`. */
function mixed({ random }: Probe, wanted: string, turns: number): Line[] {
  const amount = (): string => String(random.integer(100, 999_999));
  return Array.from({ length: turns }, () => [
    { name: random.word(7), amount: amount() },
    { name: wanted, amount: amount() },
  ]).flat();
}

function sumOf(lines: Line[], wanted: string): string {
  const own = lines.filter(({ name }) => name === wanted);
  return String(own.reduce((sum, { amount }) => sum + BigInt(amount), 0n));
}

/** The verdict, with the hint for an answer that is none of the typical wrong ones. */
function judgeSum({ wanted, lines, code, output }: Seen, hint: string): Verdict {
  const did = `asked for the sum of one name in a book of ${lines.length} lines`;
  if (output === sumOf(lines, wanted) && code === 0) return pass;
  const expected = 'one line with the sum of all its amounts, and exit code 0';
  if (code !== 0) return fail(did, expected, `exit code ${code}: ${output.slice(0, 300)}`);
  if (output === '0') {
    return fail(did, expected, '0', 'How many bytes did you read? What is the size of the file?');
  }
  if (output === lines.find(({ name }) => name === wanted)?.amount) {
    return fail(did, expected, 'the amount of its first line', 'A name may have many lines.');
  }
  return fail(did, expected, `another number, of ${output.length} digits`, hint);
}

const short = check({
  id: 'short-book',
  says: 'In a book of a few lines the sum is right.',
  points: 2,
  visible: true,
  observe(probe) {
    const wanted = probe.random.word(6);
    return ask(probe, wanted, mixed(probe, wanted, probe.random.integer(3, 5)));
  },
  judge: (seen) => judgeSum(seen, 'Does the last line count?'),
});

const long = check({
  id: 'long-book',
  says: 'In a book of several pages the sum is right.',
  points: 3,
  visible: true,
  observe(probe) {
    const wanted = probe.random.word(6);
    return ask(probe, wanted, mixed(probe, wanted, probe.random.integer(400, 500)));
  },
  judge: (seen) =>
    judgeSum(seen, 'A read that gives less than you asked for is not the end; 0 is.'),
});

const large = check({
  id: 'large-amounts',
  says: 'Amounts of 64 bits are added to the last digit.',
  points: 2,
  visible: true,
  observe(probe) {
    const { random } = probe;
    const wanted = random.word(6);
    // Three even ones and an odd one: no double of that size is odd.
    const even = (): string =>
      `${random.integer(1, 9)}${random.integer(1e8, 9e8)}${random.integer(5e7, 4e8) * 2}`;
    const amounts = [even(), even(), even(), '9007199254740993', '18446744073709551615', '0'];
    return ask(
      probe,
      wanted,
      amounts.map((amount) => ({ name: wanted, amount })),
    );
  },
  judge: (seen) => judgeSum(seen, 'Which whole numbers can a Number hold, and which a BigInt?'),
});

const similar = check({
  id: 'similar-names',
  says: 'Only the lines of that very name are added.',
  points: 2,
  visible: false,
  observe(probe) {
    const { random } = probe;
    const [begin, end] = [random.word(3), random.word(2)];
    // A name is any text without a space, and a dot in it is a dot.
    const wanted = `${begin}.${end}`;
    const names = [wanted, `${wanted}a`, `a${wanted}`, `${begin}x${end}`, `${begin}.`, wanted];
    const amount = (): string => String(random.integer(100, 999_999));
    return ask(
      probe,
      wanted,
      names.map((name) => ({ name, amount: amount() })),
    );
  },
  judge: (seen) =>
    judgeSum(seen, 'A name goes up to the space, no further and no less far, and is no pattern.'),
});

const absent = check({
  id: 'absent',
  says: 'The sum of a name that is not in the book is 0.',
  points: 1,
  visible: false,
  observe(probe) {
    const { random } = probe;
    // Every object of JavaScript has something of these names.
    const wanted = random.pick(['constructor', 'toString', 'valueOf']);
    return ask(probe, wanted, mixed(probe, random.word(6), 4));
  },
  judge: (seen) => judgeSum(seen, 'What does your code find where it has found no line?'),
});

export const exercise = defineExercise({
  id: 'ledger',
  title: 'A sum that is always 0',
  kind: 'mend',
  edits: 'client',
  version: 2,
  minutes: 15,
  file: 'sum.ts',
  others: ['lessons/procfs/exercises/ledger/ledger.c'],
  checkTimeoutMs: 15_000,
  checks: [short, long, large, similar, absent],
  device: null,
  round: null,
  broken: [
    {
      file: 'believes-size.ts',
      why: 'reads as many bytes as the file says that it has',
      fails: ['short-book', 'long-book', 'large-amounts', 'similar-names'],
    },
    { file: 'one-read.ts', why: 'reads once, into a large buffer', fails: ['long-book'] },
    { file: 'short-is-end.ts', why: 'takes a short read for the end', fails: ['long-book'] },
    {
      file: 'by-pieces.ts',
      why: 'adds up each piece by itself, with lines cut in two',
      fails: ['short-book', 'long-book', 'large-amounts', 'similar-names'],
    },
    { file: 'doubles.ts', why: 'adds as floating point numbers', fails: ['large-amounts'] },
    { file: 'begins-with.ts', why: 'takes longer names as well', fails: ['similar-names'] },
    {
      file: 'first-line.ts',
      why: 'stops at the first line of the name',
      fails: ['short-book', 'long-book', 'large-amounts', 'similar-names'],
    },
    {
      file: 'loses-last.ts',
      why: 'drops the last line with the empty one behind it',
      fails: ['short-book', 'long-book', 'similar-names'],
    },
    {
      file: 'name-as-pattern.ts',
      why: 'takes the name for a regular expression',
      fails: ['similar-names'],
    },
    { file: 'sums-in-an-object.ts', why: 'keeps the sums in a plain object', fails: ['absent'] },
  ],
  accepted: [
    { file: 'own-loop.ts', why: 'reads in a loop until 0 bytes come' },
    { file: 'line-by-line.ts', why: 'reads a stream line by line' },
  ],
});
