// What programs are doing in the kernel, from /proc: the call they are in, the file it is on, and
// their kernel stacks.
import { readdir, readFile, readlink } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TaskState } from './requests.ts';

const readMs = 2_000;
const mostTasks = 32;
const mostFrames = 24;
// asm/unistd_64.h
const moduleCalls = new Set([175, 176, 313]);

/** A file of /proc, or '' where it is gone or closed to us. */
const proc = (path: string): Promise<string> => readFile(`/proc/${path}`, 'utf8').catch(() => '');

/** The same for a file whose read waits for what a stuck task may hold: '' if it takes long. */
const procInTime = (path: string): Promise<string> =>
  Promise.race([proc(path), sleep(readMs, '', { ref: false })]);

/** The programs of the session or process group that `leader` began, oldest first. */
export async function sessionTasks(leader: number): Promise<TaskState[]> {
  const pids = await sessionPids(leader);
  return await Promise.all(pids.slice(0, mostTasks).map((pid) => taskState(String(pid))));
}

/** Process ids of that session or group; zombies left out. */
export async function sessionPids(leader: number): Promise<number[]> {
  const entries = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const stats = await Promise.all(entries.map((pid) => proc(`${pid}/stat`)));
  const pids = stats.flatMap((stat) => {
    const [, pid, state, group, session] = /^(\d+) \(.*\) (\S) \d+ (\d+) (\d+)/s.exec(stat) ?? [];
    const own = Number(group) === leader || Number(session) === leader;
    return own && state !== 'Z' ? [Number(pid)] : [];
  });
  return pids.toSorted((one, other) => one - other);
}

/** The threads of this process that load or unload a module. */
export async function moduleThreads(): Promise<TaskState[]> {
  const threads = await readdir('/proc/self/task');
  const states = await Promise.all(threads.map((thread) => taskState(`self/task/${thread}`)));
  return states.filter(({ call }) => call !== null && moduleCalls.has(call));
}

async function taskState(path: string): Promise<TaskState> {
  const [stat, syscall, stack] = await Promise.all([
    proc(`${path}/stat`),
    procInTime(`${path}/syscall`),
    procInTime(`${path}/stack`),
  ]);
  // The name stands in brackets and may hold anything.
  const [, name = '', state = ''] = /^\d+ \((.*)\) (\S)/s.exec(stat) ?? [];
  const [number = '', argument = ''] = syscall.split(' ');
  const call = /^\d+$/.test(number) ? Number(number) : null;
  const descriptor = /^0x[0-9a-f]{1,3}$/.test(argument) ? Number(argument) : null;
  const file =
    descriptor === null ? '' : await readlink(`/proc/${path}/fd/${descriptor}`).catch(() => '');
  const frames = stack.split('\n').filter(Boolean).slice(0, mostFrames);
  return {
    ...{ name: name.slice(0, 64), state, call, file: file.slice(0, 4096) },
    stack: frames.map((frame) => frame.slice(0, 256)),
  };
}
