// That using a module leaves no memory behind: rounds of good use, and a hundred of each call that it
// has to refuse, between two looks at what the kernel has taken.
import { setTimeout as sleep } from 'node:timers/promises';
import { type Check, check, type Exercise, fail, pass } from '../../lessons/lib/exercise.ts';
import { type Call, O, open, type Probe, write } from '../../lessons/lib/probe.ts';
import { coveredFigures, grown, isTold, kernelMemory, tellKernelMemory } from './kernel-memory.ts';
import { missing, needsFiles } from './round-files.ts';

const leakRounds = 100;
/** A leak grows with every series of rounds; what the kernel keeps for later use grows once. */
const series = 3;
/** What the kernel frees a little later (RCU) has been freed by then. */
const settleMs = 200;

/** What every device has to refuse: memory that is not the program's. */
function refusedBy(device: string): Call[] {
  const bad = { bad: 'unmapped' } as const;
  return [
    open(device, O.RDWR | O.NONBLOCK),
    { ...write('something to read'), as: 'written' },
    open(device, O.RDONLY | O.NONBLOCK, 'reader'),
    { call: 'write', arguments: [{ result: 'file' }, bad, 8] },
    { call: 'read', arguments: [{ result: 'reader' }, bad, 8] },
  ];
}

/** The same calls, each that names no result done so often. */
function repeated(calls: Call[], times: number): Call[] {
  return calls.map((call) => (call.as === undefined ? { ...call, times } : call));
}

type Used = Pick<Exercise, 'device' | 'refused'> & { round: string };

/** The check that every module with a `round` has to pass. */
export function leakCheck({ round, device, refused }: Used): Check {
  const refusals = refused.length > 0 || device === null ? refused : refusedBy(device);
  // Builtins only: each program started costs more than ten rounds.
  const rounds = [
    needsFiles(round),
    `rounds() { for ((i = 0; i < $1; i++)); do ${round}; done >/dev/null 2>&1; }`,
    // A read that ends without the end of a line is no failure of the loop.
    `rounds 10; ${tellKernelMemory}; rounds ${leakRounds}; :`,
  ].join('\n');

  async function oneSeries(probe: Probe) {
    if (refusals.length > 0) await probe.calls(repeated(refusals, 10));
    const { code, output } = await probe.shell(rounds);
    if (refusals.length > 0) await probe.calls(repeated(refusals, leakRounds));
    const { output: after } = await probe.shell(tellKernelMemory);
    const memory = { before: kernelMemory(output), after: kernelMemory(after) };
    const mounts = await probe.shell('printf "%s\\n" "$(</proc/self/mountinfo)"');
    return { code, ...memory, covered: coveredFigures(mounts.output) };
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
    judge({ code, before, after, covered }) {
      const refusing =
        refusals.length > 0 ? ', and called it as often in ways it has to refuse' : '';
      const did = `used it ${leakRounds} times${refusing}`;
      if (code === missing) return fail(did, 'its files', 'a file of the exercise is missing');
      if (covered !== '') return fail(did, 'the kernel’s own figures of its memory', covered);
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
