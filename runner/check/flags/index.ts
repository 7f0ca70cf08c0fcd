// What is unusual about a submission, found in its text and in what the compiler made of it: a person
// looks at it before it gets a score.

import { importsOf } from '../../../lessons/lib/kernel-api.ts';
import type { LoadedExercise } from '../../../lessons/lib/load-exercise.ts';
import type { BuiltModule } from '../../build/index.ts';
import { readObjectFile } from '../../build/object-file.ts';
import type { Flag } from '../../check-protocol.ts';
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
  const whole = Object.values(insides).every((text) => text.length < build.inspectedBytes);
  if (!whole) return [{ kind: 'section', what: 'The module is too large to be inspected.' }];
  const allowed = importsOf(exercise.interfaces, exercise.moreImports);
  return summary([
    ...sourceFlags(submitted.text, submitted.name),
    ...statementFlags(insides.statements, pastesTokens(submitted.text)),
    ...instructionFlags(insides.instructions),
    ...importFlags(readObjectFile(ko), allowed),
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

/** Each once, and not more of a kind than somebody reads. */
function summary(flags: Flag[]): Flag[] {
  const seen = new Map<string, number>();
  return flags.filter(({ kind, what }, index) => {
    if (flags.findIndex((each) => each.what === what) !== index) return false;
    seen.set(kind, (seen.get(kind) ?? 0) + 1);
    return (seen.get(kind) ?? 0) <= limits.flagsOfKind;
  });
}
