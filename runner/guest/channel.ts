// Requests to the agent in the guest and its answers, over the framed wire. After insmod the guest
// belongs to the student, so every answer is checked before anything is believed of it.
import type { Duplex } from 'node:stream';
import * as z from 'zod';
import { encodeFrame, frameReader } from './in-guest/frame.ts';
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

/** The fields of each answer that are read; one without an entry has none. */
const answerFields = {
  hello: z.object({ nonce: z.string().max(64), ramNonce: z.string().max(64) }),
  load: errno,
  unload: errno,
  foreground: exit,
  probe: z.object({ results: z.array(robotResult).max(512) }),
  exec: exit,
} satisfies Partial<Record<RequestKind, z.ZodType>>;

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
  resolve(answer: Answer<RequestKind>): void;
  reject(error: ChannelError): void;
};

export class Channel {
  /** Resolves when the agent says for the first time that it serves. */
  readonly serving: Promise<void>;
  private readonly waiting = new Map<number, Waiting>();
  private readonly wire: Duplex;
  private nextId = 1;
  private broken: ChannelError | null = null;
  private announce: () => void = () => {};

  constructor(wire: Duplex) {
    this.wire = wire;
    this.serving = new Promise((resolve) => {
      this.announce = resolve;
    });
    const frames = frameReader();
    wire.on('data', (chunk: Buffer) => {
      try {
        for (const { header, body } of frames(chunk)) this.take(answerHead.parse(header), body);
      } catch (error) {
        this.fail(`the guest's agent sent what it should not: ${(error as Error).message}`);
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
      this.waiting.set(id, { kind, resolve: resolve as Waiting['resolve'], reject });
      this.wire.write(encodeFrame({ id, kind, ...fields }, body));
    });
  }

  private take(head: z.infer<typeof answerHead>, body: Uint8Array): void {
    if (head.id === 0) this.announce();
    const waiting = this.waiting.get(head.id);
    if (!waiting) return;
    this.waiting.delete(head.id);
    if (!head.ok) {
      waiting.reject(new ChannelError(String(head.message)));
      return;
    }
    const schema = (answerFields as Partial<Record<RequestKind, z.ZodType>>)[waiting.kind];
    const parsed = (schema ?? z.object({})).safeParse(head);
    if (parsed.success) {
      waiting.resolve({ fields: parsed.data as Fields<RequestKind>, body: Uint8Array.from(body) });
    } else {
      waiting.reject(new ChannelError(`the answer to ${waiting.kind} makes no sense`));
    }
  }

  private fail(message: string): void {
    this.broken ??= new ChannelError(message);
    for (const waiting of this.waiting.values()) waiting.reject(this.broken);
    this.waiting.clear();
    this.wire.destroy();
  }
}
