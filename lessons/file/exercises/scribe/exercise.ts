// The program opens the file and the kernel writes into it: flags, mode, pieces, and the error on the way.
import { check, defineExercise, fail, pass } from '../../../lib/exercise.ts';
import type { Probe } from '../../../lib/probe.ts';

const folder = '/home/melody';

type Parts = { length: number; prepare?: string; path: string };

/** Gives the module a text, runs the client, and brings back the file. */
async function saved({ random, shell, client }: Probe, { length, prepare = ':', path }: Parts) {
  const text = random.word(length);
  await shell(
    `cd ${folder}; ${prepare}; chown -R melody ${folder}; printf %s ${text} > /dev/scribe`,
  );
  const { code, signal, output } = await client([path]);
  const counted = '/sys/module/scribe/parameters';
  const after = await shell(
    `cat ${counted}/left_open ${counted}/after_error; stat -c %a ${path}; cat ${path}`,
  );
  const [leftOpen, afterError, mode = '', file = ''] = after.output.split('\n');
  return {
    ...{ text, code, signal, output: output.trim(), mode, file },
    leftOpen: Number(leftOpen || -1),
    afterError: Number(afterError || -1),
  };
}

type Saved = Awaited<ReturnType<typeof saved>>;

function judgeSaved(did: string, { text, code, signal, output, file }: Saved) {
  if (signal !== null) {
    return fail(
      did,
      'an end',
      'the client went on and on',
      'The ioctl returns 0 when nothing is left.',
    );
  }
  if (file !== text) {
    const seen = text.startsWith(file)
      ? `the first ${file.length} bytes of ${text.length}`
      : file.startsWith(text)
        ? 'the text, and something behind it'
        : 'something else';
    return fail(
      did,
      'the text in the file, and nothing more',
      seen,
      text.startsWith(file)
        ? 'One ioctl writes one piece.'
        : 'What was in the file has to go when it is opened.',
    );
  }
  if (code === 0 && output === `${text.length} bytes`) return pass;
  return fail(
    did,
    'the number of bytes, and exit code 0',
    `"${output.slice(0, 80)}" and exit code ${code}`,
    'Add up what the ioctl returned. 0 is the end, and -1 is no length.',
  );
}

const closes = check({
  id: 'closes',
  says: 'The file is closed before save returns.',
  points: 1,
  visible: true,
  async observe(probe) {
    const { random } = probe;
    const path = `${folder}/${random.word(10)}`;
    return await saved(probe, { length: random.integer(10, 900), path });
  },
  judge(seen) {
    const did = 'had a text saved, and looked what was open when the client ended';
    const written = judgeSaved(did, seen);
    if (!written.passed) return written;
    if (seen.leftOpen === 0) return pass;
    return fail(did, 'no open file', 'the file that was saved', 'closeSync, on each way out.');
  },
});

const newFile = check({
  id: 'new-file',
  says: 'The text, in several pieces, is in a new file.',
  points: 3,
  visible: true,
  async observe(probe) {
    const { random } = probe;
    return await saved(probe, {
      length: random.integer(2100, 6900),
      path: `${folder}/${random.word(10)}`,
    });
  },
  judge(seen) {
    return judgeSaved('had a text saved to a new file', seen);
  },
});

const oldFile = check({
  id: 'old-file',
  says: 'Of an older, longer file nothing is left.',
  points: 2,
  visible: true,
  async observe(probe) {
    const { random } = probe;
    const path = `${folder}/${random.word(10)}`;
    const prepare = `printf '%0${random.integer(3000, 4000)}d' 7 > ${path}`;
    return await saved(probe, { length: random.integer(10, 900), prepare, path });
  },
  judge(seen) {
    return judgeSaved('had a short text saved to a file with a long one', seen);
  },
});

const ownerOnly = check({
  id: 'owner-only',
  says: 'A new file is for its owner only.',
  points: 1,
  visible: true,
  async observe(probe) {
    const { random } = probe;
    return await saved(probe, {
      length: random.integer(10, 90),
      path: `${folder}/${random.word(10)}`,
    });
  },
  judge({ mode }) {
    if (mode === '600') return pass;
    return fail(
      'had a text saved to a new file',
      'the mode 600',
      mode === '' ? 'no file' : `the mode ${mode}`,
      'The mode is the third argument of openSync; without it everybody may read.',
    );
  },
});

const fullDisk = check({
  id: 'full-disk',
  says: 'When the disk is full it says so, and how much was written.',
  points: 3,
  visible: false,
  async observe(probe) {
    const { random } = probe;
    const seen = await saved(probe, {
      length: random.integer(5100, 8000),
      prepare: `mount -t tmpfs -o size=4096 tmpfs ${folder}; cd ${folder}`,
      path: `${folder}/${random.word(10)}`,
    });
    return { ...seen, written: seen.file.length };
  },
  judge({ code, signal, output, written, leftOpen, afterError }) {
    const did = 'had a text saved to a disk that is too small for it';
    if (written === 0) return fail(did, 'as much in the file as fits', 'nothing in the file');
    if (signal !== null) {
      return fail(
        did,
        'an end',
        'the client went on and on',
        'After an error nothing more is tried.',
      );
    }
    if (output === `${written} bytes, then ENOSPC` && code === 1) {
      if (afterError !== 0) {
        return fail(did, 'that nothing more is tried after the error', 'another ioctl');
      }
      if (leftOpen === 0) return pass;
      return fail(
        did,
        'no open file when the client ends',
        'the file that was saved',
        'Close the file in this case, too.',
      );
    }
    return fail(
      did,
      'the number of bytes in the file, the name of the error, and exit code 1',
      `"${output.slice(0, 80)}" and exit code ${code}`,
      '-1 is no length. Ask for the name of the error right after the ioctl.',
    );
  },
});

export const exercise = defineExercise({
  id: 'scribe',
  title: 'Open it yourself',
  kind: 'write',
  edits: 'client',
  version: 2,
  minutes: 15,
  file: 'scribe-client.ts',
  others: ['lessons/file/exercises/scribe/scribe.c'],
  checkTimeoutMs: 10_000,
  checks: [newFile, oldFile, ownerOnly, closes, fullDisk],
  device: null,
  round: null,
  broken: [
    { file: 'one-piece.ts', why: 'has one piece written', fails: ['new-file', 'full-disk'] },
    { file: 'leaves-the-rest.ts', why: 'does not empty the file', fails: ['old-file'] },
    { file: 'appends.ts', why: 'adds to what is there', fails: ['old-file'] },
    { file: 'for-everyone.ts', why: 'makes a file that everyone may read', fails: ['owner-only'] },
    { file: 'swallows-the-error.ts', why: 'takes an error for the end', fails: ['full-disk'] },
    { file: 'counts-the-error.ts', why: 'takes -1 for a length', fails: ['full-disk'] },
    {
      file: 'last-piece-only.ts',
      why: 'tells the length of the last piece',
      fails: ['new-file', 'full-disk'],
    },
    { file: 'throws.ts', why: 'throws, and what was written is forgotten', fails: ['full-disk'] },
    { file: 'never-closes.ts', why: 'leaves the file open', fails: ['closes', 'full-disk'] },
    {
      file: 'closes-at-the-end-only.ts',
      why: 'leaves the file open after an error',
      fails: ['full-disk'],
    },
    {
      file: 'late-name.ts',
      why: 'asks for the name of the error when the file is closed',
      fails: ['full-disk'],
    },
  ],
  accepted: [
    { file: 'finally.ts', why: 'closes the file in a finally block' },
    { file: 'unlinks-first.ts', why: 'removes the old file and makes a new one' },
  ],
});
