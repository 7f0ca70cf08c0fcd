// `verify`: whether a grade comes from this server and is as it was sealed.
import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { readEnvironment } from '../config.ts';
import { RecordError } from '../record/record-error.ts';
import { readPublicKey, sealKey } from '../record/seal-key.ts';
import { type OpenedRecord, openSealed } from '../record/sealed-record.ts';
import { exitWith } from './exit-with.ts';
import { readBytes } from './read-sources.ts';

/** Adds `verify` to the program. */
export function addVerifyCommand(program: Command): void {
  program
    .command('verify')
    .description('check the seal of a grade')
    .argument('<file>', 'a record that `grade` wrote')
    .option('--key <file>', 'the grades.pub of the server that sealed it; this server’s by default')
    .action((file: string, { key }: { key?: string }) => exitWith(() => verifyFile(file, key)));
}

async function verifyFile(file: string, keyFile: string | undefined): Promise<number> {
  try {
    console.log(recordText(await readSealedFile(file, keyFile)));
    return 0;
  } catch (error) {
    if (!(error instanceof RecordError)) throw error;
    console.error(`${file} cannot be trusted. ${error.message}\n${error.repair}`);
    return 1;
  }
}

/** Reads a record and checks its seal. @throws RecordError, UsageError */
export async function readSealedFile(file: string, keyFile?: string): Promise<OpenedRecord> {
  await readBytes(file);
  const text = await readFile(file, 'utf8');
  const key =
    keyFile === undefined ? sealKey(readEnvironment().data).public : readPublicKey(keyFile);
  return openSealed(text, key);
}

function recordText({ record, isNewest }: OpenedRecord): string {
  const { student, report, gradedAt, accelerator, decision } = record;
  return [
    `The seal fits. ${student}: ${report.awarded} of ${report.points} points (${report.outcome}).`,
    `${report.exercise}, version ${report.version}, edition ${report.edition} (${report.kernelRelease}, ${accelerator}), ${gradedAt}`,
    `seed ${report.seed}, source ${report.sourceHash}`,
    ...report.flags.map(({ what }) => `flag: ${what}`),
    ...(decision ? [`${decision.verdict} by the instructor, ${decision.at}`] : []),
    ...(isNewest
      ? []
      : [
          'Sealed by an older version, whose seal covers the grade but not its own format and algorithm.',
        ]),
  ].join('\n');
}
