// The learner's terminal: one program at a time owns it, as its session leader.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, constants, openSync, writeSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { getTerminal, resizeTerminal, setTerminal } from './kernel-calls.ts';
import type { Exit, RobotCall, RobotResult, TaskState } from './requests.ts';
import { sessionPids, sessionTasks } from './tasks.ts';

const libraries = '/usr/lib/crossings';
const device = '/dev/hvc0';
const calm = withTerminal(getTerminal);
let size = { columns: 80, rows: 24 };

type Foreground = { process: ChildProcess; ended: Promise<Exit> };
let foreground: Foreground | null = null;
/** Process id of the foreground program, also after its end: what it started may live on. */
let leader: number | undefined;
let warm: Foreground | null = null;
/** Whoever started last on the terminal: an older shell's keeper gives up when it is not it. */
let owner: symbol | null = null;

/** Opened for each use: the end of a session hangs up every descriptor that was open on it. */
function withTerminal<T>(use: (tty: number) => T): T {
  const tty = openSync(device, constants.O_RDWR | constants.O_NOCTTY);
  try {
    return use(tty);
  } finally {
    closeSync(tty);
  }
}

function start(
  command: string[],
  ipc: boolean,
  environment: Record<string, string> = {},
): Foreground {
  const child = withTerminal((tty) => {
    setTerminal(tty, calm);
    resizeTerminal(tty, size.columns, size.rows);
    return spawn('setsid', ['--ctty', ...command], {
      cwd: '/work',
      stdio: ipc ? [tty, tty, tty, 'ipc', 'pipe'] : [tty, tty, tty],
      env: { ...process.env, SHELL: '/bin/bash', USER: 'root', LOGNAME: 'root', ...environment },
    });
  });
  const ended = new Promise<Exit>((resolve) => {
    child.once('error', () => resolve({ code: 127, signal: null }));
    child.once('exit', (code, signal) => resolve({ code, signal }));
  });
  return { process: child, ended: ipc ? withFarewell(child, ended) : ended };
}

/** The farewell is on its way when the process has gone, unless there is none. */
const farewellMs = 300;

/** A Node that ended well has said so on its pipe; one that did not was killed by a real-time signal. */
async function withFarewell(child: ChildProcess, ended: Promise<Exit>): Promise<Exit> {
  const farewell = once(child.stdio[4] as Readable, 'data').then(() => true);
  const exit = await ended;
  if (exit.code !== 0) return exit;
  const said = await Promise.race([farewell, sleep(farewellMs, false)]);
  return said ? exit : { code: null, signal: 'SIGRT' };
}

/**
 * Starts a Node that has koffi loaded and waits to be handed a client; resolves when it waits.
 * The template is saved with it, so that a client need not wait for Node's own start.
 */
export async function warmUp(): Promise<void> {
  // The type stripper is WebAssembly, and V8 would compile it a second time, better: in an emulated
  // guest each client waits for that at its end, and none lives long enough to gain by it.
  const options = ['--liftoff-only', '--disable-warning=ExperimentalWarning'];
  const runner = start(['node', ...options, `${libraries}/warm-client.ts`], true);
  await new Promise<void>((resolve, reject) => {
    runner.process.once('message', () => resolve());
    runner.process.once('exit', () => reject(new Error('the warm Node ended before it was ready')));
  });
  warm = runner;
}

/** Has the waiting Node do what a client does; it waits again when this resolves. */
export async function practise(): Promise<void> {
  if (!warm) return;
  const done = once(warm.process, 'message');
  warm.process.send('practise');
  await Promise.race([done, warm.ended]);
}

async function clear(): Promise<void> {
  const running = foreground;
  if (running?.process.pid) {
    signalForeground('SIGHUP');
    signalForeground('SIGKILL');
    await running.ended;
  }
}

/** Runs a program in the foreground and resolves when it ends; `warm` hands it to the waiting Node. */
export async function runForeground(
  command: string[],
  useWarm: boolean,
  environment?: Record<string, string>,
): Promise<Exit> {
  owner = Symbol('program');
  return await own(command, useWarm, { environment });
}

/**
 * Hands a client to the waiting Node, which gives up root before it runs it; resolves when it ends.
 * @throws where no Node waits that would see to it
 */
export async function runUnprivileged(command: string[]): Promise<Exit> {
  if (!warm) throw new Error('no Node waits for a client');
  owner = Symbol('client');
  return await own(command, true, { unprivileged: true });
}

type Manner = { environment?: Record<string, string> | undefined; unprivileged?: boolean };

async function own(
  command: string[],
  useWarm: boolean,
  { environment, unprivileged = false }: Manner = {},
): Promise<Exit> {
  await clear();
  const waiting = warm;
  warm = null;
  if (useWarm && waiting) {
    foreground = waiting;
    waiting.process.send({ argv: command, unprivileged });
  } else {
    waiting?.process.kill('SIGKILL');
    await waiting?.ended;
    foreground = start(command, false, environment);
  }
  leader = foreground.process.pid;
  const exit = await foreground.ended;
  foreground = null;
  return exit;
}

/** A login shell on the terminal, and another one whenever it ends, until something else is run. */
export async function keepShell(): Promise<void> {
  const mine = Symbol('shell');
  owner = mine;
  while (owner === mine) {
    const { code } = await own(['bash', '--login'], false);
    // A guest whose shell was taken away gets no more of them.
    if (code === 127) return;
  }
}

/**
 * Has the waiting Node do system calls; from then on it is the robot and takes no client.
 * @throws when there is none any more, or when it dies of what it was told to do
 */
export async function probe(calls: RobotCall[]): Promise<RobotResult[]> {
  const robot = warm;
  if (!robot) throw new Error('the robot is gone');
  const answer = new Promise<RobotResult[]>((resolve, reject) => {
    robot.process.once('message', (message: { results?: RobotResult[]; fault?: string }) => {
      if (message.results) resolve(message.results);
      else reject(new Error(message.fault ?? 'the robot said nothing'));
    });
  });
  const death = robot.ended.then(({ code, signal }): never => {
    warm = null;
    throw new Error(`the robot ended by ${signal ?? `code ${code}`}`);
  });
  robot.process.send({ calls });
  return await Promise.race([answer, death]);
}

/** What the program that was last in the foreground, and all it started, are doing. */
export async function foregroundTasks(): Promise<TaskState[]> {
  return leader === undefined ? [] : await sessionTasks(leader);
}

/** Kills them and waits until they have gone: what never leaves the kernel never goes. */
export async function killForeground(): Promise<void> {
  if (leader === undefined) return;
  for (let left = await sessionPids(leader); left.length > 0; left = await sessionPids(leader)) {
    for (const pid of left) signal(pid, 'SIGKILL');
    await sleep(killPollMs);
  }
}

const killPollMs = 50;

export function signalForeground(name: NodeJS.Signals): void {
  const pid = foreground?.process.pid;
  if (pid !== undefined) signal(-pid, name);
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It ended a moment ago.
  }
}

export function show(text: string): void {
  withTerminal((tty) => writeSync(tty, text));
}

export function resize(columns: number, rows: number): void {
  size = { columns, rows };
  withTerminal((tty) => resizeTerminal(tty, columns, rows));
}
