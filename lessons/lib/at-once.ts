// What a program sees at the very moment at which the kernel wakes it. The program that waits runs
// before any other, and the kernel may be preempted wherever it stands: so it looks at things as they
// are in the middle of the module's function, not when that has come to its end.
import type { Call, CallResult, Probe } from './probe.ts';

const schedFifo = 1;
const schedOther = 0;
/** Threads that this one starts are ordinary ones. */
const resetOnFork = 0x4000_0000;

function schedule(policy: number, priority: number): Call {
  const parameter = Buffer.alloc(4);
  parameter.writeInt32LE(priority);
  return {
    ...{ call: 'sched_setscheduler', must: true },
    arguments: [0, policy | resetOnFork, { bytes: parameter.toString('hex') }],
  };
}

/**
 * Does `cause` on another thread, and at the moment that it wakes `wait` goes on with `look`.
 * @returns the results of `wait` and `look`, in order
 */
export async function atOnce(
  { shell, calls }: Probe,
  parts: { before: Call[]; cause: Call; wait: Call; look: Call[] },
): Promise<CallResult[]> {
  const { before, cause, wait, look } = parts;
  // The file shows all of the kernel's ways, the present one in parentheses.
  const preemption = '/sys/kernel/debug/sched/preempt';
  const { output } = await shell(
    `read -r ways < ${preemption}; echo "$ways"; echo full > ${preemption}`,
  );
  const present = /\((\w+)\)/.exec(output)?.[1] ?? 'voluntary';
  const list: Call[] = [
    ...before,
    schedule(schedFifo, 10),
    { ...cause, as: 'cause', background: true },
    ...[wait, ...look],
    schedule(schedOther, 0),
    { call: 'await', arguments: [{ text: 'cause' }, 5000] },
  ];
  const results = await calls(list);
  await shell(`echo ${present} > ${preemption}`);
  return results.slice(before.length + 2, before.length + 3 + look.length);
}
