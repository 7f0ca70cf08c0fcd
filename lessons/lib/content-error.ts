// A fault in the course's own content, told so that its author can mend it at once.

/** `line` counts from 1 in the file as it is on disk; 0 where the fault belongs to no line. */
export class ContentError extends Error {
  override readonly name = 'ContentError';
  readonly file: string;
  readonly line: number;
  readonly problem: string;
  readonly repair: string;

  constructor(place: { file: string; line?: number }, problem: string, repair: string) {
    const line = place.line ?? 0;
    super(`${line > 0 ? `${place.file}:${line}` : place.file}: ${problem}\n    repair: ${repair}`);
    this.file = place.file;
    this.line = line;
    this.problem = problem;
    this.repair = repair;
  }
}

/** Several faults at once, so that an author mends them in one go. */
export class ContentErrors extends Error {
  override readonly name = 'ContentErrors';
  readonly errors: readonly ContentError[];

  constructor(errors: readonly ContentError[]) {
    super(errors.map((error) => error.message).join('\n'));
    this.errors = errors;
  }
}
