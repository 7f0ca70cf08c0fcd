// What is unusual about a submission, found in its text and in what the compiler made of it: a person
// looks at it before it gets a score.

import { importsOf } from '../../../lessons/lib/kernel-api.ts';
import type { LoadedExercise } from '../../../lessons/lib/load-exercise.ts';
import type { BuiltModule } from '../../build/index.ts';
import { type ObjectFile, readObjectFile } from '../../build/object-file.ts';
import type { Flag } from '../../check-protocol.ts';
import { cleanLine } from '../../clean-text.ts';
import { build, check as limits } from '../../config.ts';
import type { SourceFile } from '../../protocol.ts';
import { clientFlags, kernelFilesIn } from './client-flags.ts';
import { namesOfClient } from './client-names.ts';
import { importFlags } from './import-flags.ts';
import { instructionFlags } from './instruction-flags.ts';
import { pastesTokens, sourceFlags } from './source-flags.ts';
import { statementFlags } from './statement-flags.ts';

/**
 * Flags of a module that a student wrote.
 * @param built with its insides; see `inspect` of a build
 */
export function moduleFlags(
  { exercise }: LoadedExercise,
  submitted: SourceFile,
  { ko, insides = { statements: '', instructions: '' } }: BuiltModule,
): Flag[] {
  const { statements, instructions } = insides;
  const object = readWhole(ko);
  const hidden = statements === '' && /^[\da-f]+ </m.test(instructions);
  const large = Math.max(statements.length, instructions.length) >= build.inspectedBytes;
  if (!object || hidden || large || instructions === '') {
    return [
      {
        kind: 'section',
        what: 'The module can’t be inspected: it’s too large, or hides its code.',
      },
    ];
  }
  const allowed = importsOf(exercise.interfaces, exercise.moreImports);
  return summary([
    ...sourceFlags(submitted.text, submitted.name),
    ...statementFlags(statements, pastesTokens(submitted.text)),
    ...instructionFlags(instructions),
    ...importFlags(object, allowed),
  ]);
}

/** Flags of a client that a student wrote. */
export async function clientFlagsOf(
  { exercise, solution, starter }: LoadedExercise,
  submitted: SourceFile,
): Promise<Flag[]> {
  const files = [
    exercise.device ?? '',
    ...[solution, starter].flatMap(({ text }) => kernelFilesIn(text)),
  ];
  return summary(clientFlags(await namesOfClient(submitted.text), submitted.name, files));
}

function readWhole(ko: Uint8Array): ObjectFile | undefined {
  try {
    return readObjectFile(ko);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** Each once, and not more of a kind than somebody reads. */
function summary(flags: Flag[]): Flag[] {
  const seen = new Map<string, number>();
  const clean = flags.map(({ kind, what }) => ({
    kind,
    // Names of symbols and files are the student's.
    what: cleanLine(what).slice(0, limits.flagCharacters),
  }));
  return clean.filter(({ kind, what }, index) => {
    if (clean.findIndex((each) => each.what === what) !== index) return false;
    seen.set(kind, (seen.get(kind) ?? 0) + 1);
    return (seen.get(kind) ?? 0) <= limits.flagsOfKind;
  });
}
