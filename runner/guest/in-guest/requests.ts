// What the host asks of the agent, and what the agent answers. Types only: the host checks every
// answer against its schemas in ../channel.ts, for after insmod the guest belongs to the student.

export type Requests = {
  /** Body: entropy. Sets the clock and reseeds; answers with the number that only this RAM holds. */
  hello: { nanoseconds: string; nonce: string };
  /** Body: the file's bytes. */
  put: { path: string; mode: number };
  /** Body of the answer: the file's bytes. */
  get: { path: string; limit: number };
  /** Loads a kernel module; answers with `errno`, 0 when it loaded. */
  load: { path: string; parameters: string };
  /** Unloads a module; answers with `errno`, 0 when it went. */
  unload: { name: string };
  /** Shows a line on the terminal as if it had been typed. */
  show: { text: string };
  /** Runs a program on the terminal, in the foreground; the answer comes when it ends. */
  foreground: { command: string[]; warm: boolean; environment?: Record<string, string> };
  /** Hands a client to the Node that waits, which gives up root first; the answer comes when it ends. */
  client: { command: string[] };
  /** Kills the foreground program and all it started; the answer comes when they have gone. */
  kill: Record<string, never>;
  /** What the foreground program and all it started are doing, or the threads that load a module. */
  tasks: { of: 'foreground' | 'module' };
  /** System calls for the robot, the Node that waits for a client; it stays for more of them. */
  probe: { calls: RobotCall[] };
  /** What a Run and a check ask, once and for nothing; prints on the terminal. */
  practise: Record<string, never>;
  /** A signal to the foreground program and all it started. */
  signal: { name: 'SIGINT' | 'SIGTERM' | 'SIGKILL' };
  /** A login shell on the terminal, started anew whenever it ends. */
  shell: Record<string, never>;
  /** Runs a program away from the terminal; the answer's body is its output, both streams in order. */
  exec: { command: string[]; limit: number; timeoutMs: number };
  resize: { columns: number; rows: number };
  /** Writes a line to the kernel log, so that the host knows that it has read all before it. */
  mark: { text: string };
  ping: Record<string, never>;
};

export type RequestKind = keyof Requests;
export type Request<K extends RequestKind = RequestKind> = { id: number; kind: K } & Requests[K];

/** What a task is doing. All of it comes from the guest, and some of it from the student. */
export type TaskState = {
  name: string;
  /** R, S, D and so on, as proc_pid_stat(5) has them; '' when it has gone. */
  state: string;
  /** Number of the system call that it is in; null where it runs or is in none. */
  call: number | null;
  /** What the call's first argument names, if that is a file descriptor; else ''. */
  file: string;
  /** Its kernel stack, innermost first, as /proc/PID/stack has it. */
  stack: string[];
};

export type Exit = { code: number | null; signal: string | null };

/** See lessons/lib/probe.ts, whose types these are; a guest knows no lesson. */
export type RobotArgument =
  | number
  | { result: string; plus?: number }
  | { text: string }
  | { bytes: string }
  | { room: number }
  | { both: string }
  | { bad: 'null' | 'kernel' | 'unmapped' | 'high' }
  | { edge: number; bytes?: string }
  | { untouched: number }
  | { late: string; from: number };
export type RobotCall = {
  call: string;
  arguments: RobotArgument[];
  as?: string;
  background?: boolean;
  times?: number;
};
export type RobotResult = { value: number; errno: string; memory: string[] };
