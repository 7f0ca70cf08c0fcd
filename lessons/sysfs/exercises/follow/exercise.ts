// A client that waits for a sysfs attribute: read, poll for POLLPRI, read again from the beginning.
import { type Check, check, defineExercise, fail, pass } from '../../../lib/exercise.ts';
import type { Random } from '../../../lib/probe.ts';

function follows(parts: {
  id: string;
  says: string;
  points: number;
  visible: boolean;
  levels: (random: Random) => number[];
  /** From a read to the next change. */
  pauseMs?: number;
}): Check {
  const { id, says, points, visible, levels, pauseMs = 150 } = parts;
  return check({
    id,
    says,
    points,
    visible,
    async observe({ random, client, shell }) {
      const plan = levels(random);
      await shell(
        `echo ${pauseMs} > /sys/module/meter/parameters/pause_ms; echo ${plan.join(' ')} > /sys/kernel/meter/plan`,
      );
      const ran = await client([`${plan.length}`]);
      const { output } = await shell('read -r n < /sys/kernel/meter/reads; echo "$n"');
      return { plan, code: ran.code, output: ran.output, reads: Number(output.trim()) };
    },
    judge({ plan, code, output, reads }) {
      const did = `asked for ${plan.length} values while the level changed`;
      if (code !== 0) {
        return fail(
          did,
          'a client that comes to its end',
          code === null ? 'it did not end' : `exit code ${code}`,
          'Does it wait for more changes than there are lines to print?',
        );
      }
      const printed = output.split(/\r?\n/).slice(0, -1);
      const expected = plan.map(String);
      if (printed.some((line) => line.trim() === '')) {
        return fail(
          did,
          'a number on each line',
          'an empty line',
          'After a read the descriptor stands at the end. Read from position 0.',
        );
      }
      if (printed.length !== expected.length) {
        return fail(did, `${expected.length} lines`, `${printed.length} lines`);
      }
      if (printed.some((line, index) => line !== expected[index])) {
        const first = printed.every((line) => line === printed[0]);
        return fail(
          did,
          'each level once, in order',
          first ? 'the same line each time' : 'levels twice, or out of order',
          'A file that was never read counts as changed, and for POLLIN it is always ready.',
        );
      }
      if (reads === plan.length) return pass;
      return fail(
        did,
        'one read for each line',
        `${reads} reads`,
        'poll with POLLPRI sleeps until the file has changed. There is no need to look meanwhile.',
      );
    },
  });
}

const different = follows({
  id: 'follows',
  says: 'Each level is printed once, in order, with one read for each.',
  points: 3,
  visible: true,
  levels: (random) => {
    const first = random.integer(10, 90);
    return Array.from({ length: random.integer(4, 6) }, (_, index) => first + 7 * index);
  },
});

const single = follows({
  id: 'one',
  says: 'Whoever asks for one value gets the level as it is, without waiting.',
  points: 1,
  visible: true,
  levels: (random) => [random.integer(100, 999)],
});

const same = follows({
  id: 'same-again',
  says: 'A change to the same number is a change.',
  points: 2,
  visible: false,
  levels: (random) => {
    const [one, other] = [random.integer(10, 49), random.integer(50, 99)];
    return [one, one, other, other, one];
  },
});

const patient = follows({
  id: 'long-pause',
  says: 'It waits as long as it takes: a wait that ends without a change is no change.',
  points: 2,
  visible: false,
  pauseMs: 1500,
  levels: (random) => [random.integer(10, 49), random.integer(50, 99)],
});

export const exercise = defineExercise({
  id: 'follow',
  title: 'Wait for a value',
  kind: 'mend',
  edits: 'client',
  version: 2,
  minutes: 15,
  file: 'client.ts',
  others: ['lessons/sysfs/exercises/follow/meter.c'],
  checkTimeoutMs: 20_000,
  checks: [single, different, same, patient],
  device: null,
  round: null,
  broken: [
    {
      file: 'readable.ts',
      why: 'waits for POLLIN',
      fails: ['follows', 'same-again', 'long-pause'],
    },
    {
      file: 'reads-late.ts',
      why: 'goes on reading where the last read ended',
      fails: ['follows', 'same-again', 'long-pause'],
    },
    {
      file: 'waits-first.ts',
      why: 'waits with a descriptor that has read nothing',
      fails: ['follows', 'same-again', 'long-pause'],
    },
    {
      file: 'keeps-asking.ts',
      why: 'reads all the time instead of waiting',
      fails: ['follows', 'same-again', 'long-pause'],
    },
    {
      file: 'only-different.ts',
      why: 'takes an equal number for no change',
      fails: ['same-again', 'long-pause'],
    },
    {
      file: 'one-too-many.ts',
      why: 'prints one line more than it was asked for',
      fails: ['one', 'follows', 'same-again', 'long-pause'],
    },
    {
      file: 'forgets-the-first.ts',
      why: 'does not print the level of the beginning',
      fails: ['one', 'follows', 'same-again', 'long-pause'],
    },
    {
      file: 'short-patience.ts',
      why: 'does not look whether something came',
      fails: ['follows', 'same-again', 'long-pause'],
    },
    {
      file: 'never-reads-again.ts',
      why: 'prints the first level again and again',
      fails: ['follows', 'same-again', 'long-pause'],
    },
    {
      file: 'gives-up-waiting.ts',
      why: 'takes the end of a short wait for a change',
      fails: ['long-pause'],
    },
  ],
  accepted: [
    { file: 'no-flags.ts', why: 'asks poll for nothing: POLLERR comes anyway' },
    { file: 'opens-anew.ts', why: 'opens the file anew for each line' },
  ],
});
