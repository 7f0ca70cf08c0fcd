// A value sent by a signal: what stands in kernel_siginfo, and what send_sig_info says.
import { check, defineExercise, fail, pass, type Verdict } from '../../../lib/exercise.ts';
import {
  type Call,
  type CallResult,
  close,
  O,
  open,
  type Probe,
  read,
  write,
} from '../../../lib/probe.ts';
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

const device = '/dev/courier';
/** Ignored by who has not asked for it: it does no harm in a thread that does not block it. */
const SIGURG = 23;
const SIGUSR1 = 10;
const SIGHUP = 1;
const realTime = { least: 34, most: 64 };
const SI_QUEUE = -1;
const SI_KERNEL = 0x80;
/** The largest number that a process can have. */
const pidMost = 2 ** 22;

type Sent = { number: number; value: number };
/** What a signalfd gave; number 0 stands for nothing. */
type Received = {
  number: number;
  code: number;
  value: number;
  /** What stands where the sender's PID, its user and an error would be. */
  sender: number[];
};
const nothing: Received = { number: 0, code: 0, value: 0, sender: [] };

/** A 64-bit set of signals: SIGHUP, SIGURG, SIGUSR1 and all that are real-time. */
const set = ((): string => {
  const bytes = Buffer.alloc(8);
  const bit = (number: number): bigint => 1n << BigInt(number - 1);
  let bits = bit(SIGHUP) | bit(SIGURG) | bit(SIGUSR1);
  for (let number = realTime.least; number <= realTime.most; number++) bits |= bit(number);
  bytes.writeBigUInt64LE(bits);
  return bytes.toString('hex');
})();

const block = 0;
/** Blocks the signals in the thread that does the calls, and opens a file to take them from. */
const listen: Call[] = [
  { call: 'rt_sigprocmask', arguments: [block, { bytes: set }, 0, 8] },
  { call: 'signalfd4', arguments: [-1, { bytes: set }, 8, O.NONBLOCK], as: 'signals' },
];
const take: Call = read(128, 'signals');

function received(result: CallResult | undefined): Received {
  const record = Buffer.from(result?.memory[0] ?? '', 'hex');
  if (result?.value !== 128 || record.length < 128) return nothing;
  return {
    number: record.readUInt32LE(0),
    code: record.readInt32LE(8),
    value: record.readInt32LE(44),
    sender: [12, 16, 4].map((offset) => record.readUInt32LE(offset)),
  };
}

async function ownPid({ calls }: Probe): Promise<number> {
  const [pid] = await calls([{ call: 'getpid', arguments: [] }]);
  return pid?.value ?? 0;
}

/** The value of a signal: of both signs, and never small. */
function drawValue({ random }: Probe): number {
  return random.pick([1, -1]) * random.integer(100_000, 0x7fff_ffff);
}

type Attempt = { sent: Sent; written: { value: number; errno: string }; got: Received };

/** Has one SIGURG sent to the process that does the calls, by itself or by `writer`. */
async function attempt(probe: Probe, pid: number, writer?: 'another'): Promise<Attempt> {
  const sent = { number: SIGURG, value: drawValue(probe) };
  const line = `${pid} ${sent.number} ${sent.value}`;
  if (writer === 'another') {
    await probe.calls(listen);
    const { output } = await probe.shell(tell(line));
    const results = await probe.calls([...listen, take, close('signals')]);
    const refused = said(output)[0] ?? 'nothing was said';
    const errno = refused === 'taken' ? '' : refused;
    return { sent, written: { value: errno === '' ? 0 : -1, errno }, got: received(results[2]) };
  }
  const results = await probe.calls([
    ...listen,
    open(device, O.WRONLY),
    write(line),
    take,
    close(),
    close('signals'),
  ]);
  const { value = -1, errno = '' } = results[3] ?? {};
  return { sent, written: { value, errno }, got: received(results[4]) };
}

function judgeAttempt(did: string, { sent, written, got }: Attempt): Verdict {
  if (written.value < 0) {
    return fail(did, 'a write that succeeds', written.errno || `${written.value}`);
  }
  if (got.number === 0) {
    return fail(
      did,
      'the signal, with its value',
      'no signal was pending for the first thread of that process',
      'It is for the task of the process in the line: not for current, and not for any thread, as with kill_pid.',
    );
  }
  if (got.number !== sent.number) {
    return fail(did, 'a signal of that number', `signal ${got.number}`);
  }
  if (got.code === SI_KERNEL) {
    return fail(
      did,
      'the code SI_QUEUE',
      'the code SI_KERNEL',
      'With SI_KERNEL no value is copied, and functions that take no siginfo send that.',
    );
  }
  if (got.code !== SI_QUEUE) {
    return fail(
      did,
      'the code SI_QUEUE',
      `the code ${got.code}`,
      'si_code says which of the other fields mean anything.',
    );
  }
  if (got.value !== sent.value) {
    return fail(did, 'the value of the line', 'another value', 'si_int is all 32 bits of it.');
  }
  const [pid = 0, user = 0, error = 0] = got.sender;
  if (pid <= pidMost && user === 0 && error === 0) return pass;
  return fail(
    did,
    'nothing in the other fields, or the sender',
    'what happened to lie on the stack of the kernel',
    'The program reads the other fields as well: clear_siginfo comes first.',
  );
}

/** One letter written by bash; prints the error, or "taken". */
function tell(line: string): string {
  return `{ printf '%s' "${line}" > ${device} && echo 'bash: taken'; } 2>&1`;
}

/** What was said to each `tell`: "taken", or the error. */
function said(output: string): string[] {
  return [...output.matchAll(/^bash: .*?([A-Za-z ]+)$/gm)].map(([, words = '']) => words.trim());
}

const arrives = check({
  id: 'arrives',
  says: 'Signals arrive with their values, each real-time one of them.',
  points: 3,
  visible: true,
  async observe(probe) {
    const { random, calls } = probe;
    const pid = await ownPid(probe);
    const first = await attempt(probe, pid);
    // A signal that any thread may get would end the whole process.
    if (!judgeAttempt('', first).passed) return { first, sent: [], got: [] };
    const often = random.integer(realTime.least, realTime.most - 2);
    const numbers = [often, often + 1, often, SIGUSR1, often, SIGHUP, realTime.most];
    const sent = numbers.map((number): Sent => ({ number, value: drawValue(probe) }));
    const results = await calls([
      ...listen,
      open(device, O.WRONLY),
      ...sent.map(({ number, value }) => write(`${pid} ${number} ${value}`)),
      ...sent.map(() => take),
      close(),
      close('signals'),
    ]);
    return { first, sent, got: results.slice(3 + sent.length, -2).map(received) };
  },
  judge({ first, sent, got }) {
    const one = judgeAttempt('sent this process signal 23 with a value', first);
    if (!one.passed) return one;
    // The one with the lowest number is taken first; of one number, they come in order.
    const expected = sent.toSorted((a, b) => a.number - b.number);
    const did =
      'sent this process three real-time signals of one number, and signals 1, 10, 64 and another';
    const missing = got.filter(({ number }) => number === 0).length;
    if (expected.length === 0 || missing > 0) {
      return fail(did, 'all seven', `${expected.length - missing} of them`);
    }
    const right = expected.every(
      ({ number, value }, index) => got[index]?.number === number && got[index]?.value === value,
    );
    if (right) return pass;
    return fail(did, 'each with its own value, in order', 'others', 'Is anything kept in between?');
  },
});

const whom = check({
  id: 'whom',
  says: 'It is the process in the line that gets the signal, whoever writes.',
  points: 1,
  visible: true,
  async observe(probe) {
    return await attempt(probe, await ownPid(probe), 'another');
  },
  judge(seen) {
    return judgeAttempt('had another process write the line', seen);
  },
});

const refused = check({
  id: 'refused',
  says: 'What cannot be sent is refused, and nothing is sent in its place.',
  points: 2,
  visible: true,
  async observe({ random, shell }) {
    const wrong = [0, 65, -1, random.integer(66, 200), -random.integer(2, 60), 9, 19];
    // The target waits for a line that never comes.
    const lines = [
      sleepers,
      'sleeper; target=$!',
      ': & gone=$!; wait $gone',
      ...wrong.map((number) => tell(`$target ${number} 1`)),
      tell('$gone 10 1'),
      tell(`${random.integer(5_000_000, 9_000_000)} 10 1`),
      tell('$target 10 1'),
      // Of what is pending, the lowest number comes first; a stopped process is woken.
      'kill -TERM $target; kill -CONT $target',
      'wait $target; echo "end $?"',
    ];
    const { output } = await shell(lines.join('\n'));
    return { wrong, said: said(output), end: Number(/^end (\d+)$/m.exec(output)?.[1] ?? -1) };
  },
  judge({ wrong, said: all, end }) {
    for (const [index, number] of wrong.entries()) {
      if (all[index] === 'Invalid argument') continue;
      return fail(
        `asked for signal ${number}`,
        'EINVAL',
        all[index] ?? 'no answer',
        number === 0
          ? 'valid_signal(0) is true, because kill(2) takes a 0 to ask whether there is a process.'
          : number === 9 || number === 19
            ? 'SIGKILL and SIGSTOP are for the kernel alone: sig_kernel_only.'
            : 'Signals are numbered from 1 to 64.',
      );
    }
    const [dead, never, good] = all.slice(wrong.length);
    for (const [who, answer] of Object.entries({ 'has ended': dead, 'never was': never })) {
      if (answer === 'No such process') continue;
      return fail(
        `named a process that ${who}`,
        'ESRCH',
        answer ?? 'no answer',
        'pid_task gives NULL where there is no such process.',
      );
    }
    if (good === 'taken' && end === woken) return pass;
    return fail(
      'sent SIGUSR1 to a process that does not catch it',
      'that it ends by that, and not before',
      good === 'taken' ? `it ended with ${end}` : (good ?? 'no answer'),
    );
  },
});

const full = check({
  id: 'full',
  says: 'Who sends more than may be pending is told.',
  points: 2,
  visible: false,
  async observe(probe) {
    const { random, calls, shell } = probe;
    const pid = await ownPid(probe);
    const first = await attempt(probe, pid);
    if (!judgeAttempt('', first).passed) return { first, room: 0, written: [], got: [] };
    const room = random.integer(3, 6);
    const limited = await shell(`prlimit --pid=${pid} --sigpending=${room}:1000`);
    if (limited.code !== 0) throw new Error(`prlimit: ${limited.output}`);
    const number = random.integer(realTime.least, realTime.most);
    const sent = Array.from({ length: room + 3 }, () => drawValue(probe));
    const results = await calls([
      ...listen,
      open(device, O.WRONLY),
      ...sent.map((value) => write(`${pid} ${number} ${value}`)),
      ...sent.map(() => take),
      close(),
      close('signals'),
    ]);
    return {
      ...{ first, room },
      written: results.slice(3, 3 + sent.length).map(({ errno }) => errno),
      got: results.slice(3 + sent.length, -2).filter(({ value }) => value === 128).length,
    };
  },
  judge({ first, room, written, got }) {
    const one = judgeAttempt('sent this process signal 23 with a value', first);
    if (!one.passed) return one;
    const did = `allowed ${room} pending signals and sent ${written.length}`;
    const taken = written.filter((errno) => errno === '').length;
    const other = written.find((errno) => errno !== '' && errno !== 'EAGAIN');
    if (other === undefined && taken === got && got > 0 && taken < written.length) return pass;
    return fail(
      did,
      'that those which are not kept are refused with EAGAIN',
      other ?? `${taken} were taken, ${got} arrived`,
      'send_sig_info returns whether the kernel took it.',
    );
  },
});

const rounds = 40;
const strayObjects = 15;

/** Objects in use of the two caches that a sender can hold on to. */
function held(slabinfo: string): { pid: number; task: number } {
  const count = (cache: string): number =>
    Number(new RegExp(`^${cache} +(\\d+)`, 'm').exec(slabinfo)?.[1] ?? -1);
  return { pid: count('pid'), task: count('task_struct') };
}

const keepsNothing = check({
  id: 'keeps-nothing',
  says: 'No reference is kept to processes that have ended.',
  points: 2,
  visible: false,
  async observe({ shell }) {
    const line = [
      // Not for a group: the sleepers would keep what it puts aside, and its reader waiting.
      'exec 2>/dev/null',
      sleepers,
      // A process that may have no real-time signal pending: the first that is sent to it is refused.
      // 143 is an end by SIGTERM, which comes last.
      'round() { sleeper "ulimit -i 0"; for each in 40 99 10; do printf "$! $each 1" > /dev/courier; done; kill -TERM $!; wait $!; (($? != 143)) && ((ended += 1)); }',
      'calm() { read -r -t 0.2 -u 9; slab=$(</proc/slabinfo); }',
      'for ((i = 0; i < 6; i++)); do round; done; calm; before=$slab; ended=0',
      `for ((i = 0; i < ${rounds}; i++)); do round; done; calm`,
      `printf '%s\\n===\\n%s\\nended %d\\n' "$before" "$slab" $ended`,
    ].join('\n');
    const { output } = await shell(line);
    const [before = '', after = ''] = output.split('===');
    const ended = Number(/^ended (\d+)$/m.exec(after)?.[1] ?? -1);
    return { ended, before: held(before), after: held(after) };
  },
  judge({ ended, before, after }) {
    const did = `ended ${rounds} processes by signals, after signals that were refused`;
    if (ended !== rounds) return fail(did, 'that all of them end by that', `${ended} did`);
    if (before.pid < 0 || after.pid < 0) {
      return fail(did, 'figures of the memory in use', 'none came back');
    }
    const grown = Math.max(after.pid - before.pid, after.task - before.task);
    if (grown < strayObjects) return pass;
    return fail(
      did,
      'that nothing is left of them',
      `${grown} of them are still held in memory`,
      'find_get_pid and get_pid_task take references, to be given back on every way out; find_vpid and pid_task take none.',
    );
  },
});

const container = check({
  id: 'container',
  says: 'The PID is meant as the writer counts, in a container as well.',
  points: 1,
  visible: false,
  async observe({ shell }) {
    const { output } = await shell(
      [sleepers, containerWithSameNumber(tell('$! 10 1').replaceAll("'", ''))].join('\n'),
    );
    return {
      same: output.includes('same number: 1'),
      said: said(output),
      fates: fates(output),
    };
  },
  judge({ same, said: [answer], fates: [meant, stranger] }) {
    const did = 'had a process in a PID namespace write the number of another one there';
    if (!same) return fail(did, 'that it gets the number there', 'it did not');
    if (answer === 'taken' && meant === woken && stranger === passedOver) return pass;
    return fail(
      did,
      'SIGUSR1 for that process alone',
      stranger === woken
        ? 'a stranger outside, who has the same number there, got it'
        : `${endedBy(meant)}; write: ${answer ?? 'no answer'}`,
      'Which namespace does the function that you look the number up with go by?',
    );
  },
});

const protectedLookup = check({
  id: 'protected',
  says: 'The process cannot go away between its lookup and the signal.',
  points: 2,
  visible: false,
  async observe({ shell }) {
    const lines = [
      sleepers,
      `sleeper; target=$!; ${tell('$target 10 1')}`,
      'kill -TERM $target; wait $target; echo "fate: $?"',
      readUnprotected('courier'),
    ];
    const { output } = await shell(lines.join('\n'));
    return { said: said(output), fates: fates(output), unprotected: unprotectedIn(output) };
  },
  judge({ said: [answer], fates: [end], unprotected }) {
    const did = 'sent SIGUSR1 to a process';
    if (answer !== 'taken' || end !== woken) {
      return fail(did, 'that it gets it', `${endedBy(end)}; write: ${answer ?? 'no answer'}`);
    }
    if (unprotected === 0) return pass;
    return fail(
      did,
      'a lookup and a signal in one RCU read-side section, or a reference in between',
      unprotected < 0 ? 'no answer' : `${unprotected} steps without either`,
      'Another processor can end the process at any moment: rcu_read_lock() before the lookup, rcu_read_unlock() after the signal.',
    );
  },
});

export const exercise = defineExercise({
  id: 'courier',
  title: 'A signal with a letter',
  kind: 'write',
  edits: 'module',
  version: 2,
  minutes: 25,
  file: 'courier.c',
  others: [],
  interfaces: ['signals'],
  instrument: { file: 'lessons/lib/instruments/task-lookups.c', accesses: false },
  checkTimeoutMs: 15_000,
  checks: [arrives, whom, refused, full, keepsNothing, container, protectedLookup],
  device,
  round: 'printf "$BASHPID 23 1" > /dev/courier',
  broken: [
    {
      file: 'wrong-code.c',
      why: 'says SI_KERNEL, with which no value travels',
      fails: ['arrives', 'whom', 'full'],
    },
    { file: 'no-code.c', why: 'leaves si_code as it is', fails: ['arrives', 'whom', 'full'] },
    {
      file: 'kill-pid.c',
      why: 'sends to the process as a whole, without a value',
      fails: ['arrives', 'whom', 'full'],
    },
    {
      file: 'sends-to-current.c',
      why: 'sends to whoever writes',
      fails: ['whom', 'refused', 'keeps-nothing', 'container', 'protected'],
    },
    { file: 'no-receipt.c', why: 'does not look at what the kernel says', fails: ['full'] },
    { file: 'ends-anybody.c', why: 'sends SIGKILL and SIGSTOP, too', fails: ['refused'] },
    {
      file: 'nobody-there.c',
      why: 'does not ask whether there is a process',
      fails: ['refused', 'always-log'],
    },
    {
      file: 'keeps-pid.c',
      why: 'never puts its reference to the number',
      fails: ['keeps-nothing'],
    },
    { file: 'keeps-task.c', why: 'never puts its reference to the task', fails: ['keeps-nothing'] },
    {
      file: 'half-a-value.c',
      why: 'has room for 16 bits of the value',
      fails: ['arrives', 'whom', 'full'],
    },
    {
      file: 'counts-for-all.c',
      why: 'takes the number for one of the whole machine',
      fails: ['container'],
    },
    {
      file: 'leaks-when-refused.c',
      why: 'keeps its reference when the signal is refused',
      fails: ['keeps-nothing'],
    },
    {
      file: 'stale-fields.c',
      why: 'fills in three fields and sends the rest as it lies on the stack',
      fails: ['arrives', 'whom', 'full'],
    },
    { file: 'unprotected.c', why: 'looks the process up without RCU', fails: ['protected'] },
  ],
  accepted: [
    { file: 'by-thread-number.c', why: 'looks the number up as that of a thread' },
    { file: 'references.c', why: 'holds references instead of RCU, and looks at the number last' },
    { file: 'names-the-sender.c', why: 'fills in who sent it, as kill(2) does' },
  ],
});
