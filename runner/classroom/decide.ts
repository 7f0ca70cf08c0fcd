// An instructor's decision on a flagged submission, kept in its sealed record and in the journal.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { writePrivateFile } from '../private-files.ts';
import type { SealKey } from '../record/seal-key.ts';
import { openSealed, seal } from '../record/sealed-record.ts';
import type { DecisionVerdict } from './decision.ts';
import { type Journal, JournalError } from './journal.ts';

/**
 * Accepts or rejects a flagged submission: its points count, or it gets none.
 * @param out the directory of the run
 * @throws JournalError when there's nothing to decide
 */
export async function decide(
  { journal, out, key }: { journal: Journal; out: string; key: SealKey },
  student: string,
  verdict: DecisionVerdict,
): Promise<void> {
  const kept = journal.kept.get(student);
  const flagged = [...journal.kept.values()].filter(({ report }) => report.outcome === 'flagged');
  if (!kept || !flagged.includes(kept)) {
    const names = flagged.map((each) => each.student).join(', ');
    throw new JournalError(
      `${student} isn't flagged.`,
      names === '' ? 'Nobody is.' : `Flagged are: ${names}.`,
    );
  }
  if (verdict === 'accepted' && kept.report.results.length === 0) {
    throw new JournalError(
      `Nothing of ${student}'s could be checked, so there are no points to accept.`,
      'Reject it, or ask for another submission.',
    );
  }
  const file = path.join(out, kept.record);
  const { record } = openSealed(await readFile(file, 'utf8'), key.public);
  const decision = { verdict, at: new Date().toISOString() };
  const sealed = seal({ ...record, decision }, key);
  await writePrivateFile(file, `${JSON.stringify(sealed, null, 2)}\n`);
  journal.add({ ...kept, decision });
}
