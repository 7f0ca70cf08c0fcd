// Every refusal of the server over HTTP: what is wrong, and the repair, as JSON.
import type { FastifyReply } from 'fastify';

export const nothingHere = [
  'There is nothing at this address.',
  'Look at the address again.',
] as const;

/** Answers with `{message, repair}`. Neither repeats anything of the request or of an error. */
export function refuse(
  reply: FastifyReply,
  status: number,
  message: string,
  repair: string,
): FastifyReply {
  return reply.code(status).send({ message, repair });
}

/** For a browser that asked too often: says when it can ask again. */
export function refuseForNow(reply: FastifyReply, waitMs: number): FastifyReply {
  const seconds = Math.max(1, Math.ceil(waitMs / 1000));
  return refuse(
    reply.header('retry-after', seconds),
    429,
    'This browser asked for too much in a short time.',
    `Wait ${seconds === 1 ? 'a second' : `${seconds} seconds`} and try again.`,
  );
}
