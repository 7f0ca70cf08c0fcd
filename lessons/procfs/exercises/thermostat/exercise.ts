// From read_proc and write_proc to proc_ops: seq_file for reading, a bounded parse for writing.
import { check, defineExercise, fail, pass } from '../../../lib/exercise.ts';
import {
  type Call,
  close,
  O,
  open,
  type Random,
  read,
  seek,
  toText,
  write,
} from '../../../lib/probe.ts';

const path = '/proc/thermostat';
const range = { least: 5, most: 30, atFirst: 20 };

/** A temperature that nobody has set before. */
function drawDegrees(random: Random): number {
  return random.integer(range.least + 1, range.atFirst - 1);
}

const reads = check({
  id: 'reads-and-sets',
  says: 'Reading gives the temperature, writing sets it.',
  points: 3,
  visible: true,
  async observe({ random, calls }) {
    const texts = [`${drawDegrees(random)}`, `${random.integer(21, 29)}\n`];
    const results = await calls([
      ...[open(path, O.RDONLY), read(64), close()],
      ...texts.flatMap((text) => [
        ...[open(path, O.WRONLY), write(text), close()],
        ...[open(path, O.RDONLY), read(64), close()],
      ]),
    ]);
    const text = (index: number): string =>
      toText(results[index]?.memory[0] ?? '', results[index]?.value ?? -1);
    return {
      opened: results[0]?.errno ?? '',
      texts,
      written: [results[4]?.value ?? -1, results[10]?.value ?? -1],
      first: text(1),
      later: [text(7), text(13)],
    };
  },
  judge({ opened, texts, written, first, later }) {
    if (opened !== '') return fail('opened the file', 'success', opened, 'Does init make it?');
    if (first !== `${range.atFirst}\n`) {
      return fail(
        'read it right after loading',
        'the temperature and a line end',
        JSON.stringify(first),
        'The line end belongs to the text of a file.',
      );
    }
    const refused = texts.findIndex((text, index) => written[index] !== text.length);
    if (refused >= 0) {
      return fail(
        `wrote a temperature ${refused === 0 ? 'without' : 'with'} a line end`,
        'write returns the number of bytes',
        `it returned ${written[refused]}`,
        'The line end that echo sends belongs to what you took.',
      );
    }
    if (texts.every((text, index) => later[index] === `${text.trim()}\n`)) return pass;
    return fail(
      'wrote a temperature and read it',
      'the one that was written',
      'another text',
      'Is the number kept?',
    );
  },
});

const refuses = check({
  id: 'refuses',
  says: 'What is no number, or too cold or too warm, is EINVAL and changes nothing.',
  points: 3,
  visible: true,
  async observe({ random, calls }) {
    const set = drawDegrees(random);
    const wrong = [
      `${range.least - 1}`,
      `${range.most + 1}`,
      `-${random.integer(6, 29)}`,
      `${random.integer(100, 9999)}`,
      `${random.integer(6, 29)}${random.pick(['x', '.5', ' C'])}`,
      random.word(4).replaceAll(/\d/g, 'a'),
      '99999999999',
    ];
    const results = await calls([
      ...[open(path, O.RDWR), write(`${set}`)],
      ...wrong.map((text) => write(text)),
      ...[close(), open(path, O.RDONLY), read(64)],
    ]);
    const end = results.at(-1);
    return {
      ...{ set, wrong, written: results[1]?.value ?? -1 },
      errors: wrong.map((_, index) => results[index + 2]?.errno ?? ''),
      text: toText(end?.memory[0] ?? '', end?.value ?? -1),
    };
  },
  judge({ set, wrong, written, errors, text }) {
    if (written < 1) return fail('wrote a good temperature', 'success', `${written}`);
    const at = errors.findIndex((error) => error !== 'EINVAL');
    if (at >= 0) {
      return fail(
        `wrote ${JSON.stringify(wrong[at] ?? '')}`,
        'EINVAL',
        errors[at] || 'success',
        at < 4 ? 'Compare with LEAST and MOST.' : 'kstrtoint looks at every letter of the text.',
      );
    }
    if (text === `${set}\n`) return pass;
    return fail(
      'wrote what must be refused, then read',
      'the temperature of before',
      'another',
      'Check first, keep then.',
    );
  },
});

const pieces = check({
  id: 'pieces',
  says: 'It can be read byte by byte, and again from the beginning.',
  points: 2,
  visible: true,
  async observe({ random, calls }) {
    const set = drawDegrees(random);
    const text = `${set}\n`;
    const list: Call[] = [
      ...[open(path, O.RDWR), write(text), close(), open(path, O.RDONLY)],
      ...Array.from({ length: text.length + 1 }, () => read(1)),
      ...[seek(0), read(64)],
    ];
    const results = await calls(list);
    const bytes = results.slice(4, 5 + text.length);
    const again = results.at(-1);
    return {
      set,
      counts: bytes.map(({ value }) => value),
      text: bytes.map(({ value, memory }) => toText(memory[0] ?? '', value)).join(''),
      moved: results.at(-2)?.errno ?? '',
      again: toText(again?.memory[0] ?? '', again?.value ?? -1),
    };
  },
  judge({ set, counts, text, moved, again }) {
    const right = `${set}\n`;
    if (text !== right || counts.at(-1) !== 0) {
      return fail(
        'read it byte by byte',
        'each byte once, then 0',
        JSON.stringify(text),
        'seq_read knows where the program is; a read of your own has to look at *ppos.',
      );
    }
    if (moved !== '') {
      return fail('went back to the beginning', 'success', moved, 'Which member is for lseek?');
    }
    if (again === right) return pass;
    return fail('went back to the beginning and read', 'the same text', JSON.stringify(again));
  },
});

const longText = check({
  id: 'long-text',
  says: 'A text that is too long is refused, whatever it begins with.',
  points: 3,
  visible: false,
  async observe({ random, calls }) {
    const set = drawDegrees(random);
    const digit = `${random.integer(1, 9)}`;
    // Of the first one the beginning would be a good temperature.
    const texts = [
      `${drawDegrees(random)}`.padStart(15, '0') + digit,
      ...[17, 64, random.integer(100, 400), 5000].map((length) => digit.repeat(length)),
    ];
    const results = await calls([
      ...[open(path, O.RDWR), write(`${set}`)],
      ...texts.map((text) => write(text)),
      { call: 'write', arguments: [{ result: 'file' }, { bad: 'unmapped' }, 2] },
      ...[close(), open(path, O.RDONLY), read(64)],
    ]);
    const end = results.at(-1);
    return {
      ...{ set, lengths: texts.map(({ length }) => length), written: results[1]?.value ?? -1 },
      values: texts.map((_, index) => results[index + 2]?.value ?? -1),
      bad: results[texts.length + 2]?.errno ?? '',
      text: toText(end?.memory[0] ?? '', end?.value ?? -1),
    };
  },
  judge({ set, lengths, written, values, bad, text }) {
    if (written < 1) return fail('wrote a good temperature', 'success', `${written}`);
    const at = values.findIndex((value) => value >= 0);
    if (at >= 0) {
      return fail(
        `wrote a number of ${lengths[at]} digits`,
        'an error',
        `write returned ${values[at]}`,
        'A number that is cut is another number.',
      );
    }
    if (bad !== 'EFAULT') {
      return fail('wrote from a bad address', 'EFAULT', bad || 'success');
    }
    if (text === `${set}\n`) return pass;
    return fail('wrote long texts, then read', 'the temperature of before', JSON.stringify(text));
  },
});

export const exercise = defineExercise({
  id: 'thermostat',
  title: 'A thermostat of 2010',
  kind: 'port',
  edits: 'module',
  version: 1,
  minutes: 30,
  file: 'thermostat.c',
  others: [],
  interfaces: ['procfs'],
  checkTimeoutMs: 15_000,
  checks: [reads, refuses, pieces, longText],
  device: path,
  round: 'printf 21 > /proc/thermostat; read -r line < /proc/thermostat',
  broken: [
    { file: 'no-lseek.c', why: 'leaves out .proc_lseek', fails: ['pieces'] },
    { file: 'no-release.c', why: 'leaves out .proc_release', fails: ['always-leak'] },
    { file: 'strtol.c', why: 'stops at the first strange letter', fails: ['refuses'] },
    { file: 'clamps.c', why: 'takes the nearest temperature that is allowed', fails: ['refuses'] },
    { file: 'one-too-many.c', why: 'is one off at the upper end', fails: ['refuses'] },
    { file: 'keeps-first.c', why: 'keeps the number and checks it then', fails: ['refuses'] },
    { file: 'cuts-text.c', why: 'looks at the first bytes of a long text', fails: ['long-text'] },
    {
      file: 'believes-length.c',
      why: 'copies as many bytes as the program says',
      fails: ['long-text', 'always-pointers', 'always-log'],
    },
    {
      file: 'never-ends.c',
      why: 'prints into the buffer at every read',
      fails: ['pieces'],
    },
    {
      file: 'no-line-end.c',
      why: 'gives the number without a line end',
      fails: ['reads-and-sets', 'refuses', 'pieces', 'long-text'],
    },
  ],
});
