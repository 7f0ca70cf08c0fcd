// What is checked of every module, whatever the exercise: that it comes and goes, keeps the kernel's
// log clean, gives back its memory, and survives bad pointers and being used by many at once.
import { type Check, check, type Exercise, fail, pass } from '../../lessons/lib/exercise.ts';
import { type Argument, type Call, close, O, open, write } from '../../lessons/lib/probe.ts';
import { leakCheck } from './always-leak.ts';
import { logComplaints } from './log-complaints.ts';
import type { CheckSession } from './session.ts';

const badPointers: Argument[] = [
  { bad: 'null' },
  { bad: 'kernel' },
  { bad: 'unmapped' },
  { bad: 'high' },
];
const strangeSizes = [1, 4096, 1 << 20, 0x7fff_f000];

/**
 * The checks that every module of the exercise has to pass beside the exercise's own.
 * @param session asked for only when a check is done: a module that was not built has none
 */
export function alwaysChecks(exercise: Exercise, session: () => CheckSession): Check[] {
  return [
    ...(exercise.device === null
      ? []
      : [badPointersCheck(exercise.device), untouchedCheck(exercise.device)]),
    ...(exercise.round === null
      ? []
      : [stressCheck(exercise.round), leakCheck({ ...exercise, round: exercise.round })]),
    reloadCheck(session),
    cleanLogCheck(session),
  ];
}

function badPointersCheck(device: string): Check {
  // Something to read must be there, or the end of the file hides what a read does with the pointer.
  const calls: Call[] = [open(device, O.RDWR | O.NONBLOCK), write('something to read')];
  for (const pointer of badPointers) {
    // A descriptor of its own reads from the beginning, whether or not writes move the position.
    calls.push(open(device, O.RDONLY | O.NONBLOCK, 'reader'));
    for (const size of strangeSizes) {
      calls.push({ call: 'write', arguments: [{ result: 'file' }, pointer, size] });
      calls.push({ call: 'read', arguments: [{ result: 'reader' }, pointer, size] });
    }
    calls.push(close('reader'));
    calls.push({ call: 'ioctl', arguments: [{ result: 'file' }, 0xdeadbeef, pointer] });
  }
  return check({
    id: 'always-pointers',
    says: 'Bad pointers and strange sizes are refused and do no harm.',
    points: 1,
    visible: true,
    async observe(probe) {
      const results = await probe.calls(calls);
      return results
        .map(({ value, errno }, index) => ({ call: calls[index]?.call ?? '', value, errno }))
        .slice(2)
        .filter(({ call }) => call !== 'open' && call !== 'close');
    },
    judge(results) {
      const taken = results.find(({ value }) => value > 0);
      if (!taken) return pass;
      return fail(
        `called ${taken.call} with an address at which nothing can be`,
        'an error, or 0 where there is nothing to move',
        `it says that it moved ${taken.value} bytes`,
        'The copy functions return how many bytes they did NOT move: take that off before you return.',
      );
    },
  });
}

/**
 * A page that was never touched comes with its first access, for which the kernel may have to sleep.
 * Where it must not, under a spinlock for instance, the copy fails as if the address were bad.
 */
function untouchedCheck(device: string): Check {
  const length = 64;
  const calls: Call[] = [
    open(device, O.RDWR | O.NONBLOCK),
    write('something to read'),
    open(device, O.RDONLY | O.NONBLOCK, 'reader'),
    { call: 'read', arguments: [{ result: 'reader' }, { untouched: length }, length] },
    { call: 'write', arguments: [{ result: 'file' }, { untouched: length }, length] },
  ];
  return check({
    id: 'always-untouched',
    says: 'Memory that the program has not touched yet is as good as any other.',
    points: 1,
    visible: true,
    async observe(probe) {
      const results = await probe.calls(calls);
      return results.map(({ errno }, index) => ({ call: calls[index]?.call ?? '', errno }));
    },
    judge(results) {
      const opened = results[0];
      if (opened?.errno !== '' || results.length < calls.length) {
        return fail('opened it', 'success', opened?.errno || 'nothing');
      }
      const refused = results.slice(3).find(({ errno }) => errno === 'EFAULT');
      if (!refused) return pass;
      return fail(
        `called ${refused.call} with memory of the program's that had never been used`,
        'a call that works: the kernel fetches the page',
        'EFAULT',
        'Under a spinlock nothing may sleep, so a copy cannot wait for a page. Copy to or from memory of your own, outside of the lock, or take a mutex.',
      );
    },
  });
}

const stressProcesses = 4;
const stressRounds = 12;

function stressCheck(round: string): Check {
  const process = `for ((i = 0; i < ${stressRounds}; i++)); do ${round}; done`;
  const line = `for ((p = 0; p < ${stressProcesses}; p++)); do (${process}) >/dev/null 2>&1 & done; wait`;
  return check({
    id: 'always-stress',
    says: `It survives ${stressProcesses} processes that use it at once.`,
    points: 1,
    visible: true,
    async observe(probe) {
      const { code, signal } = await probe.shell(line);
      return { code, signal };
    },
    judge({ code, signal }) {
      if (code === 0) return pass;
      return fail(
        `used it from ${stressProcesses} processes at once`,
        'all of them come to their end',
        signal === null ? `they ended with code ${code}` : 'they did not come to their end in time',
        'Who else can be in this function at the same moment? What do they share?',
      );
    },
  });
}

function reloadCheck(session: () => CheckSession): Check {
  return check({
    id: 'always-reload',
    says: 'It loads and unloads twice.',
    points: 1,
    visible: true,
    async observe() {
      const steps = [];
      for (let time = 1; time <= 2; time++) {
        const unloaded = await session().unload();
        steps.push({ did: 'unload', errno: unloaded });
        // One that stays cannot be loaded a second time; that would say nothing more.
        if (unloaded !== 0) break;
        steps.push({ did: 'load', errno: await session().load() });
      }
      return steps;
    },
    judge(steps) {
      const refused = steps.find(({ errno }) => errno !== 0);
      if (!refused) return pass;
      return fail(
        'unloaded and loaded it again, twice',
        'success each time',
        `${refused.did} was refused with errno ${refused.errno}`,
        'What init registers, exit must take back, in the reverse order. Is there an exit function?',
      );
    },
  });
}

function cleanLogCheck(session: () => CheckSession): Check {
  return check({
    id: 'always-log',
    says: 'The kernel finds nothing to complain of.',
    points: 1,
    visible: true,
    async observe(probe) {
      await probe.log();
      return logComplaints(session().log).slice(0, 5);
    },
    judge(lines) {
      const [first] = lines;
      if (first === undefined) return pass;
      return fail(
        'read the kernel log of all that was done',
        'no complaint of the kernel',
        first,
        'The lines around it in the kernel log say where it happened.',
      );
    },
  });
}
