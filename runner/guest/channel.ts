// Requests to the agent in the guest and its answers, over the framed wire. After insmod the guest
// belongs to the student, so every answer is checked before anything is believed of it, and a frame
// that nobody asked for, or that is larger than its answer may be, ends the wire.
import type { Duplex } from 'node:stream';
import * as z from 'zod';
import { cleanText } from '../clean-text.ts';
import { encodeFrame, type FrameLimits, frameLimits, frameReader } from './in-guest/frame.ts';
import type { RequestKind, Requests } from './in-guest/requests.ts';

const answerHead = z.discriminatedUnion('ok', [
  z.looseObject({ id: z.int(), ok: z.literal(true) }),
  z.looseObject({ id: z.int(), ok: z.literal(false), message: z.string().max(4096) }),
]);

const exit = z.object({
  code: z.int().nullable(),
  signal: z.string().max(16).nullable(),
});

const errno = z.object({ errno: z.int().min(0).max(4095) });

/** Text that a student may have chosen, fit for a message. */
const readable = z.string().max(8192).overwrite(cleanText);

const robotResult = z.object({
  value: z.number(),
  errno: z.string().max(16),
  memory: z
    .array(
      z
        .string()
        .max(2 * 256 * 1024)
        .regex(/^(?:[0-9a-f]{2})*$/),
    )
    .max(6),
});

const taskState = z.object({
  name: readable.max(64),
  state: z.string().regex(/^[A-Za-z]?$/),
  call: z.int().min(0).max(1023).nullable(),
  file: readable.max(4096),
  stack: z.array(readable.max(256)).max(24),
});
export type TaskState = z.infer<typeof taskState>;

/** The fields of each answer that are read; one without an entry has none. */
const answerFields = {
  hello: z.object({ nonce: z.string().max(64), ramNonce: z.string().max(64) }),
  load: errno,
  unload: errno,
  foreground: exit,
  client: exit,
  tasks: z.object({ tasks: z.array(taskState).max(32) }),
  probe: z.object({ results: z.array(robotResult).max(512) }),
  exec: exit,
} satisfies Partial<Record<RequestKind, z.ZodType>>;

/** An answer with nothing in it, and the agent's own announcement. */
const smallest: FrameLimits = { header: 256, body: 0 };

/** How large an answer may be. Only the question that is asked every second has to be small. */
function answerLimits<K extends RequestKind>(kind: K, fields: Requests[K]): FrameLimits {
  if (kind === 'ping') return smallest;
  return { header: frameLimits.header, body: 'limit' in fields ? fields.limit : 0 };
}

type Fields<K extends RequestKind> = K extends keyof typeof answerFields
  ? z.infer<(typeof answerFields)[K]>
  : Record<string, never>;

export type Answer<K extends RequestKind> = { fields: Fields<K>; body: Uint8Array };

/** The agent refused a request, answered nonsense, or is gone; `message` says which. */
export class ChannelError extends Error {
  override name = 'ChannelError';
}

type Waiting = {
  kind: RequestKind;
  limits: FrameLimits;
  resolve(answer: Answer<RequestKind>): void;
  reject(error: ChannelError): void;
};

export class Channel {
  /** Resolves when the agent says for the first time that it serves. */
  readonly serving: Promise<void>;
  /** Resolves, with the reason, when the guest sends what no agent of ours would. */
  readonly tampered: Promise<string>;
  private readonly waiting = new Map<number, Waiting>();
  private readonly wire: Duplex;
  private nextId = 1;
  private broken: ChannelError | null = null;
  private announced = false;
  private announce: () => void = () => {};
  private accuse: (reason: string) => void = () => {};

  constructor(wire: Duplex) {
    this.wire = wire;
    this.serving = new Promise((resolve) => {
      this.announce = resolve;
    });
    this.tampered = new Promise((resolve) => {
      this.accuse = resolve;
    });
    const frames = frameReader(() => this.largestAnswer());
    wire.on('data', (chunk: Buffer) => {
      if (this.broken) return;
      try {
        for (const { header, body } of frames(chunk)) this.take(header, body);
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        this.fail(`the guest's agent sent what it should not: ${reason}`);
        this.accuse(reason);
      }
    });
    wire.on('close', () => this.fail('the guest is gone'));
  }

  /** The wire is broken: nothing will be answered any more. */
  get gone(): boolean {
    return this.broken !== null;
  }

  /**
   * Asks the agent and waits for its answer.
   * @throws ChannelError when it refuses, answers nonsense, or goes away.
   */
  request<K extends RequestKind>(
    kind: K,
    fields: Requests[K],
    body?: Uint8Array,
  ): Promise<Answer<K>> {
    if (this.broken) return Promise.reject(this.broken);
    const id = this.nextId++;
    return new Promise((resolve, reject) => {
      const limits = answerLimits(kind, fields);
      this.waiting.set(id, { kind, limits, resolve: resolve as Waiting['resolve'], reject });
      this.wire.write(encodeFrame({ id, kind, ...fields }, body));
    });
  }

  private largestAnswer(): FrameLimits {
    const { header, body } = this.announced ? { header: 0, body: 0 } : smallest;
    const limits = [...this.waiting.values()].map((waiting) => waiting.limits);
    return {
      header: Math.max(header, ...limits.map((one) => one.header)),
      body: Math.max(body, ...limits.map((one) => one.body)),
    };
  }

  /** @throws Error when nobody waits for such a frame */
  private take(header: unknown, body: Uint8Array): void {
    const parsed = answerHead.safeParse(header);
    if (!parsed.success) throw new Error('a frame whose header makes no sense');
    const head = parsed.data;
    if (head.id === 0 && !this.announced) {
      this.announced = true;
      this.announce();
      return;
    }
    const waiting = this.waiting.get(head.id);
    if (!waiting) throw new Error('an answer that nobody waits for');
    if (body.length > waiting.limits.body)
      throw new Error(`too much of an answer to ${waiting.kind}`);
    this.waiting.delete(head.id);
    if (head.ok) this.settle(waiting, head, body);
    else waiting.reject(new ChannelError(cleanText(head.message)));
  }

  private settle({ kind, resolve, reject }: Waiting, head: object, body: Uint8Array): void {
    const schema = (answerFields as Partial<Record<RequestKind, z.ZodType>>)[kind];
    const parsed = (schema ?? z.object({})).safeParse(head);
    if (parsed.success) resolve({ fields: parsed.data as Fields<RequestKind>, body });
    else reject(new ChannelError(`the answer to ${kind} makes no sense`));
  }

  private fail(message: string): void {
    this.broken ??= new ChannelError(message);
    for (const waiting of this.waiting.values()) waiting.reject(this.broken);
    this.waiting.clear();
    this.wire.destroy();
  }
}
