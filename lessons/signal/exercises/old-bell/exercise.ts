// A process remembered by a reference: a number may pass to another, and each counts for itself.
import { check, defineExercise, fail, pass } from '../../../lib/exercise.ts';
import type { Random } from '../../../lib/probe.ts';
import {
  containerWithSameNumber,
  endedBy,
  fates,
  passedOver,
  readUnprotected,
  sleepers,
  unprotectedIn,
  woken,
} from '../../../lib/sleepers.ts';

const device = '/dev/bell';
const gone = 'No such process';
const noSleeper = 'Transport endpoint is not connected';
/**
 * What the scripts have in common, in bash, where a function is quicker than a program:
 *   tell WORD  writes to the bell, and prints "tell: taken", or the error
 *   fate PID   ends a process, and prints by what it ended: of two signals that
 *              are pending SIGUSR1 is taken first
 *   die PID    ends a process before its time
 *   calm       time for the kernel to free what nobody holds
 */
const common = [
  sleepers,
  `tell() { { printf %s "$1" > ${device} && echo 'tell: taken'; } 2>&1; }`,
  'fate() { kill -TERM $1; wait $1; echo "fate: $?"; } 2>/dev/null',
  'die() { kill -KILL $1; wait $1; } 2>/dev/null',
  'calm() { read -r -t 0.2 -u 9; }',
].join('\n');

/** Numbers of processes go on from a place that nobody knows. */
function somewhere(random: Random): string {
  return `echo ${random.integer(2000, 25_000)} > /proc/sys/kernel/ns_last_pid`;
}

/** What was said to each `tell`, in order. */
function told(output: string): string[] {
  return [...output.matchAll(/(?:^tell|write error): ([A-Za-z ]+)$/gm)].map(
    ([, words = '']) => words,
  );
}

const rings = check({
  id: 'rings',
  says: 'The one who is named gets the signal, and then the one who is named anew.',
  points: 2,
  visible: true,
  async observe({ random, shell }) {
    const first = random.integer(0, 3);
    const second = (first + random.integer(1, 3)) % 4;
    const { output } = await shell(
      [
        common,
        somewhere(random),
        'all=; for i in 0 1 2 3; do sleeper; all="$all $!"; done; set -- $all',
        `tell $${first + 1}; tell ring; tell $${second + 1}; tell ring`,
        'for each; do fate $each; done',
      ].join('\n'),
    );
    return { first, second, told: told(output), fates: fates(output) };
  },
  judge({ first, second, told: said, fates: ends }) {
    const did = 'named one of four processes and rang, named another and rang again';
    const refused = said.find((words) => words !== 'taken');
    if (refused !== undefined || said.length < 4) {
      return fail(did, 'success each time', refused ?? 'no answer');
    }
    for (const [index, end] of ends.entries()) {
      const meant = index === first || index === second;
      if (end === (meant ? woken : passedOver)) continue;
      return fail(
        did,
        'SIGUSR1 for these two alone',
        `${meant ? 'one of these' : 'one of the others'}: ${endedBy(end)}`,
        index === second ? 'The one named last is meant from now on.' : 'Who was named?',
      );
    }
    if (ends.length === 4) return pass;
    return fail(did, 'four processes that come to their end', `${ends.length}`);
  },
});

const nobody = check({
  id: 'nobody',
  says: 'Before, after forget, and for a number that nobody has, the right error comes.',
  points: 1,
  visible: true,
  async observe({ random, shell }) {
    const { output } = await shell(
      [
        common,
        somewhere(random),
        'tell ring; sleeper; one=$!; sleeper; other=$!',
        `tell $one; tell ${random.integer(5_000_000, 9_000_000)}; tell ring`,
        'tell $other; tell forget; tell forget; tell ring; fate $one; fate $other',
      ].join('\n'),
    );
    return { told: told(output), fates: fates(output) };
  },
  judge({ told: said, fates: ends }) {
    const steps = [
      ['rang before anybody was named', noSleeper],
      ['named a process', 'taken'],
      ['named a number that nobody has', gone, 'find_get_pid gives NULL for it.'],
      ['rang after that', 'taken', 'Look up the new one first, then give up the old one.'],
      ['named another', 'taken'],
      ['wrote forget', 'taken'],
      ['wrote forget a second time', 'taken'],
      ['rang after that', noSleeper, 'After put_pid, forget the pointer as well.'],
    ] as const;
    for (const [index, [did, expected, hint]] of steps.entries()) {
      if (said[index] === expected) continue;
      const words = expected === 'taken' ? 'success' : expected;
      return fail(did, words, said[index] ?? 'no answer', hint);
    }
    if (ends[0] === woken && ends[1] === passedOver) return pass;
    const did = 'rang for one process, named another, and had it forgotten';
    const seen = `${endedBy(ends[0])} for the first, ${endedBy(ends[1])} for the other`;
    return fail(did, 'SIGUSR1 for the first alone', seen);
  },
});

const ended = check({
  id: 'ended',
  says: 'When the process has ended, ring says that it is not there.',
  points: 1,
  visible: true,
  async observe({ random, shell }) {
    const { output } = await shell(
      [common, somewhere(random), 'sleeper; tell $!; die $!; calm; tell ring; tell ring'].join(
        '\n',
      ),
    );
    return { told: told(output) };
  },
  judge({ told: [named, ...rung] }) {
    if (named !== 'taken') return fail('named a process', 'success', named ?? 'no answer');
    const other = rung.find((words) => words !== gone);
    if (other === undefined && rung.length === 2) return pass;
    return fail(
      'named a process, waited for its end, and rang',
      gone,
      other ?? 'no answer',
      'kill_pid knows: return what it returns.',
    );
  },
});

const passedOn = check({
  id: 'passed-on',
  says: 'A process that has got the number of the one that ended is not woken.',
  points: 3,
  visible: true,
  async observe({ random, shell }) {
    const { output } = await shell(
      [
        common,
        somewhere(random),
        'sleeper; old=$!; tell $old; die $old; calm',
        'for ((tries = 0; tries < 50; tries++)); do',
        '  echo $((old - 1)) > /proc/sys/kernel/ns_last_pid; sleeper; new=$!',
        '  ((new == old)) && break',
        '  die $new',
        'done',
        'echo "same number: $((new == old))"; tell ring; fate $new',
      ].join('\n'),
    );
    return {
      same: output.includes('same number: 1'),
      told: told(output),
      fates: fates(output),
    };
  },
  judge({ same, told: [named, rung], fates: [end] }) {
    const did = 'named a process, gave its number to another when it had ended, and rang';
    if (named !== 'taken') return fail('named a process', 'success', named ?? 'no answer');
    if (!same) return fail(did, 'that another gets the number', 'none got it');
    if (end !== passedOver || rung !== gone) {
      return fail(
        did,
        `${gone}, and that nothing happens to the other`,
        end === passedOver ? (rung ?? 'no answer') : `the other one got ${endedBy(end)}`,
        'Whoever keeps a number asks who has it now. Keep what belongs to one process for ever.',
      );
    }
    return pass;
  },
});

const container = check({
  id: 'container',
  says: 'A process in a container is woken from outside, and nobody who has its number there.',
  points: 2,
  visible: false,
  async observe({ random, shell }) {
    const { output } = await shell(
      [
        common,
        somewhere(random),
        containerWithSameNumber(`printf $! > ${device}`, 'tell ring'),
      ].join('\n'),
    );
    return {
      same: output.includes('same number: 1'),
      told: told(output),
      fates: fates(output),
    };
  },
  judge({ same, told: [rung], fates: [meant, stranger] }) {
    const did = 'had a process in a PID namespace named from inside, and rang outside';
    if (!same) return fail(did, 'that it gets the number there', 'it did not');
    if (meant === woken && stranger === passedOver && rung === 'taken') return pass;
    return fail(
      did,
      'SIGUSR1 for that process alone',
      stranger === woken
        ? 'a stranger outside, who has the same number there, got it'
        : `${endedBy(meant)}; ring: ${rung ?? 'no answer'}`,
      'A number means something to the one who writes it. Look it up in that system call, and never again.',
    );
  },
});

const rounds = 40;
const strayObjects = 12;

/** Objects in use of the caches that a reference holds on to. */
function held(slabinfo: string): { pid: number; task: number } {
  const count = (cache: string): number =>
    Number(new RegExp(`^${cache} +(\\d+)`, 'm').exec(slabinfo)?.[1] ?? -1);
  return { pid: count('pid'), task: count('task_struct') };
}

const givesBack = check({
  id: 'gives-back',
  says: 'Who is forgotten or replaced is not held any longer.',
  points: 2,
  visible: false,
  async observe({ random, shell }) {
    const { output } = await shell(
      [
        common,
        somewhere(random),
        // Each second one is forgotten, the others are replaced.
        'round() { sleeper; tell $!; tell ring; kill -TERM $!; wait $!; (($? == 138)) && ((woken += 1)); (($1 % 2)) && tell forget; }',
        'rounds() { for ((i = 0; i < $1; i++)); do round $i; done; calm; }',
        'rounds 6; before=$(</proc/slabinfo); woken=0',
        `rounds ${rounds}; after=$(</proc/slabinfo)`,
        `printf '%s\\n===\\n%s\\nwoken %d\\n' "$before" "$after" $woken`,
      ].join('\n'),
    );
    const [before = '', after = ''] = output.split('===');
    const count = Number(/^woken (\d+)$/m.exec(after)?.[1] ?? -1);
    return { woken: count, before: held(before), after: held(after) };
  },
  judge({ woken: count, before, after }) {
    const did = `named ${rounds} processes, one after the other, and forgot half of them`;
    if (count !== rounds) return fail(did, 'that each is woken', `${count} of them were`);
    if (before.pid < 0 || after.pid < 0) {
      return fail(did, 'figures of the memory in use', 'none came back');
    }
    const grown = Math.max(after.pid - before.pid, after.task - before.task);
    if (grown < strayObjects) return pass;
    return fail(
      did,
      'that nothing is held of those that have ended',
      `${grown} are still held in memory`,
      'One put_pid for each find_get_pid: when another is named, and in forget.',
    );
  },
});

const protectedLookup = check({
  id: 'protected',
  says: 'No process is looked up while it can go away.',
  points: 2,
  visible: false,
  async observe({ random, shell }) {
    const { output } = await shell(
      [
        common,
        somewhere(random),
        'sleeper; tell $!; tell ring; fate $!; tell forget',
        readUnprotected('bell'),
      ].join('\n'),
    );
    return { told: told(output), fates: fates(output), unprotected: unprotectedIn(output) };
  },
  judge({ told: said, fates: [end], unprotected }) {
    const did = 'named a process, rang for it, and had it forgotten';
    if (said.length !== 3 || said.some((words) => words !== 'taken')) {
      return fail(did, 'success each time', said.find((words) => words !== 'taken') ?? 'no answer');
    }
    if (end !== woken) return fail(did, 'SIGUSR1 for the process', endedBy(end));
    if (unprotected === 0) return pass;
    return fail(
      did,
      'a lookup in an RCU read-side section, or one that takes a reference itself',
      unprotected < 0 ? 'no answer' : `${unprotected} without either`,
      'find_vpid and pid_task need rcu_read_lock() around them; find_get_pid does that for you.',
    );
  },
});

export const exercise = defineExercise({
  id: 'old-bell',
  title: 'A bell of 2010',
  kind: 'port',
  edits: 'module',
  version: 2,
  minutes: 20,
  file: 'bell.c',
  others: [],
  interfaces: ['signals'],
  instrument: { file: 'lessons/lib/instruments/task-lookups.c', accesses: false },
  checkTimeoutMs: 15_000,
  checks: [rings, nobody, ended, passedOn, container, givesBack, protectedLookup],
  device,
  round: `printf "$BASHPID" > ${device}; printf forget > ${device}`,
  broken: [
    {
      file: 'word-for-word.c',
      why: 'keeps the number, as it was in 2010',
      fails: ['passed-on', 'container'],
    },
    {
      file: 'number-of-all.c',
      why: 'keeps the number that the whole machine uses',
      fails: ['passed-on'],
    },
    {
      file: 'same-name.c',
      why: 'keeps the number and the name of the program',
      fails: ['passed-on', 'container'],
    },
    {
      file: 'borrowed.c',
      why: 'keeps the pointer without a reference',
      fails: ['ended', 'passed-on', 'always-log'],
    },
    { file: 'never-puts.c', why: 'gives no reference back', fails: ['gives-back'] },
    { file: 'loses-the-old.c', why: 'gives back in forget alone', fails: ['gives-back'] },
    {
      file: 'forgets-too-early.c',
      why: 'gives the old one up before there is a new one',
      fails: ['nobody'],
    },
    {
      file: 'always-content.c',
      why: 'does not look at what kill_pid says',
      fails: ['ended', 'passed-on'],
    },
    { file: 'first-for-ever.c', why: 'names nobody anew', fails: ['rings', 'gives-back'] },
    {
      file: 'unprotected.c',
      why: 'takes its reference to a pid that may be gone by then',
      fails: ['protected'],
    },
    {
      file: 'forgets-the-ended.c',
      why: 'forgets a process as soon as a ring fails',
      fails: ['ended'],
    },
  ],
  accepted: [
    { file: 'swaps.c', why: 'swaps the pointers and puts the old one' },
    { file: 'own-lookup.c', why: 'looks the process up under RCU, and takes the reference itself' },
  ],
});
