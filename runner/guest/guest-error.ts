// What can go wrong with a guest by our own fault, never by the learner's.

/** The emulator, the image or the template failed; `repair` says what to do about it. */
export class GuestFault extends Error {
  override name = 'GuestFault';
  readonly repair: string;

  constructor(message: string, repair: string, cause?: unknown) {
    super(message, { cause });
    this.repair = repair;
  }
}

/**
 * Waits for `promise`, but no longer than `ms`.
 * @throws the error that `late` makes
 */
export async function within<T>(ms: number, promise: Promise<T>, late: () => Error): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(late()), ms);
  });
  try {
    return await Promise.race([promise, deadline]);
  } finally {
    clearTimeout(timer);
  }
}
