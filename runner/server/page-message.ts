// Reads what a page sent over its socket: JSON of the protocol, or a refusal with the repair.
import * as z from 'zod';
import { type ClientMessage, clientMessage, limits } from '../protocol.ts';

export type PageMessage =
  | { ok: true; message: ClientMessage }
  | { ok: false; problem: string; repair: string };

const reload = 'Reload the page; it may be older than the server.';
const notUnderstood: PageMessage = {
  ok: false,
  problem: 'The server does not understand this message.',
  repair: reload,
};

/** @param data the bytes of one WebSocket message; @param binary whether it was a binary one */
export function readPageMessage(data: Buffer, binary: boolean): PageMessage {
  if (binary) return refuse('A page sends text messages, not binary ones.', reload);
  if (data.length > limits.messageBytes)
    return refuse(
      `The message has ${mebibytes(data.length)}, and ${mebibytes(limits.messageBytes)} are taken.`,
      'Make the source files smaller; nothing of yours was changed.',
    );
  const value = isFlat(data) ? parseJson(data) : undefined;
  if (value === undefined) return notUnderstood;
  const parsed = z.safeParse(clientMessage, value);
  if (parsed.success) return { ok: true, message: parsed.data };
  return fromIssue(parsed.error.issues[0]);
}

/** The schemas' own messages are written for the learner, as `what is wrong; the repair.` */
function fromIssue(issue: z.core.$ZodIssue | undefined): PageMessage {
  const [problem, repair] = issue?.message.split('; ') ?? [];
  const ours = issue?.code === 'invalid_format' || issue?.code === 'too_big';
  if (!ours || problem === undefined || /^(Invalid|Too big)/.test(problem)) return notUnderstood;
  return refuse(
    problem.replace(/\.?$/, '.'),
    repair === undefined ? 'Change that and try again.' : upperFirst(repair),
  );
}

/**
 * Tells whether the JSON is nearly all strings, as every message of the protocol is. Deep nesting or
 * many keys take a hundred times as long to parse as a text of the same length.
 */
function isFlat(data: Buffer): boolean {
  let outside = 0;
  let inString = false;
  for (let at = 0; at < data.length; at++) {
    const byte = data[at];
    if (inString && byte === backslash) at++;
    else if (byte === quote) inString = !inString;
    if (!inString && ++outside > mostOutsideStrings) return false;
  }
  return true;
}

/** Eight files with their names take less than a quarter of it. */
const mostOutsideStrings = 1_024;
const quote = 0x22;
const backslash = 0x5c;

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
