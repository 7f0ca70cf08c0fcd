// A netlink module that answers: building one message and sending it to whom it is for.
import { check, defineExercise, fail, pass } from '../../../lib/exercise.ts';
import {
  AF_NETLINK,
  type Call,
  type CallResult,
  close,
  SOCK_RAW,
  toHex,
} from '../../../lib/probe.ts';

const protocol = 22;
const textType = 16;
const errorType = 2;
const headerBytes = 16;
const dontWait = 0x40;
const SOL_SOCKET = 1;
const SO_RCVBUF = 8;
/** Many more than the smallest queue of a socket holds. */
const unreadRequests = 60;

function hex32(...values: number[]): string {
  return Buffer.from(Uint32Array.from(values).buffer).toString('hex');
}

/** struct sockaddr_nl of a port; 0 is the kernel's. */
const address = (port: number): string => hex32(AF_NETLINK, port, 0);

/** A socket with this port. */
function socket(port: number, as = 'socket'): Call[] {
  return [
    { call: 'socket', arguments: [AF_NETLINK, SOCK_RAW, protocol], as },
    { call: 'bind', arguments: [{ result: as }, { bytes: address(port) }, 12] },
  ];
}

/** One message with NLM_F_REQUEST, filled up to the next 4 bytes. */
function request(text: string, number: number, headerPort: number): string {
  const payload = toHex(text);
  const length = headerBytes + payload.length / 2;
  const filling = '00'.repeat((4 - (length % 4)) % 4);
  return hex32(length, textType | (1 << 16), number, headerPort) + payload + filling;
}

function sendBytes(bytes: string, as = 'socket'): Call {
  const to = { bytes: address(0) };
  return {
    call: 'sendto',
    arguments: [{ result: as }, { bytes }, bytes.length / 2, 0, to, 12],
  };
}

function send(text: string, number: number, headerPort: number, as = 'socket'): Call {
  return sendBytes(request(text, number, headerPort), as);
}

function receive(as = 'socket', room = 1024): Call {
  return { call: 'recvfrom', arguments: [{ result: as }, { room }, room, dontWait, 0, 0] };
}

type Message = { type: number; number: number; payload: string };

/** A received message; its payload is hexadecimal. Type -1 stands for none. */
function message(result: CallResult | undefined): Message {
  const bytes = Buffer.from(result?.memory[0] ?? '', 'hex');
  const got = result?.value ?? -1;
  if (got < headerBytes || bytes.length < headerBytes) return { type: -1, number: -1, payload: '' };
  return {
    type: bytes.readUInt16LE(4),
    number: bytes.readUInt32LE(8),
    payload: bytes.subarray(headerBytes, Math.min(bytes.readUInt32LE(0), got)).toString('hex'),
  };
}

/** The error that a message of type NLMSG_ERROR carries; 0 where there is none. */
function errorOf({ type, payload }: Message): number {
  return type === errorType && payload.length >= 8 ? Buffer.from(payload, 'hex').readInt32LE(0) : 0;
}

function inWords(got: Message): string {
  if (got.type === -1) return 'no message';
  if (got.type === errorType) return `the error ${errorOf(got)}`;
  return `a message of type ${got.type} with ${got.payload.length / 2} bytes`;
}

const turned = (text: string): string => toHex([...text].reverse().join(''));

/** nlmsg_end counts the zero bytes up to the next 4 as well; they do no harm, and the task allows them. */
function withoutFilling(payload: string, length: number): string {
  const filling = payload.slice(2 * length);
  return /^(00){0,3}$/.test(filling) && (payload.length / 2) % 4 === 0
    ? payload.slice(0, 2 * length)
    : payload;
}

const reversed = check({
  id: 'turned',
  says: 'A text comes back turned round, with the same type and length.',
  points: 4,
  visible: true,
  async observe({ random, calls }) {
    // Lengths that are no multiple of 4 show whether the filling is taken for text.
    const texts = [1, 2, 3].map((rest) => random.word(4 * random.integer(2, 12) + rest));
    // The shortest, and one that is longer than a page.
    texts.push(random.word(1), random.word(random.integer(5000, 9000)));
    const port = random.integer(100_000, 900_000);
    const results = await calls([
      ...socket(port),
      ...texts.flatMap((text, index) => [send(text, index + 1, port), receive('socket', 10_000)]),
      close('socket'),
    ]);
    return { texts, answers: texts.map((_, index) => message(results[3 + 2 * index])) };
  },
  judge({ texts, answers }) {
    for (const [index, text] of texts.entries()) {
      const got = answers[index] ?? message(undefined);
      const did = `sent a text of ${text.length} bytes`;
      const expected = `a message of type ${textType} with the bytes turned round`;
      if (got.type !== textType) {
        return fail(did, expected, inWords(got), 'nlmsg_put takes the type of the new message.');
      }
      if (withoutFilling(got.payload, text.length) === turned(text)) continue;
      if (got.payload.length !== 2 * text.length) {
        return fail(
          did,
          'an answer as long as the request',
          `${got.payload.length / 2} bytes`,
          'nlmsg_len() is the length without the filling up to the next 4 bytes.',
        );
      }
      const same = got.payload === toHex(text);
      return fail(did, expected, same ? 'the text as it was' : 'other bytes', 'See turn().');
    }
    return pass;
  },
});

const numbered = check({
  id: 'number',
  says: 'Each answer carries the number of its request.',
  points: 2,
  visible: true,
  async observe({ random, calls }) {
    const port = random.integer(100_000, 900_000);
    const numbers = Array.from({ length: 3 }, () => random.integer(1, 0x7fff_ffff));
    const results = await calls([
      ...socket(port),
      ...numbers.map((number) => send(random.word(9), number, port)),
      ...numbers.map(() => receive()),
      receive(),
      close('socket'),
    ]);
    const [one, two, three, more] = results.slice(5, 9).map(message);
    return {
      numbers,
      answers: [one, two, three].map((each) => each ?? message(undefined)),
      more: more ?? message(undefined),
    };
  },
  judge({ numbers, answers, more }) {
    const did = 'sent three requests, then read three answers';
    const none = answers.find(({ type }) => type === -1 || type === errorType);
    if (none || answers.length < numbers.length) {
      return fail(did, 'three answers', inWords(none ?? message(undefined)));
    }
    if (more.type !== -1) {
      return fail(
        did,
        'three messages',
        `${inWords(more)} as well`,
        'netlink_rcv_skb reports whatever is not 0: what netlink_unicast returns is a length when it went well.',
      );
    }
    if (answers.every((answer, index) => answer.number === numbers[index])) return pass;
    return fail(
      did,
      'the numbers of the requests, in their order',
      answers.every(({ number }) => number === 0) ? 'the number 0 each time' : 'other numbers',
      'A program with several requests under way knows its answers by nlmsg_seq.',
    );
  },
});

const toTheSender = check({
  id: 'to-the-sender',
  says: "The answer goes to the sender, also when the header names another's port.",
  points: 4,
  visible: false,
  async observe({ random, calls }) {
    const sender = random.integer(100_000, 500_000);
    const victim = random.integer(500_001, 900_000);
    const results = await calls([
      ...socket(sender, 'sender'),
      ...socket(victim, 'victim'),
      send(random.word(11), 1, victim, 'sender'),
      receive('sender'),
      receive('victim'),
      close('sender'),
      close('victim'),
    ]);
    return { toSender: message(results[5]), toVictim: message(results[6]) };
  },
  judge({ toSender, toVictim }) {
    const did = "sent a request with another socket's port in its header";
    if (toVictim.type !== -1) {
      return fail(
        did,
        'nothing comes to that other socket',
        inWords(toVictim),
        'nlmsg_pid is what the sender wrote. NETLINK_CB(skb).portid is what the kernel knows.',
      );
    }
    if (toSender.type !== -1 && toSender.type !== errorType) return pass;
    return fail(did, 'an answer for the sender', inWords(toSender));
  },
});

const EINVAL = 22;

const refusesEmpty = check({
  id: 'empty',
  says: 'A request without a text is refused with EINVAL.',
  points: 1,
  visible: true,
  async observe({ random, calls }) {
    const port = random.integer(100_000, 900_000);
    const results = await calls([...socket(port), send('', 7, port), receive(), close('socket')]);
    return { answer: message(results[3]) };
  },
  judge({ answer }) {
    const did = 'sent a header with nothing behind it';
    if (errorOf(answer) === -EINVAL) return pass;
    return fail(
      did,
      `a message of type ${errorType} with the error -EINVAL`,
      inWords(answer),
      'Errors in the kernel are negative: return -EINVAL, and netlink_rcv_skb does the rest.',
    );
  },
});

const rounds = 100;
/** The kernel keeps some buffers in stock. */
const strayBuffers = 60;
/** Answers that are looked at; the others go with the socket. */
const sample = 5;

const givesBack = check({
  id: 'gives-back',
  says: 'Neither answered nor refused requests leave buffers behind.',
  points: 3,
  visible: false,
  async observe({ random, calls, shell }) {
    const buffers = async (): Promise<number> => {
      const { output } = await shell('echo "$(</proc/slabinfo)"');
      return Number(/^skbuff_head_cache +(\d+)/m.exec(output)?.[1] ?? -1);
    };
    const port = random.integer(100_000, 900_000);
    const text = random.word(12);
    // One sendto with many messages: the kernel takes them one by one.
    const both = request(text, 1, port) + request('', 2, port);
    const before = await buffers();
    const results = await calls([
      ...socket(port),
      sendBytes(both.repeat(rounds)),
      ...Array.from({ length: 2 * sample }, () => receive()),
      close('socket'),
    ]);
    const after = await buffers();
    const answers = results.slice(3).filter((result) => {
      const { type, payload } = message(result);
      return type !== -1 && type !== errorType && payload.length >= 2 * text.length;
    });
    return { before, after, answers: answers.length };
  },
  judge({ before, after, answers }) {
    const did = `sent ${rounds} texts and as many empty requests, then closed the socket`;
    if (before < 0 || after < 0) return fail(did, 'figures of the memory in use', 'none came back');
    if (answers < sample) return fail(did, 'an answer to each text', `${answers} of ${sample}`);
    if (after - before < strayBuffers) return pass;
    return fail(
      did,
      'as many buffers in use as before',
      `${after - before} more`,
      'On every way out before nlmsg_unicast the skb is yours to free.',
    );
  },
});

const isAnswer = ({ type }: Message): boolean => type !== -1 && type !== errorType;

const unread = check({
  id: 'unread',
  says: 'A sender that reads nothing harms nobody, and is answered when it reads again.',
  points: 3,
  visible: false,
  async observe({ random, calls, log }) {
    const port = random.integer(100_000, 900_000);
    await log();
    // The smallest queue that there is holds a few messages.
    const small: Call = {
      call: 'setsockopt',
      arguments: [{ result: 'socket' }, SOL_SOCKET, SO_RCVBUF, { bytes: hex32(1) }, 4],
    };
    const results = await calls([
      ...socket(port),
      small,
      sendBytes(request(random.word(9), 1, port).repeat(unreadRequests)),
      ...Array.from({ length: unreadRequests }, () => receive()),
      send(random.word(9), 2, port),
      receive(),
      close('socket'),
    ]);
    const read = results.slice(4, 4 + unreadRequests).map(message);
    return {
      answered: read.filter(isAnswer).length,
      after: message(results.at(-2)),
      complaints: (await log()).filter((line) => /\b(BUG|WARNING|refcount_t)\b/.test(line)).length,
    };
  },
  judge({ answered, after, complaints }) {
    const did = `sent ${unreadRequests} requests before reading the first answer`;
    const hint =
      'nlmsg_unicast takes the skb even when it fails: from then on it is not yours to free.';
    if (answered === 0 || answered >= unreadRequests) {
      return fail(did, 'as many answers as there is room for', `${answered} of them`);
    }
    if (complaints > 0) {
      return fail(did, 'that what does not fit is dropped, once', 'complaints of the kernel', hint);
    }
    if (isAnswer(after)) return pass;
    return fail(did, 'an answer again, now that there is room', inWords(after));
  },
});

export const exercise = defineExercise({
  id: 'answer',
  title: 'An answer for whoever asked',
  kind: 'write',
  edits: 'module',
  version: 2,
  minutes: 30,
  file: 'mirror.c',
  others: [],
  interfaces: ['netlink'],
  checkTimeoutMs: 15_000,
  checks: [reversed, numbered, refusesEmpty, toTheSender, givesBack, unread],
  device: null,
  round: null,
  broken: [
    { file: 'as-it-came.c', why: 'sends the text as it came', fails: ['turned'] },
    { file: 'own-type.c', why: 'answers with a type that means something else', fails: ['turned'] },
    { file: 'no-number.c', why: 'numbers each answer 0', fails: ['number'] },
    {
      file: 'header-port.c',
      why: 'believes the port in the header',
      fails: ['to-the-sender'],
    },
    { file: 'takes-empty.c', why: 'answers an empty request', fails: ['empty'] },
    { file: 'positive-error.c', why: 'returns an error without its minus', fails: ['empty'] },
    {
      file: 'padded.c',
      why: 'takes the filling behind the text for text',
      fails: ['turned'],
    },
    { file: 'leaks.c', why: 'makes the buffer first and refuses then', fails: ['gives-back'] },
    {
      file: 'frees-twice.c',
      why: 'frees the buffer that nlmsg_unicast has taken, when that fails',
      fails: ['unread', 'always-log'],
    },
    {
      file: 'fixed-size.c',
      why: 'makes each answer as large as the usual text',
      fails: ['turned'],
    },
    {
      file: 'returns-length.c',
      why: 'returns the length that netlink_unicast returns',
      fails: ['turned', 'number', 'gives-back'],
    },
  ],
  accepted: [{ file: 'by-hand.c', why: 'builds the message by hand, with its filling' }],
});
