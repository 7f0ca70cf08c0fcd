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
/** TEXT_BYTES. */
const longest = 15;
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
    const texts = [
      `${drawDegrees(random)}`,
      `${random.integer(21, 29)}\n`,
      `${range.least}`,
      `${range.most}\n`,
      // As long as a text may be, and decimal in spite of the zeros.
      `${random.integer(10, 19)}`.padStart(longest, '0'),
    ];
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
      written: texts.map((_, index) => results[4 + 6 * index]?.value ?? -1),
      first: text(1),
      later: texts.map((_, index) => text(7 + 6 * index)),
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
        `wrote ${JSON.stringify(texts[refused] ?? '')}`,
        'write returns the number of bytes',
        `it returned ${written[refused]}`,
        [
          ...['', 'The line end that echo sends belongs to what you took.'],
          ...['LEAST is allowed.', 'MOST is allowed.', 'TEXT_BYTES bytes are allowed.'],
        ][refused],
      );
    }
    const other = texts.findIndex((text, index) => later[index] !== `${Number(text)}\n`);
    if (other < 0) return texts.length > 0 ? pass : fail('wrote', 'a temperature', 'nothing');
    return fail(
      `wrote ${JSON.stringify(texts[other])} and read it`,
      'the number that was written',
      JSON.stringify(later[other]),
      other === 4 ? 'The number is decimal, whatever it begins with.' : 'Is the number kept?',
    );
  },
});

function refusalHint(text: string, errno: string): string {
  if (errno === 'ERANGE') return 'kstrtoint says ERANGE of a number too large for an int.';
  if (errno !== '') return '';
  if (text.startsWith('0x')) return 'The number is decimal: the base is an argument of kstrtoint.';
  return /^-?\d+$/.test(text)
    ? 'Compare with LEAST and MOST.'
    : 'kstrtoint looks at every letter of the text.';
}

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
      ...['99999999999', '', '\n'],
      `0x${random.integer(6, 9)}`,
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
        refusalHint(wrong[at] ?? '', errors[at] ?? ''),
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
      ...[{ ...seek(0), must: false }, read(64)],
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
      `${drawDegrees(random)}`.padStart(longest, '0') + digit,
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
      errors: texts.map((_, index) => results[index + 2]?.errno ?? ''),
      bad: results[texts.length + 2]?.errno ?? '',
      text: toText(end?.memory[0] ?? '', end?.value ?? -1),
    };
  },
  judge({ set, lengths, written, errors, bad, text }) {
    if (written < 1) return fail('wrote a good temperature', 'success', `${written}`);
    const at = errors.findIndex((errno) => errno !== 'EINVAL');
    if (at >= 0) {
      return fail(
        `wrote a number of ${lengths[at]} digits`,
        'EINVAL',
        errors[at] || 'success',
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

const mode = check({
  id: 'mode',
  says: 'Everybody may read the file, and only root may write to it.',
  points: 1,
  visible: false,
  async observe({ shell }) {
    return { mode: (await shell(`stat -c %a ${path}`)).output.trim() };
  },
  judge({ mode: got }) {
    if (got === '644') return pass;
    return fail(
      'looked at the permissions of the file',
      'read and write for root, read for all others',
      /^\d+$/.test(got) ? `the mode ${got}` : 'no such file',
      'The second argument of proc_create is the mode, in octal.',
    );
  },
});

export const exercise = defineExercise({
  id: 'thermostat',
  title: 'A thermostat of 2010',
  kind: 'port',
  edits: 'module',
  version: 2,
  minutes: 30,
  file: 'thermostat.c',
  others: [],
  interfaces: ['procfs'],
  checkTimeoutMs: 15_000,
  checks: [reads, refuses, pieces, longText, mode],
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
      fails: ['long-text', 'always-pointers', 'always-untouched', 'always-leak', 'always-log'],
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
    { file: 'writable-by-all.c', why: 'lets everybody write', fails: ['mode'] },
    { file: 'any-base.c', why: 'takes numbers of any base', fails: ['reads-and-sets', 'refuses'] },
    { file: 'one-too-cold.c', why: 'is one off at the lower end', fails: ['refuses'] },
    { file: 'another-error.c', why: 'hands on ERANGE', fails: ['refuses'] },
    { file: 'never-that-warm.c', why: 'refuses MOST', fails: ['reads-and-sets'] },
    {
      file: 'seq-release.c',
      why: 'closes what single_open opened with seq_release',
      fails: ['always-leak'],
    },
  ],
  accepted: [
    { file: 'kstrtoint-from-user.c', why: 'lets kstrtoint_from_user() copy' },
    { file: 'mutex-and-memdup.c', why: 'copies with memdup_user_nul() and locks a mutex' },
    { file: 'own-read.c', why: 'reads without seq_file' },
    { file: 'sscanf.c', why: 'parses with sscanf() and looks for the end' },
    { file: 'strim.c', why: 'cuts off white space' },
  ],
});
