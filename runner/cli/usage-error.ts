// A command that was typed wrongly: the message says what, `repair` how to type it.

export class UsageError extends Error {
  override name = 'UsageError';
  readonly repair: string;

  constructor(message: string, repair: string) {
    super(message);
    this.repair = repair;
  }
}
