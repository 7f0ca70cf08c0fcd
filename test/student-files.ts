// Real little programs of students, right and wrong, as the files of a Run.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SourceFile } from '../runner/protocol.ts';

const folder = join(import.meta.dirname, 'fixtures/students');

/** The path of a file of test/fixtures/students. */
export const studentFile = (name: string): string => join(folder, name);

/** The named files of test/fixtures/students. */
export function studentFiles(...names: string[]): SourceFile[] {
  return names.map((name) => ({ name, text: readFileSync(studentFile(name), 'utf8') }));
}
