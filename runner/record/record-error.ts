// What can go wrong with the learner's data on disk, told in words and with the repair.

/** Nothing that was kept before is lost when this is thrown. */
export class RecordError extends Error {
  override name = 'RecordError';
  readonly repair: string;

  constructor(message: string, repair: string, cause?: unknown) {
    super(message, { cause });
    this.repair = repair;
  }
}

/**
 * Puts a fault of SQLite or of the file system into words.
 * @param fault what was thrown
 * @param folder the data folder that was being written or read
 */
export function recordError(fault: unknown, folder: string): RecordError {
  if (fault instanceof RecordError) return fault;
  const code = codeOf(fault);
  const [message, repair] = wordsFor(code, folder) ?? [
    `Your work in ${folder} could not be read or written: ${fault instanceof Error ? fault.message : String(fault)}.`,
    'Look at that folder, or choose another one with CROSSINGS_DATA, and try again.',
  ];
  return new RecordError(message, repair, fault);
}

function codeOf(fault: unknown): string {
  return fault instanceof Error && 'code' in fault ? String(fault.code) : '';
}

function wordsFor(code: string, folder: string): [message: string, repair: string] | undefined {
  if (code === 'SQLITE_FULL' || code === 'ENOSPC' || code.startsWith('SQLITE_IOERR'))
    return [
      `The disk that holds ${folder} is full or fails.`,
      'Free some space and keep again; what was kept before is still there.',
    ];
  if (code === 'EDQUOT') return [`Your disk quota is used up in ${folder}.`, 'Free some space.'];
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED'))
    return [
      `Another Crossings server is using ${folder}.`,
      'Use the page of that one or stop it (Ctrl-C in its terminal), or set CROSSINGS_DATA to another folder.',
    ];
  if (code === 'SQLITE_NOTADB' || code.startsWith('SQLITE_CORRUPT'))
    return [
      `The file learner.db in ${folder} is damaged or not ours.`,
      'Move it away, or put back a copy of it; a new one is made at the next start.',
    ];
  if (['EACCES', 'EPERM', 'EROFS', 'SQLITE_CANTOPEN', 'SQLITE_READONLY'].includes(code))
    return [
      `The folder ${folder} cannot be written.`,
      'Make it writable for you, or set CROSSINGS_DATA to a folder that is.',
    ];
  if (code === 'ENOTDIR' || code === 'EEXIST')
    return [
      `${folder} is not a folder.`,
      'Move that file away, or set CROSSINGS_DATA to another folder.',
    ];
  return undefined;
}

/**
 * What `work` results in.
 * @throws {RecordError} for whatever it fails with
 */
export async function inWords<Result>(
  folder: string,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (fault) {
    throw recordError(fault, folder);
  }
}
