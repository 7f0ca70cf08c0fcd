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

const device = '/dev/courier';
/** Ignored by who has not asked for it: it does no harm in a thread that does not block it. */
const SIGURG = 23;
const SIGUSR1 = 10;
const realTime = { least: 34, most: 64 };
const SI_QUEUE = -1;
const SI_KERNEL = 0x80;

type Sent = { number: number; value: number };
/** What a signalfd gave; number 0 stands for nothing. */
type Received = { number: number; code: number; value: number };

/** A 64-bit set of signals: SIGURG, SIGUSR1 and all that are real-time. */
const set = ((): string => {
  const bytes = Buffer.alloc(8);
  const bit = (number: number): bigint => 1n << BigInt(number - 1);
  let bits = bit(SIGURG) | bit(SIGUSR1);
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
  if (result?.value !== 128 || record.length < 128) return { number: 0, code: 0, value: 0 };
  return {
    number: record.readUInt32LE(0),
    code: record.readInt32LE(8),
    value: record.readInt32LE(44),
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
  if (got.value === sent.value) return pass;
  return fail(did, 'the value of the line', 'another value', 'si_int is all 32 bits of it.');
}

/** One letter written by bash; prints the error, or "taken". */
function tell(line: string): string {
  return `{ printf '%s' "${line}" > ${device} && echo 'bash: taken'; } 2>&1`;
}

/** What was said to each `tell`: "taken", or the error. */
function said(output: string): string[] {
  return [...output.matchAll(/^bash: .*?([A-Za-z ]+)$/gm)].map(([, words = '']) => words.trim());
}

/**
 * In bash: `sleeper` starts a process that waits for ever, and returns when it does. It has no part in the
 * output, so that nobody waits for it when the shell is gone.
 */
const sleepers = [
  '[ -p /tmp/hold ] || mkfifo /tmp/hold /tmp/ready; exec 8<> /tmp/ready 9<> /tmp/hold',
  'sleeper() { { echo >&8; read -r -u 9; } >/dev/null 2>&1 & read -r -t 10 -u 8; }',
].join('\n');

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
    const often = random.integer(realTime.least, realTime.most - 1);
    const numbers = [often, often + 1, often, SIGUSR1, often];
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
    const did = 'sent this process three real-time signals of one number, one of another, SIGUSR1';
    const missing = got.filter(({ number }) => number === 0).length;
    if (expected.length === 0 || missing > 0) {
      return fail(did, 'all five', `${expected.length - missing} of them`);
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
    const wrong = [0, random.integer(65, 200), -random.integer(1, 60), 9, 19];
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
    const killed = 128 + SIGUSR1;
    if (good === 'taken' && end === killed) return pass;
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
      'round() { sleeper; printf "$! 10 1" > /dev/courier; kill -TERM $!; wait $!; (($? == 138)) && ((ended += 1)); }',
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
    const did = `ended ${rounds} processes by signals`;
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
      'find_get_pid and get_pid_task take references; find_vpid and pid_task take none.',
    );
  },
});

export const exercise = defineExercise({
  id: 'courier',
  title: 'A signal with a letter',
  kind: 'write',
  edits: 'module',
  version: 1,
  minutes: 25,
  file: 'courier.c',
  others: [],
  interfaces: ['signals'],
  checkTimeoutMs: 15_000,
  checks: [arrives, whom, refused, full, keepsNothing],
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
      fails: ['whom', 'refused', 'keeps-nothing'],
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
  ],
});
