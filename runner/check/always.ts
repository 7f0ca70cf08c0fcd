// What is checked of every module, whatever the exercise: that it comes and goes, keeps the kernel's
// log clean, gives back its memory, and survives bad pointers and being used by many at once.
import { setTimeout as sleep } from 'node:timers/promises';
import { type Check, check, type Exercise, fail, pass } from '../../lessons/lib/exercise.ts';
import {
  type Argument,
  type Call,
  O,
  open,
  type Probe,
  seek,
  write,
} from '../../lessons/lib/probe.ts';
import { grown, isTold, kernelMemory, tellKernelMemory } from './kernel-memory.ts';
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
    ...(exercise.device === null ? [] : [badPointersCheck(exercise.device)]),
    ...(exercise.round === null ? [] : [stressCheck(exercise.round), leakCheck(exercise.round)]),
    reloadCheck(session),
    cleanLogCheck(session),
  ];
}

function badPointersCheck(device: string): Check {
  // Something to read must be there, or the end of the file hides what a read does with the pointer.
  const calls: Call[] = [open(device, O.RDWR | O.NONBLOCK), write('something to read')];
  for (const pointer of badPointers) {
    for (const size of strangeSizes) {
      calls.push({ call: 'write', arguments: [{ result: 'file' }, pointer, size] });
      calls.push(seek(0));
      calls.push({ call: 'read', arguments: [{ result: 'file' }, pointer, size] });
    }
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
        .filter(({ call }) => call !== 'lseek');
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

const leakRounds = 100;
/** A leak grows with every series of rounds; what the kernel keeps for later use grows once. */
const series = 3;
/** What the kernel frees a little later (RCU) has been freed by then. */
const settleMs = 200;

function leakCheck(round: string): Check {
  // Builtins only: each program started costs more than ten rounds.
  const line = [
    `rounds() { for ((i = 0; i < $1; i++)); do ${round}; done >/dev/null 2>&1; }`,
    `rounds 10; before=$(${tellKernelMemory})`,
    `rounds ${leakRounds}; after=$(${tellKernelMemory})`,
    `printf '%s\\n===\\n%s\\n' "$before" "$after"`,
  ].join('\n');
  async function oneSeries(probe: Probe) {
    const { code, output } = await probe.shell(line);
    const [before = '', after = ''] = output.split('===');
    return { code, before: kernelMemory(before), after: kernelMemory(after) };
  }
  return check({
    id: 'always-leak',
    says: `${leakRounds} uses leave no memory behind.`,
    points: 1,
    visible: true,
    async observe(probe) {
      let seen = await oneSeries(probe);
      for (let done = 1; done < series && grown(seen.before, seen.after) !== undefined; done++) {
        await sleep(settleMs);
        seen = await oneSeries(probe);
      }
      return seen;
    },
    judge({ code, before, after }) {
      const did = `used it ${leakRounds} times`;
      if (code !== 0) return fail(did, 'an end', 'it did not come to its end in time');
      if (!isTold(before) || !isTold(after)) {
        return fail(did, 'figures of the memory in use', 'none came back');
      }
      const more = grown(before, after);
      if (more === undefined) return pass;
      return fail(
        did,
        'as much kernel memory in use as before',
        more,
        'What was taken (kmalloc, a page, a reference) has to be given back on every way out, the error paths included.',
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
