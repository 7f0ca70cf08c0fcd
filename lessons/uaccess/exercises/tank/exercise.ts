// ioctl from a program: the number in its four fields, a value by its address, the error by its name.
import { check, defineExercise, fail, pass, type Verdict } from '../../../lib/exercise.ts';
import type { Probe } from '../../../lib/probe.ts';

const capacity = 4_000_000_000;

type Tank = { level: number; leak: number };
type Seen = Tank & {
  litres: number | null;
  code: number | null;
  output: string;
  /** What the module logged of its calls. */
  crossed: string[];
  /** The level afterwards, as the module has it. */
  after: string;
};

/** Sets the tank, runs the client, and brings back what it said and what crossed. */
async function run(
  { shell, client, log }: Probe,
  { level, leak }: Tank,
  litres: number | null,
): Promise<Seen> {
  const parameters = '/sys/module/tank/parameters';
  await shell(`echo ${level} > ${parameters}/level; echo ${leak} > ${parameters}/leak`);
  await log();
  const { code, output } = await client(litres === null ? [] : [String(litres)]);
  const lines = await log();
  const { output: after } = await shell(`read -r level < ${parameters}/level; echo $level`);
  const crossed = lines.flatMap((line) => / tank: (.*)$/.exec(line)?.[1] ?? []);
  return { level, leak, litres, code, output: output.trim(), crossed, after: after.trim() };
}

/** What is wrong with every way of calling that the module did not understand. */
function notUnderstood(did: string, { crossed, output }: Seen): Verdict | undefined {
  const unknown = crossed.find((line) => line.startsWith('unknown'));
  if (unknown !== undefined) {
    return fail(
      did,
      'the numbers of tank_uapi.h',
      `the module was sent an ${unknown}`,
      'Direction, size, letter, command: which field is another? _IOR is 2, _IOW is 1.',
    );
  }
  if (!output.includes('EFAULT')) return;
  return fail(did, 'an address', 'EFAULT', 'The third argument is where the number lies.');
}

const asks = check({
  id: 'asks',
  says: 'Without an argument it prints the level that the tank tells.',
  points: 3,
  visible: true,
  observe(probe) {
    const { random } = probe;
    return run(probe, { level: random.integer(1000, 900_000), leak: 0 }, null);
  },
  judge(seen) {
    const did = 'ran it without an argument';
    const wrong = notUnderstood(did, seen);
    if (wrong) return wrong;
    if (!seen.crossed.includes('asked, 0')) {
      return fail(did, 'an ioctl that asks for the level', 'none that succeeded');
    }
    if (seen.output === `level ${seen.level}` && seen.code === 0) return pass;
    return fail(
      did,
      'a line with the level, and exit code 0',
      `${JSON.stringify(seen.output.slice(0, 200))}, exit code ${seen.code}`,
      'The kernel stored four bytes at your address, the lowest first.',
    );
  },
});

const fills = check({
  id: 'fills',
  says: 'With an argument it fills in once, and prints the level of after.',
  points: 4,
  visible: true,
  observe(probe) {
    const { random } = probe;
    const tank = { level: random.integer(1000, 900_000), leak: random.integer(2, 90) };
    return run(probe, tank, random.integer(100, 5000));
  },
  judge(seen) {
    const did = 'ran it with a number of litres';
    const wrong = notUnderstood(did, seen);
    if (wrong) return wrong;
    const orders = seen.crossed.filter((line) => line.startsWith('filled'));
    if (orders.length !== 1 || orders[0] !== `filled ${seen.litres}, 0`) {
      return fail(
        did,
        'one filling, of so many litres',
        orders.length === 0 ? 'none' : orders.join('; '),
        'Write the number into four bytes, the lowest first, and pass their address.',
      );
    }
    const asked = seen.crossed.at(-1) === 'asked, 0';
    if (asked && seen.output === `level ${seen.after}` && seen.code === 0) return pass;
    return fail(
      did,
      'a line with the level of after, and exit code 0',
      `${JSON.stringify(seen.output.slice(0, 200))}, exit code ${seen.code}`,
      'The tank leaks. Ask when it has been filled.',
    );
  },
});

function judgeRefusal(seen: Seen, did: string, errno: string): Verdict {
  const wrong = notUnderstood(did, seen);
  if (wrong) return wrong;
  if (!seen.crossed.some((line) => line.startsWith(`filled ${seen.litres}, -`))) {
    return fail(did, 'a filling that the tank refuses', seen.crossed.join('; ') || 'no ioctl');
  }
  if (seen.output !== `refused: ${errno}`) {
    return fail(
      did,
      'one line that names the error of this call',
      JSON.stringify(seen.output.slice(0, 200)),
      'Look at what ioctl returned before anything else, and ask for errno at once.',
    );
  }
  if (seen.code === 1) return pass;
  return fail(did, 'exit code 1', `${seen.code}`, 'Set process.exitCode.');
}

const tooMuch = check({
  id: 'too-much',
  says: 'More than fits is told by the name of the error, with exit code 1.',
  points: 2,
  visible: true,
  observe(probe) {
    const left = probe.random.integer(10, 500);
    return run(probe, { level: capacity - left, leak: 3 }, left + probe.random.integer(1, 500));
  },
  judge: (seen) => judgeRefusal(seen, 'filled in more than fits', 'ENOSPC'),
});

const tooLittle = check({
  id: 'too-little',
  says: 'Another error has another name.',
  points: 1,
  visible: false,
  observe(probe) {
    const leak = probe.random.integer(20, 90);
    return run(probe, { level: 5000, leak }, leak - probe.random.integer(1, 10));
  },
  judge: (seen) => judgeRefusal(seen, 'filled in less than the tank takes', 'EINVAL'),
});

const full = check({
  id: 'large-numbers',
  says: 'Litres and levels beyond two thousand million have no sign.',
  points: 2,
  visible: false,
  observe(probe) {
    const { random } = probe;
    const tank = { level: random.integer(1, 90_000), leak: random.integer(2, 90) };
    return run(probe, tank, random.integer(2_500_000_000, 3_900_000_000));
  },
  judge(seen) {
    const did = 'filled a tank nearly to its top';
    const wrong = notUnderstood(did, seen);
    if (wrong) return wrong;
    if (!seen.crossed.includes(`filled ${seen.litres}, 0`)) {
      return fail(
        did,
        'a filling of so many litres',
        seen.crossed.join('; ') || 'no ioctl',
        'The u of __u32 stands for unsigned, on the way in too.',
      );
    }
    const asked = seen.crossed.at(-1) === 'asked, 0';
    if (asked && seen.output === `level ${seen.after}`) return pass;
    return fail(
      did,
      'the level',
      JSON.stringify(seen.output.slice(0, 200)),
      'The u of __u32 stands for unsigned.',
    );
  },
});

const empty = check({
  id: 'empty',
  says: 'An empty tank has the level 0, and 0 litres are refused like any other number.',
  points: 1,
  visible: false,
  observe: (probe) => run(probe, { level: 0, leak: probe.random.integer(1, 9) }, 0),
  judge: (seen) => judgeRefusal(seen, 'filled in 0 litres', 'EINVAL'),
});

export const exercise = defineExercise({
  id: 'tank',
  title: 'A tank without a text',
  kind: 'write',
  edits: 'client',
  version: 2,
  minutes: 25,
  file: 'tank.ts',
  others: ['lessons/uaccess/exercises/tank/tank.c', 'lessons/uaccess/exercises/tank/tank_uapi.h'],
  checkTimeoutMs: 15_000,
  checks: [asks, fills, tooMuch, tooLittle, full, empty],
  device: null,
  round: null,
  broken: [
    {
      file: 'directions.ts',
      why: 'has the two directions the wrong way round',
      fails: ['asks', 'fills', 'too-much', 'too-little', 'large-numbers', 'empty'],
    },
    {
      file: 'value.ts',
      why: 'passes the litres where their address belongs',
      fails: ['fills', 'too-much', 'too-little', 'large-numbers', 'empty'],
    },
    {
      file: 'calculates.ts',
      why: 'adds the litres itself instead of asking afterwards',
      fails: ['fills', 'large-numbers'],
    },
    { file: 'signed.ts', why: 'reads the level as a signed number', fails: ['large-numbers'] },
    {
      file: 'unseen.ts',
      why: 'does not look at what ioctl returns',
      fails: ['too-much', 'too-little', 'empty'],
    },
    { file: 'one-error.ts', why: 'knows one error only', fails: ['too-little', 'empty'] },
    {
      file: 'exit-code.ts',
      why: 'tells the error and ends as if all were well',
      fails: ['too-much', 'too-little', 'empty'],
    },
    {
      file: 'asks-sysfs.ts',
      why: 'reads the level from a file instead of asking the device',
      fails: ['asks', 'fills', 'large-numbers'],
    },
    {
      file: 'zero-is-none.ts',
      why: 'takes 0 litres for no argument',
      fails: ['empty'],
    },
  ],
  accepted: [
    { file: 'koffi-array.ts', why: 'lets koffi pass an array, with the numbers written out' },
    { file: 'to-stderr.ts', why: 'prints the refusal to the standard error' },
  ],
});
