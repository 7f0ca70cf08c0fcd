// A client that follows the kernel's news: what to do when the queue has overrun.
import { type Check, check, defineExercise, fail, pass } from '../../../lib/exercise.ts';
import type { Random } from '../../../lib/probe.ts';

/** What one argument pair asks for. */
type Burst = { seed: number; count: number };

const players = 8;

/** The scores after each burst, as the module comes to them. */
function scoresAfter(bursts: Burst[]): string[] {
  const scores = Array.from({ length: players }, () => 0);
  return bursts.map(({ seed, count }) => {
    let number = seed;
    for (let i = 0; i < count; i++) {
      number = (Math.imul(number, 1664525) + 1013904223) >>> 0;
      const player = (number >>> 24) % players;
      scores[player] = (scores[player] ?? 0) + ((number >>> 8) & 0xff);
    }
    return scores.join(' ');
  });
}

/** About 237 messages fit into a socket's queue. */
const few = (random: Random): number => random.integer(20, 120);
const many = (random: Random): number => random.integer(1500, 3000);

function picture(parts: {
  id: string;
  says: string;
  points: number;
  visible: boolean;
  counts: (random: Random) => number[];
  /** How often something is lost. */
  losses: number;
}): Check {
  const { id, says, points, visible, counts, losses } = parts;
  return check({
    id,
    says,
    points,
    visible,
    async observe({ random, client, log }) {
      const bursts = counts(random).map((count) => ({
        seed: random.integer(1, 0x7fff_ffff),
        count,
      }));
      const ran = await client(bursts.flatMap(({ seed, count }) => [`${seed}`, `${count}`]));
      const lines = await log();
      const asked = lines.filter((line) => line.includes('the state was asked for')).length;
      return { bursts, code: ran.code, output: ran.output, asked };
    },
    judge({ bursts, code, output, asked }) {
      const did = `had the module play ${bursts.map(({ count }) => count).join(', then ')} changes`;
      if (code !== 0) return fail(did, 'a client that comes to its end', `exit code ${code}`);
      const printed = output.split(/\r?\n/).filter((line) => /^\d+( \d+){7}$/.test(line));
      if (printed.length !== bursts.length) {
        return fail(did, 'a line of eight scores each time', `${printed.length} such lines`);
      }
      const wrong = scoresAfter(bursts).findIndex((line, index) => line !== printed[index]);
      if (wrong !== -1) {
        return fail(
          did,
          'the scores that the module has',
          `another picture, after ${bursts[wrong]?.count} changes`,
          asked > 1
            ? 'You asked again. Was there room for the answer, and did you read it?'
            : 'What did recv return before the first message?',
        );
      }
      const again = asked - 1;
      if (again === losses) return pass;
      return fail(
        did,
        losses === 0
          ? 'the state is asked for once, at the start'
          : 'the state is asked for again after each loss',
        `asked for again ${again} times`,
        again > losses
          ? 'Nothing was lost, so why ask? It is ENOBUFS that tells.'
          : 'The socket stays as it is: a larger buffer only moves the edge.',
      );
    },
  });
}

const quiet = picture({
  id: 'nothing-lost',
  says: 'Where nothing is lost, the picture is right without asking again.',
  points: 2,
  visible: true,
  counts: (random) => [few(random), few(random)],
  losses: 0,
});

const overrun = picture({
  id: 'overrun',
  says: 'After an overrun the picture is right, and was asked for again.',
  points: 5,
  visible: true,
  counts: (random) => [many(random)],
  losses: 1,
});

const again = picture({
  id: 'overrun-twice',
  says: 'The picture is right after each of several bursts, large and small.',
  points: 4,
  visible: false,
  counts: (random) => [few(random), many(random), few(random), many(random)],
  losses: 2,
});

export const exercise = defineExercise({
  id: 'whole-picture',
  title: 'A picture without holes',
  kind: 'mend',
  edits: 'client',
  version: 2,
  minutes: 20,
  file: 'client.ts',
  others: ['lessons/netlink/exercises/whole-picture/scores.c'],
  checkTimeoutMs: 15_000,
  checks: [quiet, overrun, again],
  device: null,
  round: null,
  broken: [
    {
      file: 'reads-on.ts',
      why: 'takes ENOBUFS for nothing',
      fails: ['overrun', 'overrun-twice'],
    },
    {
      file: 'asks-too-early.ts',
      why: 'asks before the queue is empty',
      fails: ['overrun', 'overrun-twice'],
    },
    {
      file: 'asks-without-reading.ts',
      why: 'asks, and does not wait for the answer',
      fails: ['overrun', 'overrun-twice'],
    },
    {
      file: 'always-asks.ts',
      why: 'asks whether or not something was lost',
      fails: ['nothing-lost', 'overrun', 'overrun-twice'],
    },
    {
      file: 'no-enobufs.ts',
      why: 'switches the warning off',
      fails: ['overrun', 'overrun-twice'],
    },
    {
      file: 'larger-buffer.ts',
      why: 'gives itself room instead of looking',
      fails: ['overrun', 'overrun-twice'],
    },
    { file: 'only-once.ts', why: 'asks after the first loss alone', fails: ['overrun-twice'] },
    {
      file: 'new-socket.ts',
      why: 'asks by another socket, and lets older news overwrite the answer',
      fails: ['overrun', 'overrun-twice'],
    },
  ],
  accepted: [
    {
      file: 'reads-and-drops.ts',
      why: 'reads what is left after a loss without putting it into the picture',
    },
    { file: 'recursive.ts', why: 'asks, and follows once more' },
  ],
});
