// A grade that can be shown to come from this server: the report with the raw observations, the
// submitted text, and a signature over both.

import type { KeyObject } from 'node:crypto';
import { sign, verify } from 'node:crypto';
import * as z from 'zod';
import { sourceHash } from '../check/check-exercise.ts';
import { checkReport } from '../check/report.ts';
import { decision } from '../classroom/decision.ts';
import { canonicalJson } from './canonical-json.ts';
import { RecordError } from './record-error.ts';
import { fingerprint, type SealKey } from './seal-key.ts';

const gradeRecord = z.strictObject({
  /** Whose grade it is, as the roster or the submission's folder has it. */
  student: z.string().max(200),
  /** The submitted text; with the report's seed and version it can be checked again. */
  source: z.string(),
  report: checkReport,
  /** Whether guests ran under `kvm` or `tcg`. */
  accelerator: z.string(),
  /** ISO 8601. */
  gradedAt: z.iso.datetime(),
  /** What the instructor made of a flag. */
  decision: decision.optional(),
});
export type GradeRecord = z.infer<typeof gradeRecord>;

/** The seal of the first format is over the record only. */
const formats = ['crossings-grade-1', 'crossings-grade-2'] as const;
const newest = 'crossings-grade-2';

const sealedRecord = z.strictObject({
  format: z.enum(formats),
  record: gradeRecord,
  seal: z.strictObject({
    algorithm: z.literal('ed25519'),
    /** Fingerprint of the key. */
    key: z.string(),
    /** Base64, over the canonical JSON of record, format, algorithm and key. */
    signature: z.string(),
  }),
});
export type SealedRecord = z.infer<typeof sealedRecord>;

/** Seals a grade. */
export function seal(record: GradeRecord, key: SealKey): SealedRecord {
  const mark = { algorithm: 'ed25519', key: fingerprint(key.public) } as const;
  const bytes = signedBytes({ format: newest, record, seal: mark });
  const signature = sign(null, bytes, key.private).toString('base64');
  return { format: newest, record, seal: { ...mark, signature } };
}

/** A record whose seal fits. */
export type OpenedRecord = {
  record: GradeRecord;
  /** Whether the seal is of the newest format, which covers its own format and algorithm too. */
  isNewest: boolean;
};

/**
 * Reads a sealed record and checks its seal.
 * @throws RecordError that says what is wrong with it
 */
export function openSealed(text: string, key: KeyObject): OpenedRecord {
  const { sealed, bytes } = parse(text);
  const { format, record, seal: mark } = sealed;
  if (mark.key !== fingerprint(key)) {
    throw new RecordError(
      'It was sealed with another key.',
      'Verify it on the server that made it, or give the public half of that key with --key.',
    );
  }
  if (!verify(null, bytes, key, Buffer.from(mark.signature, 'base64'))) {
    throw new RecordError(
      'The seal does not fit: the record was changed after it was sealed.',
      'Do not trust it; grade the submission again.',
    );
  }
  if (sourceHash(record.source) !== record.report.sourceHash) {
    throw new RecordError(
      'The kept source is not the one that was graded.',
      'Do not trust it; grade the submission again.',
    );
  }
  return { record, isNewest: format === newest };
}

/** The record, and the bytes its seal is over: as they stand there, before anything is filled in. */
function parse(text: string): { sealed: SealedRecord; bytes: Buffer } {
  let value: { record?: unknown };
  try {
    value = JSON.parse(text);
  } catch {
    throw new RecordError('It is no sealed record: not JSON.', 'Name a file that `grade` wrote.');
  }
  const parsed = sealedRecord.safeParse(value);
  if (parsed.success)
    return { sealed: parsed.data, bytes: signedBytes({ ...parsed.data, record: value.record }) };
  const issue = parsed.error.issues[0];
  throw new RecordError(
    `It is no sealed record: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}.`,
    'Name a file that `grade` wrote.',
  );
}

type Signed = {
  format: SealedRecord['format'];
  record: unknown;
  seal: Omit<SealedRecord['seal'], 'signature'>;
};

function signedBytes({ format, record, seal: { algorithm, key } }: Signed): Buffer {
  const covered = format === newest ? { format, algorithm, key, record } : record;
  return Buffer.from(canonicalJson(z.json().parse(covered)));
}
