// A page that programs may look at: length, offset and rights of a mapping, now and later.
import { check, defineExercise, fail, pass } from '../../../lib/exercise.ts';
import { type Call, MAP, MREMAP_MAYMOVE, O, open, PROT, write } from '../../../lib/probe.ts';

const pageBytes = 4096;

/** Maps `pages` pages of the device, from page `first` on. */
function map(access: number, flags: number, pages = 1, first = 0, file = 'file'): Call {
  const parts = [0, pages * pageBytes, access, flags, { result: file }, first * pageBytes];
  return { call: 'mmap', arguments: parts, as: 'page' };
}

/** Copies 16 bytes at the mapping by way of a file: where nothing is mapped, that is only an error. */
const look: Call[] = [
  open('/tmp/look', O.RDWR | 0o100 | O.TRUNC, 'copy'),
  { call: 'pwrite64', arguments: [{ result: 'copy' }, { result: 'page' }, 16, 0] },
  { call: 'pread64', arguments: [{ result: 'copy' }, { room: 16 }, 16, 0] },
];

/** The two counters, or -1 where nothing came. */
function counters(hex: string): { writes: number; bytes: number } {
  const memory = Buffer.from(hex, 'hex');
  if (memory.length < 16) return { writes: -1, bytes: -1 };
  return { writes: Number(memory.readBigUInt64LE(0)), bytes: Number(memory.readBigUInt64LE(8)) };
}

const counts = check({
  id: 'counts',
  says: 'A program that may only read sees the counters, and sees them change.',
  points: 3,
  visible: true,
  async observe({ random, calls }) {
    const texts = Array.from({ length: random.integer(2, 9) }, () =>
      random.word(random.integer(3, 30)),
    );
    const results = await calls([
      open('/dev/tally', O.RDONLY),
      open('/dev/tally', O.WRONLY, 'writer'),
      write('before', 'writer'),
      map(PROT.READ, MAP.SHARED),
      ...texts.map((text) => write(text, 'writer')),
      ...look,
    ]);
    const copied = results.at(-1);
    return {
      sizes: [6, ...texts.map(({ length }) => length)],
      refused: results[3]?.errno ?? '',
      seen: counters(copied?.value === 16 ? (copied.memory[0] ?? '') : ''),
    };
  },
  judge({ sizes, refused, seen }) {
    const did = 'opened for reading, mapped the page, wrote several times by another descriptor';
    if (refused !== '') {
      return fail(
        did,
        'a mapping',
        `mmap failed with ${refused}`,
        refused === 'EINVAL'
          ? 'VM_SHARED is not set for a file that was opened for reading only: ask for VM_MAYSHARE.'
          : 'vm_insert_page gives a page of your own to a program.',
      );
    }
    const bytes = sizes.reduce((sum, each) => sum + each, 0);
    if (seen.writes === sizes.length && seen.bytes === bytes) return pass;
    return fail(
      did,
      'the number of writes and of bytes, the last ones included',
      seen.writes < 0 ? 'nothing can be read there' : `${seen.writes} writes, ${seen.bytes} bytes`,
      seen.writes === 1
        ? 'These are the counters of the time of mmap: map the page on which the kernel counts, not a copy.'
        : 'Which page does vm_insert_page get?',
    );
  },
});

const size = check({
  id: 'size',
  says: 'Another length or another offset is refused.',
  points: 2,
  visible: true,
  async observe({ random, calls }) {
    const pages = random.integer(3, 9);
    const first = random.integer(2, 9);
    const results = await calls([
      open('/dev/tally', O.RDWR),
      map(PROT.READ, MAP.SHARED),
      ...[2, pages].map((length) => map(PROT.READ, MAP.SHARED, length, 0)),
      ...[1, first].map((offset) => map(PROT.READ, MAP.SHARED, 1, offset)),
    ]);
    const [right = '', ...refused] = results.slice(1).map(({ errno }) => errno);
    return { right, long: refused.slice(0, 2), later: refused.slice(2) };
  },
  judge({ right, long, later }) {
    const other = (errors: string[]) => errors.find((errno) => errno !== 'EINVAL') ?? 'nothing';
    if (right !== '')
      return fail('mapped the one page at offset 0', 'a mapping', `mmap failed with ${right}`);
    if (long.length !== 2 || long.some((errno) => errno !== 'EINVAL')) {
      return fail(
        'mapped two pages and more',
        'EINVAL',
        other(long) || 'a mapping',
        'The program chooses the length: compare vma_pages(vma) with what you have.',
      );
    }
    if (later.length === 2 && later.every((errno) => errno === 'EINVAL')) return pass;
    return fail(
      'mapped one page that begins further on',
      'EINVAL',
      other(later) || 'a mapping',
      'The program chooses the offset too; it is in vma->vm_pgoff.',
    );
  },
});

const grows = check({
  id: 'grows',
  says: 'A mapping stays one page long.',
  points: 2,
  visible: false,
  async observe({ calls }) {
    const grow: Call = {
      call: 'mremap',
      arguments: [{ result: 'page' }, pageBytes, 2 * pageBytes, MREMAP_MAYMOVE],
    };
    const results = await calls([open('/dev/tally', O.RDWR), map(PROT.READ, MAP.SHARED), grow]);
    const [mapped, grown] = results.slice(1);
    return { mapped: mapped?.errno ?? 'no answer', grown: grown?.errno ?? '' };
  },
  judge({ mapped, grown }) {
    if (mapped !== '') return fail('mapped the page', 'a mapping', `mmap failed with ${mapped}`);
    if (grown !== '') return pass;
    return fail(
      'mapped the page, then asked mremap for two',
      'an error',
      'a mapping of two pages',
      "mremap doesn't ask your module: VM_DONTEXPAND in vma->vm_flags keeps a mapping as long as it is.",
    );
  },
});

const readOnly = check({
  id: 'read-only',
  says: 'Nobody writes on the page, now or later.',
  points: 3,
  visible: true,
  async observe({ calls, shell }) {
    const [, right, writable, pid] = await calls([
      open('/dev/tally', O.RDWR),
      map(PROT.READ, MAP.SHARED),
      map(PROT.READ | PROT.WRITE, MAP.SHARED),
      { call: 'getpid', arguments: [] },
    ]);
    // What the kernel itself says of the mapping: "mw" is there when mprotect may make it writable.
    const { output } = await shell(
      `sed -n '/\\/dev\\/tally/,/VmFlags/p' /proc/${pid?.value ?? 0}/smaps`,
    );
    const flags = /^VmFlags: (.*)$/m.exec(output)?.[1] ?? '';
    return { right: right?.errno ?? '', writable: writable?.errno ?? '', flags };
  },
  judge({ right, writable, flags }) {
    if (right !== '')
      return fail('mapped the page for reading', 'a mapping', `mmap failed with ${right}`);
    if (writable !== 'EACCES') {
      return fail(
        'mapped the page for reading and writing',
        'EACCES',
        writable || 'a mapping',
        'What was asked for is in vma->vm_flags: VM_WRITE.',
      );
    }
    const did = 'mapped it for reading, and asked the kernel what may become of the mapping';
    const expected = 'that it cannot be made writable';
    if (flags === '') return fail(did, expected, 'no such mapping');
    if (!flags.split(/\s+/).includes('mw')) return pass;
    return fail(
      did,
      expected,
      'that mprotect may make it so',
      'VM_MAYWRITE is set for each file that was opened for writing. Take it away before you map.',
    );
  },
});

const privately = check({
  id: 'private',
  says: 'A private mapping, which would be a copy, is refused.',
  points: 1,
  visible: false,
  async observe({ calls }) {
    const results = await calls([
      open('/dev/tally', O.RDWR),
      map(PROT.READ, MAP.SHARED),
      map(PROT.READ, MAP.PRIVATE),
    ]);
    const [shared = '', copied = ''] = results.slice(1).map(({ errno }) => errno);
    return { shared, copied };
  },
  judge({ shared, copied }) {
    if (shared !== '')
      return fail('mapped the page with MAP_SHARED', 'a mapping', `mmap failed with ${shared}`);
    if (copied === 'EINVAL') return pass;
    return fail(
      'mapped the page with MAP_PRIVATE',
      'EINVAL',
      copied || 'a mapping',
      'VM_MAYSHARE in vma->vm_flags says whether the program wants to share.',
    );
  },
});

export const exercise = defineExercise({
  id: 'tally',
  title: 'A page to look at',
  kind: 'write',
  edits: 'module',
  version: 2,
  minutes: 25,
  file: 'tally.c',
  others: [],
  interfaces: ['mmap'],
  checkTimeoutMs: 15_000,
  checks: [counts, size, readOnly, privately, grows],
  device: null,
  round: 'printf hello > /dev/tally',
  broken: [
    { file: 'any-length.c', why: 'believes the length', fails: ['size'] },
    { file: 'any-offset.c', why: 'believes the offset', fails: ['size'] },
    {
      file: 'writable.c',
      why: 'lets everyone write on the page',
      fails: ['read-only'],
    },
    {
      file: 'writable-later.c',
      why: 'forgets that mprotect comes later',
      fails: ['read-only'],
    },
    { file: 'private-too.c', why: 'allows private mappings', fails: ['private'] },
    {
      file: 'asks-vm-shared.c',
      why: 'takes shared readers for private ones',
      fails: ['counts'],
    },
    { file: 'gives-a-copy.c', why: 'maps a copy of the page', fails: ['counts'] },
    {
      file: 'nothing-mapped.c',
      why: 'says yes and maps nothing',
      fails: ['counts'],
    },
    {
      file: 'longer-later.c',
      why: 'forgets that mremap can make a mapping longer',
      fails: ['grows'],
    },
    {
      file: 'fault-without-bound.c',
      why: 'gives the next page too, through a fault handler without a bound',
      fails: ['grows'],
    },
  ],
  accepted: [
    {
      file: 'fault-handler.c',
      why: 'hands out the page in a fault handler, when it is touched',
    },
  ],
});
