// Reads what a page sent over its socket: JSON of the protocol, or a refusal with the repair.
import * as z from 'zod';
import { type ClientMessage, clientMessage, limits } from '../protocol.ts';

export type PageMessage =
  | { ok: true; message: ClientMessage }
  | { ok: false; problem: string; repair: string };

const reload = 'Reload the page; it may be older than the server.';

/** @param data the bytes of one WebSocket message; @param binary whether it was a binary one */
export function readPageMessage(data: Buffer, binary: boolean): PageMessage {
  if (binary) return refuse('A page sends text messages, not binary ones.', reload);
  if (data.length > limits.messageBytes)
    return refuse(
      `The message has ${mebibytes(data.length)}, and ${mebibytes(limits.messageBytes)} are taken.`,
      'Make the source files smaller; nothing of yours was changed.',
    );
  const parsed = z.safeParse(clientMessage, parseJson(data));
  if (parsed.success) return { ok: true, message: parsed.data };
  return fromIssue(parsed.error.issues[0]);
}

/** The schemas' own messages are written for the learner, as `what is wrong; the repair.` */
function fromIssue(issue: z.core.$ZodIssue | undefined): PageMessage {
  const [problem, repair] = issue?.message.split('; ') ?? [];
  const ours = issue?.code === 'invalid_format' || issue?.code === 'too_big';
  if (!ours || problem === undefined || problem.startsWith('Invalid'))
    return refuse('The server does not understand this message.', reload);
  return refuse(
    problem.replace(/\.?$/, '.'),
    repair === undefined ? 'Change that and try again.' : upperFirst(repair),
  );
}

function refuse(problem: string, repair: string): PageMessage {
  return { ok: false, problem, repair };
}

function parseJson(data: Buffer): unknown {
  try {
    return JSON.parse(data.toString('utf8'));
  } catch {
    return undefined;
  }
}

function mebibytes(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
}

function upperFirst(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
