// A netlink module that believes lengths: each one that a program writes has to be compared with what came.
import { check, defineExercise, fail, pass, type Verdict } from '../../../lib/exercise.ts';
import {
  AF_NETLINK,
  type Call,
  type CallResult,
  close,
  type Random,
  SOCK_RAW,
} from '../../../lib/probe.ts';

const protocol = 22;
const addType = 16;
const errorType = 2;
const headerBytes = 16;
const dontWait = 0x40;
const EINVAL = 22;

function hex32(...values: number[]): string {
  return Buffer.from(Uint32Array.from(values).buffer).toString('hex');
}

/** struct sockaddr_nl; port 0 is the kernel's, or, for a bind, any that is free. */
const address = hex32(AF_NETLINK, 0, 0);

const socket: Call[] = [
  { call: 'socket', arguments: [AF_NETLINK, SOCK_RAW, protocol], as: 'socket' },
  { call: 'bind', arguments: [{ result: 'socket' }, { bytes: address }, 12] },
];

/** One message with NLM_F_REQUEST; its length may be a lie. */
function request(number: number, payload: string, claimed?: number): string {
  const length = headerBytes + payload.length / 2;
  return hex32(claimed ?? length, addType | (1 << 16), number, 0) + payload;
}

function send(bytes: string): Call {
  const to = { bytes: address };
  return {
    call: 'sendto',
    arguments: [{ result: 'socket' }, { bytes }, bytes.length / 2, 0, to, 12],
  };
}

const receive: Call = {
  call: 'recvfrom',
  arguments: [{ result: 'socket' }, { room: 1024 }, 1024, dontWait, 0, 0],
};

/** What came back. `value` is a sum or an error; `type` -1 stands for no message. */
type Answer = { type: number; number: number; value: number };

function answer(result: CallResult | undefined): Answer {
  const bytes = Buffer.from(result?.memory[0] ?? '', 'hex');
  if ((result?.value ?? -1) < headerBytes + 4 || bytes.length < headerBytes + 4) {
    return { type: -1, number: -1, value: 0 };
  }
  const type = bytes.readUInt16LE(4);
  const value = type === errorType ? bytes.readInt32LE(16) : bytes.readUInt32LE(16);
  return { type, number: bytes.readUInt32LE(8), value };
}

function inWords({ type, value }: Answer): string {
  if (type === -1) return 'no answer';
  return type === errorType ? `the error ${value}` : 'a sum';
}

function numbers(random: Random, count: number): number[] {
  return Array.from({ length: count }, () => random.integer(0, 0x7fff_ffff));
}

const sumOf = (list: number[]): number => list.reduce((sum, each) => (sum + each) >>> 0, 0);

/** An honest request, whose answer tells that the module does its work. */
type Honest = { list: number[]; got: Answer };

function worked({ list, got }: Honest): Verdict {
  if (got.type === addType && got.value === sumOf(list)) return pass;
  return fail(
    `sent an honest request of ${list.length} numbers`,
    'their sum',
    got.type === addType ? 'another sum' : inWords(got),
    'What is right must still be answered.',
  );
}

/** A request that does not hold what it says, after an honest one. */
function lie(parts: {
  id: string;
  says: string;
  visible: boolean;
  points: number;
  did: string;
  hint: string;
  payload: (random: Random) => string;
}): ReturnType<typeof check> {
  const { id, says, visible, points, did, hint, payload } = parts;
  return check({
    id,
    says,
    points,
    visible,
    async observe({ random, calls }) {
      const list = numbers(random, random.integer(3, 9));
      const results = await calls([
        ...socket,
        send(request(1, hex32(list.length, ...list))),
        receive,
        send(request(2, payload(random))),
        receive,
        close('socket'),
      ]);
      return { honest: { list, got: answer(results[3]) }, lied: answer(results[5]) };
    },
    judge({ honest, lied }) {
      const honestly = worked(honest);
      if (!honestly.passed) return honestly;
      if (lied.type === errorType && lied.value === -EINVAL) return pass;
      return fail(
        did,
        `a message of type ${errorType} with the error -EINVAL`,
        inWords(lied),
        hint,
      );
    },
  });
}

const sums = check({
  id: 'sum',
  says: 'Honest requests are answered with their sum.',
  points: 1,
  visible: true,
  async observe({ random, calls }) {
    const lists = [numbers(random, random.integer(2, 20)), numbers(random, 1), []];
    const results = await calls([
      ...socket,
      ...lists.flatMap((list, index) => [
        send(request(index, hex32(list.length, ...list))),
        receive,
      ]),
      close('socket'),
    ]);
    return lists.map((list, index) => ({ list, got: answer(results[3 + 2 * index]) }));
  },
  judge(all) {
    if (all.length < 3) return worked({ list: [], got: answer(undefined) });
    return all.map(worked).find(({ passed }) => !passed) ?? pass;
  },
});

const claimsMore = check({
  id: 'claims-more',
  says: 'A header that claims more bytes than were sent gets no answer.',
  points: 3,
  visible: true,
  async observe({ random, calls }) {
    const list = numbers(random, random.integer(3, 9));
    const missing = random.integer(1, 8);
    const payload = hex32(list.length + missing, ...list);
    const claimed = headerBytes + payload.length / 2 + 4 * missing;
    const results = await calls([
      ...socket,
      send(request(1, hex32(list.length, ...list))),
      receive,
      send(request(2, payload, claimed)),
      receive,
      close('socket'),
    ]);
    return { honest: { list, got: answer(results[3]) }, lied: answer(results[5]), missing };
  },
  judge({ honest, lied, missing }) {
    const honestly = worked(honest);
    if (!honestly.passed) return honestly;
    if (lied.type === -1) return pass;
    return fail(
      `sent a message whose nlmsg_len is ${4 * missing} bytes longer than what was sent`,
      'no answer',
      inWords(lied),
      'What was added up behind the end of the message? skb->len is what really came.',
    );
  },
});

const tooShort = check({
  id: 'claims-less',
  says: 'A length below that of the header gets no answer, and does not keep the module busy.',
  points: 3,
  visible: false,
  async observe({ random, calls }) {
    const list = numbers(random, random.integer(3, 9));
    const claimed = [random.integer(1, headerBytes - 2), headerBytes - 1, 0];
    const lies = claimed.map((length, index) =>
      send(request(index + 2, hex32(list.length, ...list), length)),
    );
    const results = await calls([
      ...socket,
      send(request(1, hex32(list.length, ...list))),
      receive,
      ...lies.flatMap((lie) => [lie, receive]),
      close('socket'),
    ]);
    return {
      honest: { list, got: answer(results[3]) },
      claimed,
      lied: claimed.map((_, index) => answer(results[5 + 2 * index])),
    };
  },
  judge({ honest, claimed, lied }) {
    const honestly = worked(honest);
    if (!honestly.passed) return honestly;
    const answered = lied.findIndex(({ type }) => type !== -1);
    if (answered === -1 && lied.length === claimed.length) return pass;
    return fail(
      `sent a message whose nlmsg_len is ${claimed[answered] ?? 0}`,
      'no answer',
      inWords(lied[answered] ?? answer(undefined)),
      'A length below 16 leads to no next message. netlink_rcv_skb looks at that, too.',
    );
  },
});

const tooMany = lie({
  id: 'count-too-big',
  says: 'A count of more numbers than there are is refused with EINVAL.',
  points: 3,
  visible: true,
  did: 'sent a count that is larger than the list behind it',
  hint: 'Compare the count with nlmsg_len(header) before the loop.',
  payload(random) {
    const list = numbers(random, random.integer(3, 9));
    return hex32(list.length + random.integer(1, 8), ...list);
  },
});

const tooFew = lie({
  id: 'count-too-small',
  says: 'Bytes behind the last number are refused with EINVAL.',
  points: 1,
  visible: true,
  did: 'sent a count that is smaller than the list behind it',
  hint: 'Exactly so many numbers, the task says.',
  payload(random) {
    const list = numbers(random, random.integer(4, 9));
    return hex32(list.length - random.integer(1, 3), ...list);
  },
});

const cut = lie({
  id: 'half-a-number',
  says: 'A list whose last number is cut off is refused with EINVAL.',
  points: 1,
  visible: false,
  did: 'sent a list whose last number has fewer than 4 bytes',
  hint: 'nlmsg_len() is the length without the filling up to the next 4 bytes.',
  payload(random) {
    const list = numbers(random, random.integer(3, 9));
    return hex32(list.length, ...list).slice(0, -2 * random.integer(1, 3));
  },
});

const wraps = lie({
  id: 'enormous-count',
  says: 'A count so large that its bytes do not fit into 32 bits is refused with EINVAL.',
  points: 2,
  visible: false,
  did: 'sent a count of more than a thousand million',
  hint: 'count * 4 in 32 bits starts again at 0. In size_t it does not.',
  payload(random) {
    const list = numbers(random, random.integer(3, 9));
    return hex32(0x4000_0000 + list.length, ...list);
  },
});

const noCount = lie({
  id: 'no-count',
  says: 'A message without a count is refused with EINVAL.',
  points: 1,
  visible: false,
  did: 'sent a header with nothing behind it',
  hint: 'Are there 4 bytes at all? Ask before you look at the count.',
  payload: () => '',
});

const several = check({
  id: 'several',
  says: 'Each of several messages in one sendto is answered.',
  points: 2,
  visible: false,
  async observe({ random, calls }) {
    const lists = [2, 3, 4].map((count) => numbers(random, count));
    const bytes = lists.map((list, index) => request(index + 1, hex32(list.length, ...list)));
    const results = await calls([
      ...socket,
      send(bytes.join('')),
      ...lists.map(() => receive),
      close('socket'),
    ]);
    return lists.map((list, index) => ({ list, got: answer(results[3 + index]) }));
  },
  judge(all) {
    const did = 'sent three messages with one sendto';
    const right = all.filter((each) => worked(each).passed).length;
    if (right === 3) return pass;
    return fail(
      did,
      'three sums, in order',
      `${right} of them`,
      'An skb can hold several messages, one behind the other.',
    );
  },
});

export const exercise = defineExercise({
  id: 'sums',
  title: 'A module that believes every length',
  kind: 'repair',
  edits: 'module',
  version: 2,
  minutes: 30,
  file: 'sums.c',
  others: [],
  interfaces: ['netlink'],
  checkTimeoutMs: 5_000,
  checks: [sums, claimsMore, tooMany, tooFew, several, cut, wraps, noCount, tooShort],
  device: null,
  round: null,
  broken: [
    { file: 'refuses-none.c', why: 'refuses a list of no numbers', fails: ['sum'] },
    {
      file: 'believes-header.c',
      why: 'goes through the messages and believes their headers',
      fails: ['claims-more', 'claims-less', 'always-log'],
    },
    { file: 'first-only.c', why: 'takes the first message alone', fails: ['several'] },
    {
      file: 'silent.c',
      why: 'tells nobody of its errors',
      fails: ['count-too-big', 'count-too-small', 'half-a-number', 'enormous-count', 'no-count'],
    },
    {
      file: 'too-many.c',
      why: 'lets a count pass that is too large',
      fails: ['count-too-big', 'half-a-number', 'enormous-count', 'always-log'],
    },
    { file: 'too-few.c', why: 'lets a count pass that is too small', fails: ['count-too-small'] },
    { file: 'filling.c', why: 'takes the filling for numbers', fails: ['half-a-number'] },
    {
      file: 'wraps.c',
      why: 'multiplies in 32 bits',
      fails: ['enormous-count', 'always-log'],
    },
    {
      file: 'own-loop.c',
      why: 'goes through the messages in a loop of its own that a length of 0 never ends',
      fails: ['claims-less'],
    },
    {
      file: 'no-count.c',
      why: 'takes a message without a count for a list of no numbers',
      fails: ['no-count'],
    },
  ],
  accepted: [{ file: 'divides.c', why: 'divides the length instead of multiplying the count' }],
});
