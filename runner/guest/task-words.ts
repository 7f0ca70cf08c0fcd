// What a task in the guest is doing, in words: `cat is waiting in read on /dev/radio`.
import type { TaskState } from './channel.ts';
import { descriptorCalls, systemCallName } from './system-calls.ts';

/** Calls in which a program only waits for one that it started. */
const waitsForChild = new Set(['wait4', 'waitid']);

/** The task to speak of: the one that the others wait for, or none. */
export function blockingTask(tasks: readonly TaskState[], module: string): TaskState | undefined {
  const alive = tasks.filter(({ state }) => state !== '' && state !== 'Z');
  const inModule = alive.find(({ stack }) => stack.some((line) => line.includes(`[${module}`)));
  const working = alive.filter(({ call }) => !waitsForChild.has(callName(call) ?? ''));
  return inModule ?? working.at(-1) ?? alive.at(-1);
}

/** What it is doing; `of` a module's init function, whose thread is ours and stands for insmod. */
export function taskWords(task: TaskState, of: 'program' | 'init' = 'program'): string {
  const program = of === 'init' ? "the module's init function" : plainName(task.name);
  const call = of === 'init' ? undefined : (callName(task.call) ?? callOnStack(task.stack));
  const inCall = call ? ` in ${call}${onFile(call, task.file)}` : '';
  switch (task.state) {
    case 'R':
      return `${program} is running${inCall}${task.stack.length > 0 ? ', in the kernel' : ''}`;
    case 'D':
      return `${program} is waiting${inCall} and can't be interrupted`;
    case 'T':
      return `${program} is stopped`;
    default:
      return `${program} is waiting${inCall}`;
  }
}

/** The kernel function in which a task waits: the innermost one that is not the scheduler's. */
export function waitingFunction({ stack }: TaskState): string | undefined {
  const names = stack.flatMap((line) => /^\[<0>\] ([A-Za-z_]\w*)/.exec(line)?.[1] ?? []);
  return names.find((name) => !/^(?:__)?(?:schedule|preempt|cond_resched)/.test(name));
}

/** A task that runs in the kernel has no number to show, but its call is at the bottom of its stack. */
function callOnStack(stack: readonly string[]): string | undefined {
  const names = stack.flatMap(
    (line) => /^\[<0>\] (?:__x64_sys|__do_sys|ksys)_(\w+)/.exec(line)?.[1] ?? [],
  );
  return names.at(-1);
}

const callName = (call: number | null): string | undefined =>
  call === null ? undefined : systemCallName(call);

function onFile(call: string, file: string): string {
  if (file === '' || !descriptorCalls.has(call)) return '';
  const kind = /^(socket|pipe):\[/.exec(file)?.[1];
  return kind ? ` on a ${kind}` : ` on ${plainName(file)}`;
}

/** A name that the student chose, up to its first space: a client's is `node client.ts`, cut. */
const plainName = (name: string): string => name.trim().split(/\s/)[0]?.slice(0, 80) ?? '';
