// The kernel writes a file: error pointers, short writes, links, and what is left open.
import { check, defineExercise, fail, pass } from '../../../lib/exercise.ts';
import { type Call, close, O, open, read, toText, write } from '../../../lib/probe.ts';

const folder = '/home/melody';
const path = `${folder}/diary`;
const clean = `umount ${folder} 2>/dev/null; mkdir -p ${folder}; rm -rf ${path}`;
/** Longer than what any check has written. */
const readBack: Call[] = [open(path, O.RDONLY, 'copy'), read(16384, 'copy'), close('copy')];

const adds = check({
  id: 'adds',
  says: 'Each text is added at the end of the file.',
  points: 3,
  visible: true,
  async observe({ random, calls, shell }) {
    const texts = [random.integer(10, 60), random.integer(3, 9), random.integer(10, 60)].map(
      (length) => random.word(length),
    );
    const [first = '', ...others] = texts;
    await shell(`${clean}; printf %s ${first} > ${path}`);
    const results = await calls([
      open('/dev/diary', O.WRONLY),
      ...others.map((text) => write(text)),
      close(),
      ...readBack,
    ]);
    const copied = results[5];
    return {
      texts,
      taken: results.slice(1, 3).map(({ value }) => value),
      file: toText(copied?.memory[0] ?? '', copied?.value ?? 0),
    };
  },
  judge({ texts, taken, file }) {
    const did = 'wrote two texts to the device; a third was in the file already';
    const [first = '', second = '', third = ''] = texts;
    if (taken[0] !== second.length || taken[1] !== third.length) {
      return fail(
        did,
        'write returns the number of bytes',
        `it returned ${taken.join(' and ')}`,
        'Return what kernel_write returned, added up.',
      );
    }
    if (file === first + second + third) return pass;
    if (file === third || file === second + third)
      return fail(
        did,
        'all three in the file',
        'the older ones are gone',
        'O_APPEND, and no O_TRUNC.',
      );
    return fail(
      did,
      'all three in the file, one behind the other',
      file === first ? 'nothing was added' : 'another text',
      'Where does a write begin in a file that was opened without O_APPEND?',
    );
  },
});

const inPieces = check({
  id: 'in-pieces',
  says: 'What one kernel_write leaves over is written by the next, or reported as not written.',
  points: 2,
  visible: false,
  async observe({ random, calls, shell }) {
    const text = random.word(random.integer(200, 900));
    const most = random.integer(20, 150);
    await shell(`${clean}; echo ${most} > /sys/module/diary/parameters/most`);
    const results = await calls([open('/dev/diary', O.WRONLY), write(text), close(), ...readBack]);
    const copied = results[4];
    return {
      ...{ text, most },
      taken: results[1]?.value ?? -1,
      file: toText(copied?.memory[0] ?? '', copied?.value ?? 0),
    };
  },
  judge({ text, most, taken, file }) {
    const did = `wrote ${text.length} bytes, of which each kernel_write took ${most} at most`;
    if (taken <= 0) return fail(did, 'the number of bytes that were written', 'an error');
    if (file !== text.slice(0, file.length)) {
      return fail(
        did,
        'the text in the file',
        'pieces of it, in another order',
        'The next piece begins where the last one ended: text + written.',
      );
    }
    if (file.length === taken && taken >= most) return pass;
    return fail(
      did,
      'the number of bytes that are in the file',
      `${taken}, and ${file.length} bytes are in it`,
      'Add up what kernel_write returned.',
    );
  },
});

const mode = check({
  id: 'mode',
  says: 'A new file is readable and writable for its owner only.',
  points: 1,
  visible: true,
  async observe({ random, shell }) {
    const { output } = await shell(
      `${clean}; umask 0; printf ${random.word(9)} > /dev/diary; stat -c %a ${path}; ${clean}`,
    );
    return { mode: output.trim() };
  },
  judge({ mode: seen }) {
    if (seen === '600') return pass;
    return fail(
      'wrote, when there was no file yet and the mask of the writer was 0',
      'a file of mode 0600',
      /^\d+$/.test(seen) ? `the mode 0${seen}` : 'no file',
      'The third argument of filp_open is the mode of a new file.',
    );
  },
});

const noFolder = check({
  id: 'no-folder',
  says: 'The error of opening comes back as it is.',
  points: 2,
  visible: true,
  async observe({ random, calls, shell }) {
    const missing = random.pick([true, false]);
    // Without the folder there is no such file; with a folder in its place it cannot be written.
    await shell(missing ? `${clean}; mv ${folder} /tmp/away` : `${clean}; mkdir ${path}`);
    const text = random.word(12);
    const results = await calls([open('/dev/diary', O.WRONLY), write(text), close()]);
    await shell(missing ? `mv /tmp/away ${folder}` : clean);
    const [opened, written] = results.map(({ errno }) => errno);
    return { missing, opened: opened ?? 'nothing', errno: written ?? '' };
  },
  judge({ missing, opened, errno }) {
    if (opened !== '') return fail('opened /dev/diary', 'success', opened);
    const did = missing
      ? 'took the folder away, and wrote'
      : 'put a folder in its place, and wrote';
    const expected = missing ? 'ENOENT' : 'EISDIR';
    if (errno === expected) return pass;
    return fail(
      did,
      `${expected}, as filp_open says`,
      errno || 'that it was written',
      'filp_open returns an error pointer: IS_ERR, PTR_ERR.',
    );
  },
});

const fullDisk = check({
  id: 'full-disk',
  says: 'On a full disk it says how much was written, and then ENOSPC.',
  points: 3,
  visible: true,
  async observe({ random, calls, shell }) {
    const size = 4096 * random.integer(1, 3);
    await shell(`${clean}; mount -t tmpfs -o size=${size} tmpfs ${folder}`);
    const length = size + random.integer(100, 3000);
    const results = await calls([
      open('/dev/diary', O.WRONLY),
      write(random.word(length)),
      write(random.word(20)),
      close(),
      ...readBack,
    ]);
    await shell(`umount -l ${folder}`);
    const [, first, second] = results;
    return {
      size,
      first: first?.value ?? -1,
      second: second?.errno ?? '',
      file: results[5]?.value ?? -1,
    };
  },
  judge({ size, first, second, file }) {
    const did = `wrote more than fits to a disk of ${size} bytes`;
    if (file !== size) return fail(did, 'as much in the file as fits', `${file} bytes in it`);
    if (first !== size) {
      return fail(
        did,
        'the number of bytes that are in the file',
        first < 0 ? 'an error' : `${first}`,
        'What was written counts, even when an error came behind it.',
      );
    }
    if (second === 'ENOSPC') return pass;
    return fail(
      'wrote to a disk that is full',
      'ENOSPC',
      second || 'that it was written',
      'When kernel_write brings an error and nothing was written, that error is the answer.',
    );
  },
});

const nothingOpen = check({
  id: 'nothing-open',
  says: 'Nothing stays open, and the file system can be unmounted.',
  points: 2,
  visible: true,
  async observe({ random, calls, shell }) {
    await shell(`${clean}; mount -t tmpfs -o size=4096 tmpfs ${folder}`);
    const length = random.integer(10, 3000);
    const results = await calls([
      open('/dev/diary', O.WRONLY),
      write(random.word(length)),
      write(random.word(8000)),
      write(random.word(10)),
      close(),
      ...readBack,
    ]);
    const { code, output } = await shell(`umount ${folder}`);
    await shell(`umount -l ${folder} 2>/dev/null; :`);
    const [, first] = results;
    const took = first?.value === length;
    return { took, wrote: results[6]?.value ?? -1, code, busy: output.includes('busy') };
  },
  judge({ took, wrote, code, busy }) {
    const did = 'wrote until the disk was full, and unmounted it';
    if (wrote < 1 || !took) {
      return fail(did, 'something in the file first', 'there is nothing in it');
    }
    if (code === 0) return pass;
    return fail(
      did,
      'that it can be unmounted',
      busy ? 'it is busy' : `umount ended with code ${code}`,
      'filp_close on each way out, that of the error as well.',
    );
  },
});

const link = check({
  id: 'link',
  says: 'A link in the place of the file is not followed.',
  points: 2,
  visible: false,
  async observe({ random, calls, shell }) {
    const target = `/tmp/${random.word(12)}`;
    const kept = random.word(30);
    await shell(`${clean}; printf %s ${kept} > ${target}; ln -s ${target} ${path}`);
    const results = await calls([
      open('/dev/diary', O.WRONLY),
      write(random.word(10)),
      close(),
      open(target, O.RDONLY, 'copy'),
      read(256, 'copy'),
      close('copy'),
    ]);
    await shell(clean);
    const copied = results[4];
    return {
      kept,
      errno: results[1]?.errno ?? '',
      target: toText(copied?.memory[0] ?? '', copied?.value ?? 0),
    };
  },
  judge({ kept, errno, target }) {
    const did = 'put a link in the place of the file, and wrote';
    const hint = 'Who may write to the folder chooses what the link leads to: O_NOFOLLOW.';
    if (target !== kept) return fail(did, 'the other file as it was', 'it was changed', hint);
    if (errno === 'ELOOP') return pass;
    return fail(did, 'ELOOP', errno || 'that it was written', hint);
  },
});

export const exercise = defineExercise({
  id: 'diary',
  title: 'The kernel keeps a diary',
  kind: 'write',
  edits: 'module',
  version: 2,
  minutes: 30,
  file: 'diary.c',
  others: [],
  interfaces: ['files'],
  instrument: { file: 'lessons/lib/instruments/short-writes.c', accesses: false },
  checkTimeoutMs: 15_000,
  checks: [adds, mode, noFolder, fullDisk, nothingOpen, link, inPieces],
  device: '/dev/diary',
  round: 'printf hello > /dev/diary',
  broken: [
    { file: 'overwrites.c', why: 'begins at the start of the file', fails: ['adds', 'full-disk'] },
    { file: 'truncates.c', why: 'empties the file each time', fails: ['adds', 'full-disk'] },
    {
      file: 'tests-for-null.c',
      why: 'waits for a NULL that never comes',
      fails: ['no-folder', 'link', 'always-log'],
    },
    {
      file: 'one-error-for-all.c',
      why: 'makes EIO of each error',
      fails: ['no-folder', 'full-disk', 'link'],
    },
    { file: 'claims-all.c', why: 'does not look at what was written', fails: ['full-disk'] },
    {
      file: 'error-wins.c',
      why: 'forgets what was written before the error',
      fails: ['full-disk'],
    },
    {
      file: 'open-on-error.c',
      why: 'leaves the file open when the write fails',
      fails: ['nothing-open'],
    },
    { file: 'follows-links.c', why: 'follows links', fails: ['link'] },
    {
      file: 'from-the-start.c',
      why: 'writes the start of the text again when something was left over',
      fails: ['in-pieces'],
    },
    { file: 'for-everyone.c', why: 'makes a file that everyone may read', fails: ['mode'] },
  ],
  accepted: [
    { file: 'one-write.c', why: 'tries once, returns how much that was, and closes by fput' },
  ],
});
