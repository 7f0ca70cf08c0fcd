// A client that is woken by a standard signal: it means at least one, and never how many.
import { type Check, check, defineExercise, fail, pass } from '../../../lib/exercise.ts';
import type { Random } from '../../../lib/probe.ts';

/** The letters, as the module makes them. */
function lettersOf(seed: number, count: number): string[] {
  const letters: string[] = [];
  for (let number = seed; letters.length < count; letters.push(String(number >>> 8))) {
    number = (Math.imul(number, 1664525) + 1013904223) >>> 0;
  }
  return letters;
}

const sum = (numbers: number[]): number => numbers.reduce((total, each) => total + each, 0);

function letters(parts: {
  id: string;
  says: string;
  points: number;
  visible: boolean;
  /** Between the last letter of a burst and the next burst; 0: when the box is found empty. */
  pauseMs: number;
  bursts: (random: Random) => number[];
  /** For a client that printed some of them, and waited in vain for the rest. */
  hint: string;
}): Check {
  const { id, says, points, visible, pauseMs, bursts: draw, hint } = parts;
  return check({
    id,
    says,
    points,
    visible,
    async observe({ random, client, shell }) {
      const bursts = draw(random);
      const seed = random.integer(1, 0x7fff_ffff);
      await shell(`echo ${seed} ${pauseMs} ${bursts.join(' ')} > /dev/letters`);
      const { code, signal, output } = await client([String(sum(bursts))]);
      const looks = await shell(
        'read -r n < /sys/module/letters/parameters/empty_looks; echo "$n"',
      );
      return { seed, bursts, code, signal, output, emptyLooks: Number(looks.output.trim()) };
    },
    judge({ seed, bursts, code, signal, output, emptyLooks }) {
      const wanted = lettersOf(seed, sum(bursts));
      const did = `let letters fall: ${bursts.join(', then ')}`;
      const expected = 'each of them once, in order';
      if (signal === 'SIGUSR2') {
        return fail(
          did,
          expected,
          'the client was ended by SIGUSR2',
          'A signal that is neither blocked nor caught ends the process: block it before you watch.',
        );
      }
      const printed = output.split(/\r?\n/).filter((line) => /^(\d+|null)$/.test(line));
      if (printed.includes('null')) {
        return fail(did, expected, 'null, too', 'null is no letter: the box is empty.');
      }
      const wrong = printed.findIndex((line, index) => line !== wanted[index]);
      if (wrong >= 0) return fail(did, expected, `${wrong} of them, then something else`);
      if (printed.length < wanted.length) {
        return fail(did, expected, `${printed.length} of ${wanted.length}`, hint);
      }
      if (code !== 0) return fail(did, 'a client that comes to its end', `exit code ${code}`);
      // For each burst there may be a signal, and after each signal an empty box.
      if (emptyLooks <= bursts.length + 1) return pass;
      return fail(
        did,
        'that it looks into the box when there was a signal',
        `it looked into an empty box ${emptyLooks} times`,
        'wait sleeps while no signal is pending. One that is not taken stays pending.',
      );
    },
  });
}

const single = letters({
  id: 'one-at-a-time',
  says: 'Letters that fall one at a time are printed, and the client sleeps in between.',
  points: 2,
  visible: true,
  pauseMs: 250,
  bursts: (random) => Array.from({ length: random.integer(3, 5) }, () => 1),
  hint: 'Each letter sends a signal. Was it waited for, and taken?',
});

const many = letters({
  id: 'many-at-once',
  says: 'Of many letters that fall at once, none stays in the box.',
  points: 4,
  visible: true,
  pauseMs: 250,
  bursts: (random) => Array.from({ length: 3 }, () => random.integer(3, 40)),
  hint: 'Of a standard signal one is pending at most, with the value of the first: it may stand for many letters.',
});

const meanwhile = letters({
  id: 'just-then',
  says: 'Letters that fall in the moment in which the box was found empty are not missed.',
  points: 3,
  visible: false,
  pauseMs: 0,
  bursts: (random) => Array.from({ length: 4 }, () => random.integer(2, 9)),
  hint: 'What if a letter falls between the last look into the box and the taking of the signal?',
});

export const exercise = defineExercise({
  id: 'letters',
  title: 'At least one letter',
  kind: 'mend',
  edits: 'client',
  version: 2,
  minutes: 15,
  file: 'client.ts',
  others: ['lessons/signal/exercises/letters/letters.c'],
  checkTimeoutMs: 15_000,
  checks: [single, many, meanwhile],
  device: null,
  round: null,
  broken: [
    {
      file: 'watches-first.ts',
      why: 'is killed by the first signal',
      fails: ['one-at-a-time', 'many-at-once', 'just-then'],
    },
    {
      file: 'one-for-each.ts',
      why: 'takes one letter for each signal',
      fails: ['many-at-once', 'just-then'],
    },
    {
      file: 'believes-value.ts',
      why: 'takes as many letters as the signal says',
      fails: ['many-at-once', 'just-then'],
    },
    {
      file: 'takes-late.ts',
      why: 'takes the signal when it has looked into the box',
      fails: ['just-then'],
    },
    {
      file: 'never-takes.ts',
      why: 'leaves the signal pending, so that it never sleeps',
      fails: ['one-at-a-time', 'many-at-once'],
    },
    {
      file: 'keeps-looking.ts',
      why: 'looks into the box without waiting for a signal',
      fails: ['one-at-a-time', 'many-at-once'],
    },
    {
      file: 'gives-up.ts',
      why: 'ends as soon as the box is empty',
      fails: ['one-at-a-time', 'many-at-once', 'just-then'],
    },
    {
      file: 'handler.ts',
      why: 'has Node catch the signal, and takes one letter each time',
      fails: ['many-at-once', 'just-then'],
    },
  ],
  accepted: [
    { file: 'drains-in-a-loop.ts', why: 'looks into the box in a loop with an end of its own' },
    { file: 'stops-at-count.ts', why: 'stops when it has printed as many as it was asked for' },
  ],
});
